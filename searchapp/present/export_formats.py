"""Articles as files that other programs open: CSV, JSON Lines, BibTeX, RIS; piece by piece, of any number."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import blake2b
from urllib.parse import quote

from engine.article import Article
from searchapp.present import citation

# By name, what is written for each article. A spreadsheet holds 32,767 characters in a cell, and spills the rest into
# the cells below: a longer text is cut there, JSON Lines has it whole.
MAX_CELL_CHARS = 32_000
_ABOUT = ("id", "title", "subtitle", "kicker", "source", "site", "date", "time", "authors", "editor", "keywords")
CSV_COLUMNS = (*_ABOUT, "towns", "leaders", "url", "reprint_of", "body")
# =HYPERLINK("…"), also with the wide signs that an East Asian spreadsheet takes for the narrow ones
_FORMULA = re.compile(r"[\s\u200b-\u200f\u2060\ufeff]*[=+\-@＝＋－＠\t\r]")
# What no text file should hold: control characters but for tab and line break.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
# Signs that TeX takes for its own. BibTeX counts braces, those behind a backslash too: none may stand for itself.
_TEX = str.maketrans(
    {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
    | {"{": r"\textbraceleft{}", "}": r"\textbraceright{}"}
    | {sign: f"\\{sign}" for sign in "#$%&_"}
)
# What no URL may hold (RFC 3986), and what ends a field of BibTeX.
_NOT_IN_URL = re.compile(r"[\s\x00-\x20\x7f-\x9f\"<>\\^`{|}]")
# What a key of BibTeX may hold
_KEY = re.compile(r"[^A-Za-z0-9:._-]")
# Ends of lines that JSON leaves as they are.
_LINE_ENDS = {ord(sign): f"\\u{ord(sign):04x}" for sign in "\x85\u2028\u2029"}


@dataclass(frozen=True, slots=True)
class ExportFormat:
    """A kind of file: how it begins, and what is written for an article."""

    name: str
    mimetype: str
    start: str
    write: Callable[[Article], str]


def export_chunks(kind: ExportFormat, articles: Iterator[Article]) -> Iterator[bytes]:
    """The file, a piece an article."""
    yield kind.start.encode()
    for article in articles:
        # A lone surrogate, left by a damaged file, is in no encoding.
        yield kind.write(article).encode("utf-8", "replace")


def csv_row(article: Article) -> str:
    """One row for a spreadsheet."""
    row = {**{name: _to_cell(getattr(article, name)) for name in CSV_COLUMNS if hasattr(article, name)}}
    row["leaders"] = "; ".join(f"{leader.name} {leader.org or ''}{leader.post}" for leader in article.leaders)
    row["reprint_of"] = article.group or ""
    return _csv(_safe(row[name]) for name in CSV_COLUMNS)


def json_line(article: Article) -> str:
    """The public form of an article, with its URL and the article that it is a reprint of."""
    public = {**article.to_json(), "url": article.url, "reprint_of": article.group}
    return json.dumps(public, ensure_ascii=False).translate(_LINE_ENDS) + "\n"


def bibtex(article: Article) -> str:
    """An entry of a BibTeX file (biblatex reads `date`, BibTeX `year` and `month`)."""
    fields = {
        "title": _tex(citation.heading(article)),
        # Braced one by one, so that no comma and no "and" splits them.
        "author": " and ".join(f"{{{name}}}" for name in map(_tex, article.authors) if name),
        "journal": _tex(article.source or article.site or ""),
        "date": article.date.isoformat() if article.date else "",
        "year": f"{article.date.year:04}" if article.date else "",
        "month": str(article.date.month) if article.date else "",
        "keywords": ", ".join(f"{{{word}}}" if "," in word else word for word in map(_tex, article.keywords) if word),
        # Taken as it is, not as TeX.
        "url": _NOT_IN_URL.sub(lambda sign: quote(sign[0], safe=""), citation.web_address(article) or ""),
        "langid": "chinese",
    }
    lines = "".join(f"  {name} = {{{text}}},\n" for name, text in fields.items() if text)
    return f"@article{{{_key(article.id)},\n{lines}}}\n\n"


def _key(article_id: str) -> str:
    """The id where it can be a key, else what can be of it with a digest, so that two ids never have one key."""
    key = _KEY.sub("-", article_id)
    if key and key == article_id:
        return key
    return f"{key}-{blake2b(article_id.encode('utf-8', 'replace'), digest_size=4).hexdigest()}"


def ris(article: Article) -> str:
    """A record of an RIS file."""
    tags = [("TY", "NEWS"), ("ID", article.id), ("TI", citation.heading(article))]
    tags += [("AU", name) for name in article.authors]
    tags += [("T2", article.source or article.site or ""), ("LA", "zh")]
    if article.date:
        tags += [("PY", str(article.date.year)), ("DA", article.date.strftime("%Y/%m/%d/"))]
    tags += [("KW", keyword) for keyword in article.keywords]
    tags += [("UR", citation.web_address(article) or "")]
    lines = [f"{tag}  - {text}" for tag, text in ((tag, _clean(text)) for tag, text in tags) if text]
    return "\r\n".join([*lines, "ER  - ", "", ""])


def _csv(values: Iterator[str] | tuple[str, ...]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, quoting=csv.QUOTE_ALL).writerow(values)
    return buffer.getvalue()


def _to_cell(value: object) -> str:
    if isinstance(value, tuple):
        return "; ".join(str(item) for item in value)
    return "" if value is None else str(value)


def _safe(text: str) -> str:
    """A cell that no spreadsheet computes, and none overflows."""
    text = _CONTROL.sub("", text).replace("\r\n", "\n").replace("\r", "\n")
    if len(text) > MAX_CELL_CHARS:
        text = f"{text[:MAX_CELL_CHARS]}…"
    return f"'{text}" if _FORMULA.match(text) else text


def _clean(text: str) -> str:
    return " ".join(_CONTROL.sub(" ", text).split())


def _tex(text: str) -> str:
    return _clean(text).translate(_TEX)


# An Excel in China takes a file without this mark for GBK.
_MARK = "\ufeff"
FORMATS = {
    "csv": ExportFormat("csv", "text/csv", _MARK + _csv(CSV_COLUMNS), csv_row),
    "jsonl": ExportFormat("jsonl", "application/jsonl", "", json_line),
    "bib": ExportFormat("bib", "application/x-bibtex", "", bibtex),
    "ris": ExportFormat("ris", "application/x-research-info-systems", "", ris),
}

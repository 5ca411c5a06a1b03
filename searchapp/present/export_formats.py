"""Export formats: CSV, JSON Lines, BibTeX and RIS, written article by article."""

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

# Columns are attributes by name. A spreadsheet cell has at most 32,767 characters, and more spills into the cells
# below: longer text is cut in CSV, and complete in JSON Lines.
MAX_CELL_CHARS = 32_000
_ABOUT = ("id", "title", "subtitle", "kicker", "source", "site", "date", "time", "authors", "editor", "keywords")
CSV_COLUMNS = (*_ABOUT, "towns", "leaders", "url", "reprint_of", "body")
# =HYPERLINK("…"), also with the full-width signs that an East Asian spreadsheet reads as the ASCII ones
_FORMULA = re.compile(r"[\s\u200b-\u200f\u2060\ufeff]*[=+\-@＝＋－＠\t\r]")
# Control characters except tab and line break.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
# Special characters of TeX. BibTeX counts braces even after a backslash, so none may appear literally.
_TEX = str.maketrans(
    {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
    | {"{": r"\textbraceleft{}", "}": r"\textbraceright{}"}
    | {sign: f"\\{sign}" for sign in "#$%&_"}
)
# Characters not allowed in a URL (RFC 3986) or ending a BibTeX field.
_NOT_IN_URL = re.compile(r"[\s\x00-\x20\x7f-\x9f\"<>\\^`{|}]")
# Characters not allowed in a BibTeX key.
_KEY = re.compile(r"[^A-Za-z0-9:._-]")
# Line separators that JSON does not escape.
_LINE_ENDS = {ord(sign): f"\\u{ord(sign):04x}" for sign in "\x85\u2028\u2029"}


@dataclass(frozen=True, slots=True)
class ExportFormat:
    """A file format: its opening text and the function that formats an article."""

    name: str
    mimetype: str
    start: str
    write: Callable[[Article], str]


def export_chunks(kind: ExportFormat, articles: Iterator[Article]) -> Iterator[bytes]:
    """Yield the file in chunks, one per article after the opening text."""
    yield kind.start.encode()
    for article in articles:
        # Lone surrogates, left by a damaged file, cannot be encoded.
        yield kind.write(article).encode("utf-8", "replace")


def csv_row(article: Article) -> str:
    """Format an article as a CSV row."""
    row = {**{name: _to_cell(getattr(article, name)) for name in CSV_COLUMNS if hasattr(article, name)}}
    row["leaders"] = "; ".join(f"{leader.name} {leader.org or ''}{leader.post}" for leader in article.leaders)
    row["reprint_of"] = article.group or ""
    return _csv(_safe(row[name]) for name in CSV_COLUMNS)


def json_line(article: Article) -> str:
    """Format the public form of an article as a line, with its URL and the id of the article it reprints."""
    public = {**article.to_json(), "url": article.url, "reprint_of": article.group}
    return json.dumps(public, ensure_ascii=False).translate(_LINE_ENDS) + "\n"


def bibtex(article: Article) -> str:
    """Format an article as a BibTeX entry (biblatex reads `date`, BibTeX `year` and `month`)."""
    fields = {
        "title": _tex(citation.heading(article)),
        # Braced individually, so that no comma and no "and" splits a name.
        "author": " and ".join(f"{{{name}}}" for name in map(_tex, article.authors) if name),
        "journal": _tex(article.source or article.site or ""),
        "date": article.date.isoformat() if article.date else "",
        "year": f"{article.date.year:04}" if article.date else "",
        "month": str(article.date.month) if article.date else "",
        "keywords": ", ".join(f"{{{word}}}" if "," in word else word for word in map(_tex, article.keywords) if word),
        # Verbatim field, not read as TeX.
        "url": _NOT_IN_URL.sub(lambda sign: quote(sign[0], safe=""), citation.web_address(article) or ""),
        "langid": "chinese",
    }
    lines = "".join(f"  {name} = {{{text}}},\n" for name, text in fields.items() if text)
    return f"@article{{{_key(article.id)},\n{lines}}}\n\n"


def _key(article_id: str) -> str:
    """Return the id if it is a valid key, else its valid characters and a digest, so that keys never collide."""
    key = _KEY.sub("-", article_id)
    if key and key == article_id:
        return key
    return f"{key}-{blake2b(article_id.encode('utf-8', 'replace'), digest_size=4).hexdigest()}"


def ris(article: Article) -> str:
    """Format an article as an RIS record."""
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
    """Return text safe for a spreadsheet cell, which neither starts a formula nor exceeds the cell size."""
    text = _CONTROL.sub("", text).replace("\r\n", "\n").replace("\r", "\n")
    if len(text) > MAX_CELL_CHARS:
        text = f"{text[:MAX_CELL_CHARS]}…"
    return f"'{text}" if _FORMULA.match(text) else text


def _clean(text: str) -> str:
    return " ".join(_CONTROL.sub(" ", text).split())


def _tex(text: str) -> str:
    return _clean(text).translate(_TEX)


# Without this byte order mark Excel in China reads the file as GBK.
_MARK = "\ufeff"
FORMATS = {
    "csv": ExportFormat("csv", "text/csv", _MARK + _csv(CSV_COLUMNS), csv_row),
    "jsonl": ExportFormat("jsonl", "application/jsonl", "", json_line),
    "bib": ExportFormat("bib", "application/x-bibtex", "", bibtex),
    "ris": ExportFormat("ris", "application/x-research-info-systems", "", ris),
}

"""Exports: as many rows as the page says, right characters in spreadsheets, and no executable formulas."""

from __future__ import annotations

import csv
import datetime
import io
import json
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote

import pandas
import pybtex.database
import pytest
from bibtexparser.bparser import BibTexParser
from bs4 import BeautifulSoup
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st

import zhenwen
from engine.article import Article, Leader
from engine.factory import open_engine
from searchapp import create_app
from searchapp.present.export_formats import CSV_COLUMNS, FORMATS, MAX_CELL_CHARS, csv_row, export_chunks
from searchapp.request.params import read_request
from searchapp.service import full_listing
from tests.conftest import BuildIndex

SEARCHES = [
    "",
    "q=樱桃",
    "q=镇&source=运河新报",
    "town=西集镇&from=2023",
    "q=没有的词",
    "q=樱桃 苹果",
    "not_source=京东晚报",
]


def total_shown(page: str) -> int:
    match = re.search(r"找到 (\d+) 篇文章", page)
    return int(match.group(1)) if match else 0


def counted(kind: str, content: str) -> int:
    if kind == "csv":
        return len(list(csv.reader(io.StringIO(content)))) - 1
    return {"jsonl": content.count("\n"), "bib": content.count("@article{"), "ris": content.count("TY  - ")}[kind]


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("search", SEARCHES)
def test_a_file_has_as_many_articles_as_the_page_says(client: FlaskClient, search: str, kind: str) -> None:
    answer = client.get(f"/export.{kind}?{search}")
    total = total_shown(client.get(f"/search?{search}").text)
    assert counted(kind, answer.text) == total == int(answer.headers["X-Total-Count"])


def test_pandas_reads_the_right_characters(client: FlaskClient) -> None:
    table = pandas.read_csv(io.BytesIO(client.get("/export.csv?q=樱桃").data), encoding="utf-8-sig")
    assert list(table.columns) == list(CSV_COLUMNS)
    assert list(table["title"]) == ["西集镇樱桃节开园", "西集镇樱桃节开园迎客"]
    assert table["leaders"][0] == "钱望舒 西集镇党委书记"


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed: scripts/find_spreadsheet.sh")
def test_libreoffice_reads_the_right_characters_and_computes_nothing(client: FlaskClient, tmp_path: Path) -> None:
    sums = (replace(PLAIN, id=sign, title=f"{sign}1+1", body="一\n二") for sign in "=+@")
    exported = client.get("/export.csv").data + "".join(csv_row(article) for article in sums).encode()
    (tmp_path / "zhenwen.csv").write_bytes(exported)
    # Comma, quote, UTF-8, from line 1, as in its import dialog. Without the dialog it reads the BOM as characters.
    command = ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless"]
    command += ["--infilter=CSV:44,34,76,1", "--convert-to", "fods", "zhenwen.csv"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=120)
    sheet = BeautifulSoup((tmp_path / "zhenwen.fods").read_text(encoding="utf-8"), "xml")
    rows = [row.find_all("table:table-cell") for row in sheet.find_all("table:table-row")]
    titles = [row[1].get_text("\n", strip=True) for row in rows if len(row) > 1]
    written = list(csv.DictReader(io.StringIO(exported.decode("utf-8-sig"))))
    assert titles == ["title", *(row["title"] for row in written)]
    assert not [cell for row in rows for cell in row if cell.has_attr("table:formula")]


def test_a_spreadsheet_knows_the_encoding_by_the_mark(client: FlaskClient) -> None:
    answer = client.get("/export.csv?q=樱桃")
    assert answer.data.startswith(b"\xef\xbb\xbf")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="zhenwen.csv"'


PLAIN = Article("p", "file", "title", "body")


@pytest.mark.parametrize(
    "start", ["=", "+", "-", "@", "\t=", " =", "\r=", "\ufeff=", "\u200b=", "＝", "＋", "－", "＠", "\n@"]
)
def test_a_spreadsheet_computes_nothing(start: str) -> None:
    article = replace(PLAIN, title=f'{start}HYPERLINK("http://evil.example")')
    cell = next(csv.DictReader(io.StringIO(written("csv", article).removeprefix("\ufeff"))))["title"]
    assert cell.startswith("'")


def test_a_long_text_does_not_spill_into_other_cells() -> None:
    article = replace(PLAIN, body="长" * 40_000)
    row = next(csv.DictReader(io.StringIO(written("csv", article).removeprefix("\ufeff"))))
    assert len(row["body"]) == MAX_CELL_CHARS + 1
    assert json.loads(written("jsonl", article))["body"] == article.body


def written(kind: str, *articles: Article) -> str:
    return b"".join(export_chunks(FORMATS[kind], iter(articles))).decode()


texts = st.text(max_size=30)


@settings(deadline=None, max_examples=30)
@given(texts, texts, texts, st.lists(texts, max_size=3))
def test_whatever_an_article_says_it_stays_one_record(title: str, body: str, source: str, names: list[str]) -> None:
    leaders = tuple(Leader(name, "镇长") for name in names)
    article = replace(PLAIN, title=title, body=body, source=source, authors=tuple(names), leaders=leaders)
    rows = list(csv.DictReader(io.StringIO(written("csv", article).removeprefix("\ufeff"), newline="")))
    assert len(rows) == 1
    assert set(rows[0]) == set(CSV_COLUMNS)
    assert json.loads(written("jsonl", article))["title"] == title.encode("utf-8", "replace").decode()
    assert sum(line == "ER  - " for line in written("ris", article).split("\r\n")) == 1


hostile = st.text(st.sampled_from("ab1 {}\\\"%#$&_~^@,=<>|'镇\n\r\t\x85\u2028“"), max_size=20)
TEX = {r"\textbackslash{}": "\\", r"\textasciitilde{}": "~", r"\textasciicircum{}": "^"}
TEX |= {r"\textbraceleft{}": "{", r"\textbraceright{}": "}"} | {f"\\{sign}": sign for sign in "#$%&_"}
_TEX = re.compile("|".join(map(re.escape, TEX)))


def untex(text: str) -> str:
    """Return the text as typeset by TeX."""
    return _TEX.sub(lambda found: TEX[found[0]], text)


def on_one_line(text: str) -> str:
    return " ".join(text.replace("\x85", " ").split())


@settings(deadline=None, max_examples=80)
@given(hostile, hostile, st.lists(hostile, max_size=3), st.lists(hostile, max_size=2), hostile, hostile)
def test_parsers_of_bibtex_read_what_was_written(
    title: str, source: str, names: list[str], words: list[str], path: str, article_id: str
) -> None:
    article = replace(PLAIN, id=article_id, title=f"x{title}", source=source, authors=tuple(names))
    article = replace(article, keywords=tuple(words), url=f"https://x.example/{path}")
    after = replace(PLAIN, id="after", title="樱桃")
    text = written("bib", article, after)
    parser = BibTexParser(ignore_nonstandard_types=False)
    entries = {entry["ID"]: entry for entry in parser.parse(text).entries}
    (key,) = entries.keys() - {"after"}
    found = entries[key]
    database = pybtex.database.parse_string(text, "bibtex")
    assert list(database.entries) == [key, "after"]
    assert entries["after"]["title"] == "樱桃"
    assert untex(found["title"]) == untex(database.entries[key].fields["title"]) == on_one_line(f"x{title}")
    assert untex(found.get("journal", "")) == on_one_line(source)
    wanted = [on_one_line(name) for name in names if on_one_line(name)]
    people = [str(person) for person in database.entries[key].persons.get("author", [])]
    assert [untex(name.removeprefix("{").removesuffix("}")) for name in people] == wanted
    assert found["url"] == database.entries[key].fields["url"]
    assert unquote(found["url"]) == unquote(f"https://x.example/{path}")
    assert not re.search(r"[\s{}\\\\\"]", found["url"])


def test_two_articles_never_have_one_key() -> None:
    ids = ["a/b", "a-b", "a b", "文一", "文二", "a{b"]
    text = written("bib", *(replace(PLAIN, id=one) for one in ids))
    assert len(pybtex.database.parse_string(text, "bibtex").entries) == len(ids)
    assert "@article{a-b," in text


@settings(deadline=None, max_examples=100)
@given(hostile, hostile, st.lists(hostile, max_size=3))
def test_a_record_of_ris_has_one_line_a_tag(title: str, source: str, names: list[str]) -> None:
    article = replace(PLAIN, title=title or "x", source=source, authors=tuple(names), keywords=tuple(names))
    lines = written("ris", article).splitlines()
    assert all(re.match(r"[A-Z][A-Z0-9]  - ", line) for line in lines if line)
    assert lines.count("ER  - ") == 1
    authors = [line.removeprefix("AU  - ") for line in lines if line.startswith("AU")]
    assert authors == [on_one_line(name) for name in names if on_one_line(name)]


@settings(deadline=None, max_examples=100)
@given(hostile, hostile)
def test_an_article_is_one_line_of_json_lines(title: str, body: str) -> None:
    article = replace(PLAIN, title=title, body=body)
    (line,) = written("jsonl", article).splitlines()
    assert (json.loads(line)["title"], json.loads(line)["body"]) == (title, body)


def test_bibtex_and_ris_cite_the_newspaper() -> None:
    article = replace(
        PLAIN, title="樱桃 100% & 甜", authors=("林晓舟", "顾北"), source="运河新报", url="https://x.example/a_b"
    )
    article = replace(article, date=datetime.date(2023, 5, 19))
    entry, record = written("bib", article), written("ris", article)
    assert r"title = {樱桃 100\% \& 甜}," in entry
    assert "author = {{林晓舟} and {顾北}}," in entry
    assert "url = {https://x.example/a_b}," in entry
    assert record.split("\r\n")[3:8] == ["AU  - 林晓舟", "AU  - 顾北", "T2  - 运河新报", "LA  - zh", "PY  - 2023"]


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory, build_index: BuildIndex) -> str:
    """The address of an index of 2,500 articles."""
    articles = tuple(replace(PLAIN, id=f"m{n}", title=f"第{n}篇", body=f"樱桃{n}") for n in range(2500))
    return build_index(tmp_path_factory.mktemp("many"), articles)


def test_thousands_of_articles_come_each_once(many: str, tmp_path: Path) -> None:
    app = create_app({"engine": many, "data": str(tmp_path)})
    answer = app.test_client().get("/export.jsonl?q=樱桃")
    ids = [json.loads(line)["id"] for line in answer.iter_encoded() if line]
    assert len(ids) == len(set(ids)) == 2500
    answer.close()


def test_a_reader_who_leaves_gives_the_index_back(many: str, tmp_path: Path) -> None:
    app = create_app({"engine": many, "data": str(tmp_path)})
    answer = app.test_client().get("/export.csv")
    next(answer.iter_encoded())
    answer.close()
    assert app.extensions["live_index"]._lease.readers == 0


@pytest.mark.parametrize("way", ["page", "command"])
def test_an_export_stays_with_its_generation_across_rebuilds(
    tmp_path: Path, build_index: BuildIndex, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    """Check with builds that begin after the first chunk; they also remove the folder that the export reads from."""
    monkeypatch.setattr(full_listing, "BATCH_ARTICLES", 2)
    path = tmp_path / "index"
    url = build_index(path, tuple(replace(PLAIN, id=f"old{n}") for n in range(9)))
    written = FORMATS["jsonl"].write
    new = (replace(PLAIN, id="new"),)
    builds = iter([True])

    def write(article: Article) -> str:
        if next(builds, False):
            for _ in range(5):
                build_index(path, new)
        return written(article)

    monkeypatch.setitem(FORMATS, "jsonl", replace(FORMATS["jsonl"], write=write))
    if way == "page":
        content = create_app({"engine": url, "data": str(tmp_path)}).test_client().get("/export.jsonl").text
    else:
        content = CliRunner().invoke(zhenwen.main, ["export", "", "--format", "jsonl", "--engine", url]).stdout
    assert sorted(json.loads(line)["id"] for line in content.splitlines()) == [f"old{n}" for n in range(9)]
    assert len(list((path / "generations").iterdir())) < 6, "the generation that was read is gone"


def test_an_index_that_changes_meanwhile_is_said(many: str, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = open_engine(many)
    _, articles = full_listing.result_articles(engine, read_request([("q", "樱桃")]))
    next(articles)
    info = engine.info()
    monkeypatch.setattr(type(engine), "info", lambda self: replace(info, generation="other"))
    with pytest.raises(full_listing.IndexChanged):
        list(articles)
    engine.close()


@pytest.mark.parametrize("path", ["/export.pdf", "/export.", "/export.csv/x"])
def test_an_unknown_kind_is_not_found(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_a_bad_argument_is_an_error_page(client: FlaskClient) -> None:
    assert client.get("/export.csv?from=x").status_code == 400


@pytest.mark.parametrize("kind", FORMATS)
def test_the_command_writes_what_the_page_sends(app: Flask, client: FlaskClient, tmp_path: Path, kind: str) -> None:
    output = tmp_path / "out"
    arguments = ["export", "镇", "--source", "运河新报", "--format", kind, "--engine", app.config["ENGINE"]]
    done = CliRunner().invoke(zhenwen.main, [*arguments, "-o", str(output)])
    assert done.exit_code == 0, done.output
    assert output.read_bytes() == client.get(f"/export.{kind}?q=镇&source=运河新报").data
    assert CliRunner().invoke(zhenwen.main, arguments).stdout_bytes == output.read_bytes()


def test_the_command_leaves_nothing_half_written(app: Flask, tmp_path: Path) -> None:
    arguments = ["export", "", "--engine", app.config["ENGINE"], "-o", str(tmp_path / "none" / "out.csv")]
    done = CliRunner().invoke(zhenwen.main, arguments)
    assert done.exit_code == 1
    assert "cannot be written" in done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_full_disk_is_a_sentence(app: Flask) -> None:
    command = [sys.executable, "-m", "zhenwen", "export", "", "--engine", app.config["ENGINE"]]
    with Path("/dev/full").open("wb") as full:
        process = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert process.returncode == 1
    assert "No space left on device" in process.stderr
    assert "Traceback" not in process.stderr

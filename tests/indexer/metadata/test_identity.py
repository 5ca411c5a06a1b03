"""Identity: an article keeps its id when its file or row changes; only new articles count as new."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import zlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from engine.article import Article
from engine.factory import open_builder, open_engine
from engine.query.tree import Facet, Request
from indexer.building import build_manifest
from indexer.building.index_build import Options, build, update
from indexer.metadata.corrections import Corrections
from indexer.metadata.identity import identify, normalize_url
from indexer.report import Report
from searchapp.saved.seen_articles import SeenArticles
from tests.indexer.building.test_dedupe import story
from tests.indexer.building.test_index_build import articles

Row = dict[str, str]


def news(number: int, **fields: str) -> Row:
    """Return a record of an article, without id and URL unless given."""
    return {"title": f"第{number}座便民桥通行", "body": story(number), "date": f"2023-05-{number + 1:02}", **fields}


class Desk:
    """A folder of news, its index, and the articles seen by a reader of all of them."""

    def __init__(self, folder: Path) -> None:
        self.news, self.url = folder / "news", f"whoosh:{folder / 'index'}"
        self.news.mkdir()

    def lines(self, name: str, rows: Sequence[Row]) -> None:
        """Write a JSON Lines file."""
        self._write(name, "\n".join(json.dumps(row, ensure_ascii=False) for row in rows))

    def table(self, name: str, rows: Sequence[Row]) -> None:
        """Write a CSV file."""
        path = self.news / name
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, fieldnames=list(dict.fromkeys(key for row in rows for key in row)))
            writer.writeheader()
            writer.writerows(rows)

    def text(self, name: str, *stories: tuple[str, str]) -> None:
        """Write a text file, formatted as a newspaper page if it has several articles."""
        self._write(name, "\n".join(f"{title}\n本报讯(记者 童安){body}" for title, body in stories))

    def _write(self, name: str, text: str) -> None:
        path = self.news / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def build(self) -> dict[str, str]:
        """Build the index and return the ids by title."""
        build((self.news,), self.url)
        return self.ids()

    def ids(self) -> dict[str, str]:
        """Return the ids by title."""
        return {article.title or "": article.id for article in articles(self.url)}

    def update(self) -> tuple[tuple[int, int], list[str | None]]:
        """Update; return the numbers of articles added and removed, and titles new to a reader who had seen all."""
        known = SeenArticles.of(articles(self.url))
        found = update((), self.url).difference
        assert found
        new = [article.title for article in articles(self.url) if article not in known]
        assert len(new) == found.added
        return (found.added, found.removed), new


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


NOTHING: tuple[tuple[int, int], list[str | None]] = ((0, 0), [])


@pytest.mark.parametrize("kind", ["lines", "table"])
@pytest.mark.parametrize("fields", [{}, {"url": "https://news.example.com/{}.html"}, {"id": "n{}"}])
def test_rows_keep_their_ids_wherever_they_stand(desk: Desk, kind: str, fields: Row) -> None:
    rows = [news(i, **{name: value.format(i) for name, value in fields.items()}) for i in range(8)]
    write = getattr(desk, kind)
    write("rows.x", rows[1:7])
    before = desk.build()
    write("rows.x", rows[:7])  # one at the start
    assert desk.update() == ((1, 0), [rows[0]["title"]])
    write("rows.x", [*rows[:3], rows[7], *rows[3:7]])  # one in the middle
    assert desk.update() == ((1, 0), [rows[7]["title"]])
    write("rows.x", rows[::-1])
    assert desk.update() == NOTHING
    write("rows.x", rows[4:])
    assert desk.update() == ((0, 4), [])
    assert desk.ids().items() <= {**before, rows[7]["title"]: desk.ids()[rows[7]["title"]]}.items()


def test_a_renamed_file_and_a_moved_folder_change_no_id(desk: Desk) -> None:
    desk.lines("old/a.jsonl", [news(i) for i in range(5)])
    desk.text("old/page.txt", ("河堤添新绿", story(10)), ("小学添新书", story(11)))
    before = desk.build()
    (desk.news / "old" / "a.jsonl").rename(desk.news / "old" / "b.jsonl")
    assert desk.update() == NOTHING
    (desk.news / "old").rename(desk.news / "new")
    assert desk.update() == NOTHING
    assert desk.ids() == before
    assert all(article.file.startswith("news/new/") for article in articles(desk.url))


@pytest.mark.parametrize("size", [1, 12])
def test_a_small_edit_keeps_the_id(desk: Desk, size: int) -> None:
    rows = [{"title": f"第{i}号公告", "body": story(i, size)} for i in range(5)]
    desk.lines("a.jsonl", rows)
    before = desk.build()
    rows[2]["body"] = rows[2]["body"].replace("桥", "楼", 1)
    desk.lines("a.jsonl", rows)
    assert desk.update() == NOTHING
    rows[2]["title"] = "第二号公告（更正）"
    desk.lines("a.jsonl", rows)
    assert desk.update() == NOTHING
    assert desk.ids()["第二号公告（更正）"] == before["第2号公告"]


def test_an_edit_beside_a_new_row_and_in_a_renamed_file_keeps_the_id(desk: Desk) -> None:
    rows = [news(i) for i in range(6)]
    desk.lines("a.jsonl", rows[1:])
    before = desk.build()
    rows[1]["body"] = rows[1]["body"].replace("桥", "楼", 1)
    (desk.news / "a.jsonl").unlink()
    desk.lines("b.jsonl", rows)
    assert desk.update() == ((1, 0), [rows[0]["title"]])
    assert desk.ids()[rows[1]["title"]] == before[rows[1]["title"]]


def test_another_article_in_the_same_place_is_new(desk: Desk) -> None:
    desk.lines("latest.jsonl", [news(1)])
    before = desk.build()
    desk.lines("latest.jsonl", [news(2)])
    assert desk.update() == ((1, 1), [news(2)["title"]])
    assert not set(desk.ids().values()) & set(before.values())


def test_the_same_column_of_another_day_is_new(desk: Desk) -> None:
    row = {"title": "今日菜价", "body": story(1), "date": "2023-05-01"}
    desk.lines("latest.jsonl", [row])
    desk.build()
    desk.lines("latest.jsonl", [{**row, "body": row["body"].replace("桥", "楼", 3), "date": "2023-05-02"}])
    assert desk.update() == ((1, 1), ["今日菜价"])


def test_an_old_text_that_comes_back_beside_its_edited_self_gets_an_id_of_its_own(desk: Desk) -> None:
    row = news(1)
    desk.lines("a.jsonl", [row])
    desk.build()
    desk.lines("a.jsonl", [{**row, "body": row["body"].replace("桥", "楼", 1)}])
    assert desk.update() == NOTHING
    desk.lines("b.jsonl", [row])
    assert desk.update()[0] == (1, 0)
    assert update((), desk.url).generation is None


@pytest.mark.parametrize("extra", [{}, {"url": "https://news.example.com/1.html"}])
def test_one_article_in_two_files_is_one(desk: Desk, extra: Row) -> None:
    row = {**news(1), **extra}
    desk.lines("a.jsonl", [row, news(2)])
    before = desk.build()
    wide = {**row, "title": row["title"].replace("1", "１"), "body": row["body"].replace("。", "。 \u3000")}
    desk.lines("0.jsonl", [wide])
    assert desk.update() == NOTHING
    report = update((), desk.url)
    assert (report.articles, report.replaced) == (2, 1)
    (desk.news / "a.jsonl").unlink()
    assert desk.update()[0] == (0, 1)
    assert list(desk.ids().values()) == [before[row["title"]]]


def test_a_page_that_is_crawled_again_is_the_same_article(desk: Desk) -> None:
    row = news(1, url="https://news.example.com/1.html")
    desk.lines("2023-05.jsonl", [row, news(2, url="https://news.example.com/2.html")])
    before = desk.build()
    again = {**row, "url": "http://NEWS.example.com/1.html?utm_source=x#top", "body": row["body"] + story(30, 2)}
    desk.lines("2023-06.jsonl", [again])
    assert desk.update() == NOTHING
    assert desk.ids() == before
    assert any(article.body.endswith(story(30, 2)) for article in articles(desk.url))


def test_different_articles_with_one_url_all_stay(desk: Desk) -> None:
    rows = [news(i, url="https://news.example.com/") for i in range(5)]
    desk.lines("a.jsonl", rows)
    before = desk.build()
    assert len(set(before.values())) == 5
    desk.lines("a.jsonl", [news(9, url="https://news.example.com"), *rows[::-1]])
    assert desk.update() == ((1, 0), [news(9)["title"]])
    assert before.items() <= desk.ids().items()


def test_a_newspaper_page_gains_and_loses_an_article(desk: Desk) -> None:
    stories = [(f"{name}便民桥通行", story(i)) for i, name in enumerate(("河湾", "柳堤", "鹭塘", "樱园"))]
    desk.text("page.txt", *stories[1:3])
    before = desk.build()
    assert len(before) == 2
    desk.text("page.txt", *stories[:3])
    assert desk.update() == ((1, 0), [stories[0][0]])
    desk.text("page.txt", *stories[2:])
    assert desk.update() == ((1, 2), [stories[3][0]])
    assert desk.ids()[stories[2][0]] == before[stories[2][0]]


def test_links_of_a_generation_that_counted_rows_lead_on(desk: Desk) -> None:
    desk.lines("a.jsonl", [news(i) for i in range(1, 4)])
    old = [hashlib.blake2b(f"news/a.jsonl#{i}".encode(), digest_size=8).hexdigest() for i in range(3)]
    desk.build()
    _age(desk.url, old)
    known = SeenArticles.of(articles(desk.url))
    desk.lines("a.jsonl", [news(i) for i in range(4)])
    report = update((), desk.url)
    assert report.difference
    assert (report.difference.added, report.difference.removed) == (1, 0)
    assert [article.title for article in articles(desk.url) if article not in known] == [news(0)["title"]]
    engine = open_engine(desk.url)
    for i, article_id in enumerate(old, 1):
        hits = engine.search(Request(Facet("former", article_id))).hits
        assert [hit.article.title for hit in hits] == [news(i)["title"]]
    engine.close()


def _age(url: str, ids: Sequence[str]) -> None:
    """Write the index in the format that precedes identities: ids with row numbers, and an old build manifest."""
    engine = open_engine(url)
    manifest = build_manifest.load_manifest(engine.note)
    assert manifest
    builder = open_builder(url)
    builder.add([replace(article, id=i) for article, i in zip(engine.articles(), ids, strict=True)])
    (name, holding), *_ = manifest.files.items()
    rows = [[i, row.digest, row.moment, row.source, row.towns] for i, row in zip(ids, holding.rows, strict=True)]
    mark = holding.fingerprint
    form = [
        1,
        "old",
        list(manifest.inputs),
        [[name, holding.path, [mark.size, mark.changed, mark.digest], [], rows]],
        {},
        [],
        {},
    ]
    builder.note(build_manifest.INPUT_NOTE, zlib.compress(json.dumps(form).encode()))
    builder.note(build_manifest.SKETCHES_NOTE, holding.sketches.tobytes())
    builder.switch()
    engine.close()


def test_an_id_that_is_stated_later_takes_the_links_over(desk: Desk) -> None:
    desk.lines("a.jsonl", [news(1)])
    old = desk.build()[news(1)["title"]]
    desk.lines("a.jsonl", [news(1, id="n1")])
    assert desk.update() == NOTHING
    (article,) = articles(desk.url)
    assert (article.id, article.former) == ("n1", (old,))


def test_a_build_anew_keeps_ids_and_comings(desk: Desk) -> None:
    rows = [news(i) for i in range(3)]
    desk.lines("a.jsonl", rows)
    desk.build()
    desk.lines("a.jsonl", [news(5), *rows])
    desk.update()
    rows[1]["title"] = "便民桥提前通行"
    desk.lines("a.jsonl", [news(5), *rows])
    desk.update()
    before = articles(desk.url)
    desk.build()
    assert articles(desk.url) == before
    assert [article.title for article in before if article.added] == [news(5)["title"]]


def test_a_file_that_is_not_read_again_is_remembered_with_its_ids(desk: Desk) -> None:
    desk.lines("a.jsonl", [news(1)])
    desk.build()
    desk.lines("a.jsonl", [{**news(1), "title": "便民桥提前通行"}])
    before = desk.update() and desk.ids()
    desk.lines("b.jsonl", [news(2)])
    assert desk.update()[0] == (1, 0)
    assert before.items() <= desk.ids().items()


def test_a_correction_of_an_id_still_holds_after_an_edit(desk: Desk) -> None:
    row = news(1)
    desk.lines("a.jsonl", [row, news(2)])
    ids = desk.build()
    rule = Corrections(rules=({"match": {"id": ids[row["title"]]}, "set": {"source": "河湾日报"}},))
    for body in (row["body"], row["body"].replace("桥", "楼", 1)):
        desk.lines("a.jsonl", [{**row, "body": body}, news(2)])
        for again in (update, build):
            report: Report = again((desk.news,), desk.url, Options(corrections=rule))
            assert report.articles == 2
            assert {a.source for a in articles(desk.url) if a.id == ids[row["title"]]} == {"河湾日报"}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("HTTP://News.Example.com:80/a/", "https://news.example.com/a"),
        ("https://news.example.com/a?id=3&utm_source=x&spm=1.2", "https://news.example.com/a?id=3#top"),
    ],
)
def test_addresses_of_one_page(one: str, other: str) -> None:
    assert normalize_url(one) == normalize_url(other) != ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://news.example.com/a?id=3", "https://news.example.com/a?id=4"),
        ("https://news.example.com/A", "https://news.example.com/a"),
        ("https://news.example.com/#/a", "https://news.example.com/#/b"),
        ("https://a.example.com:8080/", "https://a.example.com/"),
    ],
)
def test_addresses_of_different_pages(one: str, other: str) -> None:
    assert normalize_url(one) != normalize_url(other)


@pytest.mark.parametrize("url", ["", "a.html", "http://", "http://[x", "javascript:alert(1)"])
def test_what_is_no_address_is_no_identity(url: str) -> None:
    article = Article("", "a.txt", "河堤添新绿", story(1), url=url or None)
    assert identify(article, None) == identify(Article("", "b.txt", "河堤　添新绿", story(1)), None)
    assert os.sep not in identify(article, None).article_id()

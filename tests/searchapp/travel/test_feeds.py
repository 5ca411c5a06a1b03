"""Feeds: valid for a maintained parser, for any search, with conditional requests."""

from __future__ import annotations

import calendar
import datetime
from dataclasses import replace
from pathlib import Path

import feedparser
import pytest
from flask.testing import FlaskClient

from engine.article import Article
from indexer.building.index_build import build, update
from searchapp import create_app
from tests.conftest import BuildIndex
from tests.searchapp.travel.conftest import SITE, save

TOWN = "北京市/通州区/西集镇"


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ({"q": "樱桃"}, ["a2", "a1"]),
        ({"town": TOWN}, ["a7", "a5", "a2", "a1"]),
        ({"leader": "骆明川"}, ["a5", "a3"]),
        ({"source": "廊坊乡音"}, ["a6"]),
        ({"q": "樱桃", "sort": "relevance", "page": "2"}, ["a2", "a1"]),
        ({"q": "没有这样的词组合"}, []),
    ],
)
def test_a_feed_has_the_newest_articles(client: FlaskClient, query: dict[str, str], ids: list[str]) -> None:
    answer = client.get("/feed", query_string=query)
    feed = feedparser.parse(answer.data)
    assert not feed.bozo
    assert feed.version == "atom10"
    assert [entry.id.rpartition("/")[2] for entry in feed.entries] == ids
    assert answer.content_type == "application/atom+xml; charset=utf-8"


def test_a_feed_names_itself_and_its_page(client: FlaskClient) -> None:
    feed = feedparser.parse(client.get("/feed?q=樱桃").data).feed
    links = {link.rel: link.href for link in feed.links}
    assert links == {
        "self": f"{SITE}/feed?q=%E6%A8%B1%E6%A1%83",
        "alternate": f"{SITE}/search?q=%E6%A8%B1%E6%A1%83",
    }
    assert feed.id == links["self"]
    assert feed.title == "樱桃 · 镇闻"


def test_an_entry_says_what_is_known_of_the_article(client: FlaskClient) -> None:
    entry = feedparser.parse(client.get("/feed?q=樱桃").data).entries[1]
    assert entry.title == "西集镇樱桃节开园迎客"
    assert [author.name for author in entry.authors] == ["林晓舟", "顾北"]
    assert [tag.term for tag in entry.tags] == [TOWN]
    moment = datetime.datetime.fromtimestamp(calendar.timegm(entry.published_parsed), datetime.UTC)
    assert moment.isoformat() == "2023-05-18T16:00:00+00:00"


def test_markup_in_an_article_stays_text(client: FlaskClient) -> None:
    feed = feedparser.parse(client.get("/feed?q=攻击样本").data, sanitize_html=False)
    assert not feed.bozo
    assert feed.entries[0].title_detail.type == "text/plain"
    assert feed.entries[0].title.startswith("<script>")


@pytest.mark.parametrize("text", ["\x00", "\x1b", "\x85", "\ufffe", "<![CDATA[", "]]>", "&lt;"])
def test_a_feed_is_valid_whatever_is_asked(client: FlaskClient, text: str) -> None:
    assert not feedparser.parse(client.get("/feed", query_string={"q": f"樱{text}桃"}).data).bozo


def test_a_feed_is_not_sent_again_where_nothing_changed(client: FlaskClient) -> None:
    first = client.get("/feed?q=樱桃")
    for name, value in (("If-None-Match", "ETag"), ("If-Modified-Since", "Last-Modified")):
        again = client.get("/feed?q=樱桃", headers={name: first.headers[value]})
        assert (again.status_code, again.data) == (304, b"")
    older = {"If-Modified-Since": "Sat, 01 Jan 2000 00:00:00 GMT"}
    assert client.get("/feed?q=樱桃", headers=older).status_code == 200


def test_a_saved_search_has_a_feed(client: FlaskClient) -> None:
    link = save(client, q="樱桃", name="樱桃节")
    feed = feedparser.parse(client.get(f"{link}/feed").data)
    assert not feed.bozo
    assert feed.feed.title == "樱桃节 · 镇闻"
    assert len(feed.entries) == 2


def test_a_bad_argument_is_no_feed(client: FlaskClient) -> None:
    assert client.get("/feed?from=yesterday").status_code == 400


def test_a_feed_begins_with_what_came_last_whatever_its_date(
    articles: tuple[Article, ...], build_index: BuildIndex, tmp_path: Path
) -> None:
    moments = {"a8": "2026-12-01T08:00:00+00:00", "a6": "2026-12-02T08:00:00+00:00"}  # undated, and from 2021
    came = [
        replace(article, added=datetime.datetime.fromisoformat(moments[article.id]))
        if article.id in moments
        else article
        for article in articles
    ]
    client = create_app({"engine": build_index(tmp_path, tuple(came))}).test_client()
    entries = feedparser.parse(client.get("/feed").data).entries
    assert [entry.id.rpartition("/")[2] for entry in entries[:3]] == ["a6", "a8", "a10"]
    assert [entry.updated for entry in entries[:2]] == ["2026-12-02T08:00:00Z", "2026-12-01T08:00:00Z"]
    assert [entry.get("published") for entry in entries[:2]] == ["2021-10-11T00:00:00+08:00", None]


def test_what_was_there_from_the_beginning_came_with_the_first_build(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("河堤添新绿\n樱桃红了，日子也红了。", encoding="utf-8")
    url = f"whoosh:{tmp_path / 'index'}"
    build((tmp_path / "a.txt",), url)
    (tmp_path / "b.txt").write_text("小学添新书\n2019年5月1日，图书室添了三百册新书。", encoding="utf-8")
    update((tmp_path / "b.txt",), url)
    entries = feedparser.parse(create_app({"engine": url}).test_client().get("/feed").data).entries
    assert [entry.title for entry in entries] == ["小学添新书", "河堤添新绿"]
    now = datetime.datetime.now(datetime.UTC)
    for entry in entries:
        moment = datetime.datetime.fromtimestamp(calendar.timegm(entry.updated_parsed), datetime.UTC)
        assert abs(now - moment) < datetime.timedelta(minutes=5)

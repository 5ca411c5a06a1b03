"""Permanent links: any search can be restored from its URL, from mailto and from HTML; old links keep their meaning."""

from __future__ import annotations

import datetime
import html
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import pytest
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.query.tree import Filters
from searchapp.present.mailto import MAX_LINK_CHARS, mailto_link
from searchapp.request import links, search_name
from searchapp.request.params import FACETS, SORTS, SearchRequest, read_request

SITE = "https://zhenwen.example.org"
# Valid values of a URL argument: any encodable text without surrounding spaces.
words = st.text(st.characters(exclude_categories=["Cs"]), max_size=40).map(str.strip)
values = st.frozensets(words.filter(bool), max_size=3).map(lambda found: tuple(sorted(found)))
days = st.none() | st.dates(datetime.date(1, 1, 1), datetime.date(9999, 12, 31))


@st.composite
def searches(draw: st.DrawFn) -> SearchRequest:
    since, until = draw(days), draw(days)
    if since and until and since > until:
        since, until = until, since
    excluded = draw(st.frozensets(st.tuples(st.sampled_from(FACETS), words.filter(bool)), max_size=3))
    without = tuple(sorted(excluded, key=lambda pair: (FACETS.index(pair[0]), pair[1])))
    filters = Filters(draw(values), draw(values), draw(values), since, until, without)
    return SearchRequest(draw(words), filters, draw(st.sampled_from([*SORTS, None])), draw(st.integers(1, 999_999)))


def asked_by(url: str) -> SearchRequest:
    return read_request(parse_qsl(urlsplit(url).query, keep_blank_values=True))


@settings(deadline=None, max_examples=40)
@given(searches())
def test_any_search_comes_back_from_its_url(search_request: SearchRequest) -> None:
    url = SITE + links.url(search_request)
    assert asked_by(url) == search_request
    assert links.url(asked_by(url)) == links.url(search_request)
    assert re.fullmatch(r"[A-Za-z0-9:/?&=%._~-]+", url)


@settings(deadline=None, max_examples=40)
@given(searches())
def test_any_search_comes_back_from_html(search_request: SearchRequest) -> None:
    texts: list[str] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            texts.extend(value or "" for name, value in attrs if name == "href")

    Reader().feed(f'<a href="{html.escape(SITE + links.url(search_request))}">link</a>')
    assert asked_by(texts[0]) == search_request


@settings(deadline=None, max_examples=40)
@given(searches(), words)
def test_any_search_comes_back_from_a_mail(search_request: SearchRequest, name: str) -> None:
    link = SITE + links.url(search_request)
    written = mailto_link(name, name, link)
    if written is None:
        assert len(link) > MAX_LINK_CHARS / 2
        return
    assert len(written) < MAX_LINK_CHARS
    assert "+" not in written
    given = dict(part.split("=", 1) for part in urlsplit(written).query.split("&"))
    lines = unquote(given["body"]).split("\r\n")
    assert asked_by(lines[-2]) == search_request


def test_a_long_note_is_cut_before_the_link() -> None:
    written = mailto_link("名称" * 100, "附言" * 400, f"{SITE}/s/abc")
    assert written
    assert len(written) < MAX_LINK_CHARS
    assert unquote(written).endswith(f"…\r\n\r\n{SITE}/s/abc\r\n")


OLD = json.loads((Path(__file__).parent / "old_links.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("old", OLD, ids=lambda old: old["link"])
def test_an_old_link_keeps_its_meaning(old: dict[str, Any]) -> None:
    assert links.url(asked_by(old["link"])) == old["canonical"]


@pytest.mark.parametrize("old", OLD, ids=lambda old: old["link"])
def test_an_old_link_finds_what_it_found(client: FlaskClient, old: dict[str, Any]) -> None:
    page = client.get(old["link"])
    assert page.status_code == 200
    assert (
        sorted(set(re.findall(r'href="/article/(\w+)[?"]', page.text.partition('<ol class="hits"')[2]))) == old["finds"]
    )


def test_every_result_page_offers_what_travels(client: FlaskClient) -> None:
    page = client.get("/search?q=樱桃&page=1").text
    for path in ("/share", "/feed", "/export.csv", "/export.jsonl", "/export.bib", "/export.ris"):
        assert f'href="{path}?q=%E6%A8%B1%E6%A1%83"' in page
    assert 'rel="alternate" type="application/atom+xml"' in page


def test_the_page_for_sharing_has_the_link_to_copy_and_to_mail(client: FlaskClient) -> None:
    page = client.get("/share?town=西集镇&q=樱桃").text
    assert f'value="{SITE}/search?q=%E6%A8%B1%E6%A1%83&amp;town=%E8%A5%BF%E9%9B%86%E9%95%87"' in page
    assert 'href="mailto:?subject=' in page


@pytest.mark.parametrize("query", ["", "q=(", "q=" + "长" * 300, "q=<b>&town=<i>", "page=7"])
def test_the_page_for_sharing_takes_any_search(client: FlaskClient, query: str) -> None:
    assert client.get(f"/share?{query}").status_code == 200


@pytest.mark.parametrize(
    "note", ["看 https://evil.example", "www.evil.example", "evil.com/x", "去 evil.example 看", "HTTPS://EVIL.EXAMPLE"]
)
def test_a_note_that_leads_elsewhere_is_not_mailed(note: str) -> None:
    with pytest.raises(search_name.WordingRefused, match="web addresses"):
        search_name.checked_mail_note(note)


@pytest.mark.parametrize("note", ["", "12.5 万斤，3.14 倍", "第 1.2 节", "樱桃节。很好", "A.B 两人"])
def test_a_plain_note_is_mailed(note: str) -> None:
    assert search_name.checked_mail_note(note) == note

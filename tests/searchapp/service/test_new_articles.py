"""New articles of a search, asked for again and again: each comes once, whatever its date."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from engine.article import Article
from searchapp import create_app
from searchapp.service import new_articles

DAY = datetime.datetime(2026, 11, 1, tzinfo=datetime.UTC)
BODY = "西集镇的樱桃熟了。"


def made(number: int, hours: int | None, **fields: Any) -> Article:
    added = None if hours is None else DAY + datetime.timedelta(hours=hours)
    return Article(f"n{number}", f"n{number}.txt", title=f"樱桃之{number}", body=BODY, added=added, **fields)


@pytest.fixture
def index(tmp_path: Path, build_index: Callable[..., str]) -> Callable[..., FlaskClient]:
    """A function that builds an index of articles and returns a client of it."""

    def build(*articles: Article) -> FlaskClient:
        url = build_index(tmp_path / "index", articles)
        client: FlaskClient = create_app({"engine": url, "requests_per_minute": 0}).test_client()
        return client

    return build


def ask(client: FlaskClient, since: str = "", **arguments: Any) -> tuple[int, list[str], str]:
    answer = client.get("/api/v1/new", query_string={"q": "樱桃", "since": since, **arguments})
    assert answer.status_code == 200, answer.text
    told = answer.get_json()
    return told["total"], [one["id"] for one in told["articles"]], told["next"]


def test_the_first_call_says_where_to_begin(index: Callable[..., FlaskClient]) -> None:
    assert ask(index(made(1, 1), made(2, 2), made(3, None))) == (0, [], "2026-11-01T02:00:00Z")
    assert ask(index(made(3, None)))[:2] == (0, [])


def test_each_article_comes_once_in_the_order_of_indexing(index: Callable[..., FlaskClient]) -> None:
    _, _, since = ask(index(made(1, 1), made(2, 2)))
    old = [made(1, 1), made(2, 2)]
    other = replace(made(6, 4), body="苹果熟了。", title="苹果")
    fresh = [made(5, 3, date=datetime.date(1999, 1, 1)), made(4, 3), made(3, 4), other]
    client = index(*old, *fresh)
    assert ask(client, since) == (3, ["n4", "n5", "n3"], "2026-11-01T04:00:00Z")
    assert ask(client, "2026-11-01T04:00:00Z") == (0, [], "2026-11-01T04:00:00Z")
    listed, totals, place = list[str](), list[int](), since
    for _ in range(3):
        total, ids, place = ask(client, place, size=1)
        listed, totals = [*listed, *ids], [*totals, total]
    assert (listed, totals) == (["n4", "n5", "n3"], [3, 2, 1])
    assert ask(client, place)[1] == []


def test_a_place_between_articles_of_one_moment_outlives_the_next_build(index: Callable[..., FlaskClient]) -> None:
    news = [made(number, 3) for number in range(1, 6)]
    _, first, place = ask(index(*news), "2026-11-01T02:00:00Z", size=2)
    _, rest, _ = ask(index(*news[1:], made(9, 4)), place)
    assert (first, rest) == (["n1", "n2"], ["n3", "n4", "n5", "n9"])


def test_filters_hold_and_a_rollback_goes_not_back(index: Callable[..., FlaskClient]) -> None:
    client = index(made(1, 1, source="河湾日报"), made(2, 1, source="运河新报"))
    assert ask(client, "2026-10-31", source="河湾日报")[1] == ["n1"]
    assert ask(client, "2026-12-01T08:00:00+08:00") == (0, [], "2026-12-01T00:00:00Z")


@pytest.mark.parametrize("since", ["yesterday", "2026-13-01", ",n1", "0001-01-01T00:00:00+23:59"])
def test_what_is_no_moment_is_refused(index: Callable[..., FlaskClient], since: str) -> None:
    answer = index(made(1, 1)).get("/api/v1/new", query_string={"since": since})
    assert (answer.status_code, answer.get_json()["parameter"]) == (400, "since")


def test_too_many_are_refused_with_advice(index: Callable[..., FlaskClient], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(new_articles, "MAX_REMEMBERED", 2)
    client = index(*(made(number, 1) for number in range(3)))
    answer = client.get("/api/v1/new", query_string={"since": "2026-10-31"}, headers={"Accept-Language": "en"})
    assert answer.status_code == 400
    assert "/export.jsonl" in answer.get_json()["detail"]


def test_the_description_is_found_where_programs_look(client: FlaskClient) -> None:
    answer = client.get("/openapi.json", follow_redirects=True)
    assert answer.get_json()["openapi"].startswith("3.1")

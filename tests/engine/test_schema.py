"""Facet values of leaders, and what names them in a query."""

from __future__ import annotations

import pytest

from engine.article import Article, Leader
from engine.schema import endings, facet_values, is_named

PEOPLE = (
    Leader("郑林", "区委副书记", "通州区"),
    Leader("郑林", "区长", "通州区"),
    Leader("王林", "董事长", "清河公司", "company"),
    Leader("李森", "县委书记", "临清县", status="former"),
    Leader("李森", "副市长", "清河市"),
    Leader("赵川", "党组书记", "清河市财政局"),
    Leader("赵川", "局长", "清河市财政局"),
)
ARTICLE = Article("a1", "a.txt", None, "…", leaders=PEOPLE)


def test_the_facet_has_the_main_post_of_each_person_in_public_office() -> None:
    assert facet_values(ARTICLE, "leader") == ("通州区/区长/郑林", "清河市/副市长/李森", "清河市财政局/局长/赵川")


@pytest.mark.parametrize(
    "name", ["郑林", "区长/郑林", "通州区/区长/郑林", "通州区/区委副书记/郑林", "王林", "临清县/县委书记/李森"]
)
def test_a_person_is_named_by_any_ending_of_a_path(name: str) -> None:
    assert is_named(ARTICLE, "leader", name)


@pytest.mark.parametrize("name", ["林", "通州区", "临清县/县长/李森"])
def test_nothing_else_names_a_person(name: str) -> None:
    assert not is_named(ARTICLE, "leader", name)


def test_a_slash_in_a_body_does_not_part_the_path() -> None:
    leader = Leader("王林", "部长", "党群工作部/品牌部")
    assert leader.path == "党群工作部／品牌部/部长/王林"
    assert endings([leader.path]) == ("党群工作部／品牌部/部长/王林", "部长/王林", "王林")


def test_kind_and_status_are_stored() -> None:
    assert Article.from_stored(ARTICLE.to_stored()).leaders == PEOPLE
    assert ARTICLE.to_json()["leaders"][2] == {
        "name": "王林", "post": "董事长", "org": "清河公司", "kind": "company", "status": "current",
    }  # fmt: skip


def test_leaders_stored_without_kind_and_status_are_read() -> None:
    stored = {"id": "a1", "file": "a.txt", "body": "…", "leaders": [["郑林", "区长", "通州区"]]}
    assert Article.from_stored(stored).leaders == (Leader("郑林", "区长", "通州区"),)


@pytest.mark.parametrize("name", ["西集镇", "通州区/西集镇", "北京市", "大厂县", "廊坊市/大厂县"])
def test_a_place_that_is_only_mentioned_is_found_but_not_counted(name: str) -> None:
    towns, mentioned = ("北京市/通州区/西集镇",), "河北省/廊坊市/大厂县"
    article = Article("a1", "a.txt", None, "…", towns=towns, places=(*towns, mentioned))
    assert is_named(article, "place", name)
    assert not is_named(article, "place", "集镇")
    assert facet_values(article, "town") == ("北京市", "北京市/通州区", "北京市/通州区/西集镇")

"""A query that finds nothing."""

from __future__ import annotations

import pytest

from engine.backend import Engine
from engine.parser import parse
from engine.printer import write
from engine.query import Query, Request
from engine.relaxing import loosened, relax


@pytest.mark.parametrize(
    ("typed", "left", "dropped"),
    [
        ("樱桃 飞碟", "樱桃", ("飞碟",)),
        ("飞碟 西集镇 樱桃", "西集镇 樱桃", ("飞碟",)),
        ("樱桃 玉桥街道", "玉桥街道", ("樱桃",)),  # both are there, not together: the rarer is kept
        ("西集镇飞碟", "西集镇", ("飞碟",)),
        ("“没有这句” 樱桃", "樱桃", ('"没有这句"',)),
        ("樱桃 飞碟 NOT 西集镇", None, None),  # what is excluded stays excluded
    ],
)
def test_the_most_that_finds_something_is_kept_and_the_rest_named(
    engine: Engine, typed: str, left: str | None, dropped: tuple[str, ...] | None
) -> None:
    def count(query: Query) -> int:
        return engine.search(Request(query, limit=0)).total

    relaxed = relax(parse(typed), count)
    assert (relaxed and write(relaxed.query)) == left
    assert (relaxed and relaxed.dropped) == dropped


def test_nothing_is_left_of_a_query_whose_words_are_nowhere(engine: Engine) -> None:
    assert relax(parse("飞碟 恐龙"), lambda query: engine.search(Request(query, limit=0)).total) is None


def test_a_loosened_query_asks_for_any_word() -> None:
    assert loosened(parse("西集镇樱桃 来源:运河新报")) == parse("西集镇 OR 樱桃 OR 来源:运河新报")
    assert loosened(parse("樱桃")) is None

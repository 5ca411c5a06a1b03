"""The most expensive known queries, on a collection dense in their terms: each stops at its time limit."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from contextlib import suppress

import pytest

from bench.attacks.dear import COMMON, DEAR
from engine.article import Article
from engine.backend import Engine
from engine.errors import QueryTooCostly, SearchTimedOut
from engine.factory import open_engine
from engine.query.parser import parse_leniently
from engine.query.tree import Request
from engine.runtime import deadline
from engine.search import search_with_relaxation
from tests.conftest import BuildIndex

# The work between two checks takes less than this, whatever the query.
SECONDS, PIECE = 1.0, 0.5


def invented(count: int) -> Iterator[Article]:
    """Yield articles of the most frequent characters in random order."""
    dice = random.Random(15)
    for number in range(count):
        body = "\n".join("".join(dice.choices(COMMON, k=dice.randrange(40, 400))) for _ in range(4))
        yield Article(f"h{number}", "hostile", body[:20], body)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory, build_index: BuildIndex) -> Iterator[Engine]:
    """An index of articles of nothing but frequent characters."""
    opened = open_engine(build_index(tmp_path_factory.mktemp("dear"), tuple(invented(1000))))
    opened.search(Request(parse_leniently("樱桃").query))
    yield opened
    opened.close()


@pytest.mark.parametrize("name", DEAR)
def test_a_dear_query_ends_with_its_time(engine: Engine, name: str) -> None:
    begun = time.thread_time()
    with deadline.time_limit(SECONDS):
        reading = parse_leniently(DEAR[name])
        with suppress(QueryTooCostly, SearchTimedOut):
            search_with_relaxation(engine, reading, Request(reading.whole))
            engine.correct(reading.query, DEAR[name])
    assert time.thread_time() - begun < SECONDS + PIECE


@pytest.mark.parametrize("name", ["one pattern 300 times", "one pattern 500 times", "nothing but dots"])
def test_equal_parts_are_found_once(engine: Engine, name: str) -> None:
    begun = time.thread_time()
    reading = parse_leniently(DEAR[name])
    search_with_relaxation(engine, reading, Request(reading.whole))
    assert time.thread_time() - begun < PIECE

"""A question that runs over its time stops and says so."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine import deadline
from engine.article import Article
from engine.errors import QueryTooCostly
from engine.factory import open_engine
from engine.parser import read
from engine.query import Request
from tests.conftest import BuildIndex


def test_inside_the_time_nothing_happens_and_outside_there_is_none() -> None:
    with deadline.within(60):
        deadline.check()
    with deadline.within(0):
        deadline.check()
    deadline.check()


def test_a_search_over_its_time_stops(tmp_path: Path, build_index: BuildIndex) -> None:
    engine = open_engine(build_index(tmp_path, (Article("a", "a", "樱桃", "樱桃"),)))
    request = Request(read("樱桃").query)
    with deadline.within(1e-9), pytest.raises(QueryTooCostly):
        engine.search(request)
    assert engine.search(request).total == 1
    engine.close()

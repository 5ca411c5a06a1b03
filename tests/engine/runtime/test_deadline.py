"""A query that exceeds its time limit stops with an error."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from engine.article import Article
from engine.errors import QueryTooCostly, SearchTimedOut
from engine.factory import open_engine
from engine.query.parser import parse_leniently
from engine.query.tree import Request
from engine.runtime import deadline
from tests.conftest import BuildIndex


def test_inside_the_time_nothing_happens_and_outside_there_is_none() -> None:
    with deadline.time_limit(60):
        deadline.check_deadline()
    with deadline.time_limit(0):
        deadline.check_deadline()
    deadline.check_deadline()


def test_a_search_over_its_time_stops(tmp_path: Path, build_index: BuildIndex) -> None:
    engine = open_engine(build_index(tmp_path, (Article("a", "a", "樱桃", "樱桃"),)))
    request = Request(parse_leniently("樱桃").query)
    with deadline.time_limit(1e-9), pytest.raises((QueryTooCostly, SearchTimedOut)):
        engine.search(request)
    assert engine.search(request).total == 1
    engine.close()


def test_a_query_that_works_all_its_time_is_dear_and_one_that_waits_is_not() -> None:
    with deadline.time_limit(0.05), pytest.raises(QueryTooCostly):
        list(deadline.checked(range(10**9)))
    with deadline.time_limit(0.05):
        time.sleep(0.1)
        with pytest.raises(SearchTimedOut):
            deadline.check_deadline()


def test_a_loop_looks_at_the_time_before_its_first_item_and_after_every_so_many() -> None:
    assert list(deadline.checked("abc", 2)) == ["a", "b", "c"]
    with deadline.time_limit(0.01):
        time.sleep(0.02)
        with pytest.raises((QueryTooCostly, SearchTimedOut)):
            next(deadline.checked("abc"))


def test_what_goes_on_after_a_request_can_be_given_its_time_again() -> None:
    assert deadline.seconds() == 0
    with deadline.time_limit(3):
        assert deadline.seconds() == 3

"""A query of many posting lists gives the same hits and scores whether they are merged one by one or together."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest

from engine.article import Article
from engine.backends.whoosh import kernels
from engine.backends.whoosh.searching import plan_compiler
from engine.errors import QueryTooCostly, SearchTimedOut
from engine.factory import open_engine
from engine.query.parser import parse_leniently
from engine.query.tree import Request
from engine.runtime import deadline
from tests.conftest import BuildIndex

QUERIES = [
    "的 一 是",
    "的? 一? -是?",
    "“的一” OR “是的” OR 一?是 OR 的?",
    "(的?|一?) (是?|“的是”) -“一一”",
    "的 | 一* | 是?一 | 的*是 | “一是” | ?的 | ?一 | ?是 | 的?是 | 是?是",
    "-的? -一?",
    "标题:的? 正文:“一是”",
    "的 NEAR/3 一 是?",
]


@pytest.mark.skipif(not kernels.BUILT, reason="the kernels are not built: no C compiler here")
def test_lists_joined_one_by_one_are_the_same(
    tmp_path: Path, build_index: BuildIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    dice = random.Random(3)
    bodies = ["".join(dice.choices("的一是红\n", k=12)) for _ in range(300)]
    articles = tuple(Article(f"{n}", "f", body[:3].strip() or "题", body) for n, body in enumerate(bodies))
    engine = open_engine(build_index(tmp_path, articles))

    def answers() -> list[tuple[int, list[tuple[str, float]]]]:
        found = [engine.search(Request(parse_leniently(text).query, limit=300)) for text in QUERIES]
        return [(one.total, sorted((hit.article.id, round(hit.score, 3)) for hit in one.hits)) for one in found]

    beside = answers()
    assert all(total for total, _ in beside)
    for room, alone in ((0, 1), (-1, 0), (100, 8)):
        monkeypatch.setattr(plan_compiler, "LISTED_DOCS", room)
        monkeypatch.setattr(plan_compiler, "LISTED_SHARE", 0 if room else -1)
        monkeypatch.setattr(plan_compiler, "MAX_GROUP_LISTS", alone)
        assert answers() == beside
    engine.close()


@pytest.mark.skipif(not kernels.BUILT, reason="the kernels are not built: no C compiler here")
def test_a_plan_of_many_parts_stops_between_its_pages() -> None:
    plan = kernels.Plan(10)
    plan.group()
    for _ in range(100):
        plan.listed(np.arange(10, dtype=np.int32), None, 1.0)
    with deadline.time_limit(1e-9), pytest.raises((QueryTooCostly, SearchTimedOut)):
        plan.docs()
    assert plan.total == 10

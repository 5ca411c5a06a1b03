"""Apache Lucene answers generated questions as this engine does; `python -m tests.oracle` asks many more."""

from __future__ import annotations

import datetime
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

import pytest

from engine.factory import open_builder
from engine.query import wildcard
from tests.engine.backends import made
from tests.oracle.comparison import Comparison

QUESTIONS = 1500


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Comparison]:
    """Both engines on made articles, of which some were added later and some removed."""
    dice = random.Random(22)
    folder = tmp_path_factory.mktemp("oracle")
    days = [datetime.datetime(2023, 5, day, tzinfo=datetime.UTC) for day in range(1, 9)]
    articles = [replace(made.article(dice, number), added=dice.choice([None, *days])) for number in range(1200)]
    for part in (articles[:800], articles[800:]):
        builder = open_builder(f"whoosh:{folder}/index", processes=1)
        builder.add(part)
        if part[0] is not articles[0]:
            builder.remove([article.id for article in articles[::9]])
        builder.switch()
    try:
        both = Comparison(folder / "index", folder / "lucene")
    except ImportError as error:
        pytest.skip(f"there is no Lucene: {error}")
    yield both
    both.close()


@pytest.mark.parametrize("seed", [1, 2])
def test_lucene_gives_the_same_answers(both: Comparison, seed: int) -> None:
    tally: Counter[str] = Counter()
    assert list(both.ask(QUESTIONS // 2, seed, tally)) == []
    assert tally["with matches"] > QUESTIONS // 5


def test_a_wrong_answer_is_noticed(both: Comparison, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wildcard, "MAX_GAP_CHARS", 19)
    assert any("Wildcard" in fault for fault in both.ask(QUESTIONS // 2, 3, Counter()))

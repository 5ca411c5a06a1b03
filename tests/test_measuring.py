"""The claims of `python -m bench` about search hold in short runs, and its figures measure what they claim to."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from bench import exact, fuzz, ranking
from engine.article import Article
from engine.backend import Engine
from engine.factory import open_engine
from engine.ranking.weights import DEFAULT_WEIGHTS

SEEDS = (1, 2, 3, 4)


@pytest.fixture(scope="module")
def opened(index_url: str) -> Engine:
    return open_engine(index_url)


def test_any_substring_is_found_and_in_quotes_nothing_else_and_exactly_marked(articles: tuple[Article, ...]) -> None:
    tally = exact.check(articles, 600, 20261122)
    assert tally.cases == 600
    assert dict(tally.rows()) == dict.fromkeys(dict(tally.rows()), 1.0)


def test_marks_that_are_too_few_too_many_or_elsewhere_are_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    article = Article("a", "", None, "樱桃熟了，摘樱桃。")
    assert exact.marked(article, "樱桃")
    for wrong in ((), ((0, 2),), ((0, 2), (6, 9)), ((0, 3), (6, 8))):
        monkeypatch.setattr(exact, "highlights", lambda *_, wrong=wrong: wrong)
        assert not exact.marked(article, "樱桃")


@pytest.mark.parametrize("seed", SEEDS)
def test_no_text_breaks_the_reading_of_queries(seed: int) -> None:
    outcome = fuzz.try_all(2300, seed)
    assert outcome.tried == 2300
    assert outcome.good, (outcome.broken, outcome.slow, outcome.unstable)


@pytest.mark.parametrize("seed", SEEDS)
def test_no_text_breaks_the_search(seed: int, opened: Engine) -> None:
    outcome = fuzz.try_all(200, 1000 + seed, opened)
    assert outcome.good, (outcome.broken, outcome.slow, outcome.unstable)


def test_what_breaks_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fuzz, "query_parts", lambda _: 1 / 0)
    assert len(fuzz.try_all(3, 1).broken) == 3


def test_what_is_slow_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fuzz, "SLOW", 0.0)
    assert len(fuzz.try_all(3, 1).slow) == 3


def test_the_same_seed_gives_the_same_queries() -> None:
    assert list(fuzz.queries(50, 7)) == list(fuzz.queries(50, 7)) != list(fuzz.queries(50, 8))


def test_every_weight_is_varied_and_the_setting_comes_first() -> None:
    found = list(ranking.variations())
    assert found[0] == ("as it is", DEFAULT_WEIGHTS)
    assert len({weights for _, weights in found}) == len(found)
    assert all(weights.k1 and weights.stretch for _, weights in found)


def test_without_sets_the_tuning_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert not ranking.report(tmp_path, 1, False)
    assert "There are no sets of queries" in capsys.readouterr().out


def test_without_news_the_check_of_substrings_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(exact, "SHARED", tmp_path)
    assert not exact.report(1, 1)
    assert "not here" in capsys.readouterr().out


def test_reading_a_query_is_quick() -> None:
    started = time.process_time()
    fuzz.try_all(300, 99)
    assert time.process_time() - started < 5

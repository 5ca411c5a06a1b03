"""The replay of attacks on a small index at small scale: another reader is always answered."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path

import pytest

from bench.attacks import __main__ as replaying
from bench.attacks import connection_attacks, query_attacks, requests
from bench.attacks.target import READER, Others, serving
from engine.article import Article
from tests.conftest import BuildIndex

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the processor and memory are read from /proc")


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory, build_index: BuildIndex, articles: tuple[Article, ...]) -> Path:
    folder = tmp_path_factory.mktemp("attacked")
    build_index(folder / "index", articles)
    return folder


@pytest.mark.parametrize(
    ("attack", "told"),
    [
        (query_attacks.together, "×200"),
        (partial(connection_attacks.dripping, count=60, seconds=2), "of 60 connections"),
        (partial(connection_attacks.slow_exports, count=2, seconds=2), "2 readers got"),
        (requests.odd, "closed"),
        (requests.cursors, "7×"),
        (requests.letters, "30 letters: 20×303 10×429"),
    ],
)
def test_another_reader_is_answered(
    data: Path, monkeypatch: pytest.MonkeyPatch, attack: replaying.Attack, told: str
) -> None:
    monkeypatch.setattr(replaying, "REST", 0.0)
    with serving(data, replaying.MAIL) as target:
        row = replaying.replay(target, "x", attack)
    assert told in row.outcome
    assert "500" not in row.outcome
    assert row.failed == 0, row.others
    assert row.peak >= row.rest > 10


def test_with_few_files_another_reader_is_answered(data: Path) -> None:
    with serving(data, files=120) as target:
        assert "of 60 connections" in connection_attacks.dripping(target, 60, 2)
        assert target.ask("/search", READER)[0] == 200


def test_what_another_reader_does_not_get_is_counted() -> None:
    others = Others()
    others.answers["search"].update([200, 503, "TimeoutError"])
    assert others.failed == 2
    assert str(others) == "search 1×200 1×503 1×TimeoutError (slowest 0.0 s)"

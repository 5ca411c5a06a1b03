"""Request counts that the processes of one server share."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from multiprocessing import get_context
from pathlib import Path

import pytest

from searchapp.saved import shared_rate_limits
from searchapp.saved.shared_rate_limits import SharedRateLimits, create


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """An empty file of counts."""
    create(tmp_path / "counts")
    return tmp_path / "counts"


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[float]]:
    """A list whose only item is the number of seconds that the clock is ahead."""
    ahead, real = [0.0], time.monotonic
    monkeypatch.setattr(time, "monotonic", lambda: real() + ahead[0])
    yield ahead
    monkeypatch.undo()


def acquire_often(file: Path) -> int:
    """Count 50 requests and return how many were let in; run in a process of its own."""
    counter = SharedRateLimits(file=file)
    return sum(counter.acquire_sliding_window_entry("a", 60, 60) for _ in range(50))


def test_requests_of_one_address_are_counted_together(file: Path) -> None:
    several = [SharedRateLimits(file=file) for _ in range(2)]
    taken = [several[number % 2].acquire_sliding_window_entry("a", 4, 60) for number in range(6)]
    assert taken == [True] * 4 + [False] * 2
    assert several[0].acquire_sliding_window_entry("b", 4, 60), "another address"
    before, _, now, rest = several[1].get_sliding_window("a", 60)
    assert (before, now) == (0, 4)
    assert 60 < rest <= 120


def test_processes_and_threads_let_no_more_in_than_the_limit(file: Path) -> None:
    with get_context("spawn").Pool(2) as pool:
        asked = pool.map_async(acquire_often, [file, file])
        taken: list[int] = []
        threads = [threading.Thread(target=lambda: taken.append(acquire_often(file))) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sum(asked.get(60)) + sum(taken) == 60


@pytest.mark.parametrize(("age", "taken"), [(30, 0), (61, 0), (90, 2), (119, 3), (121, 4), (10_000, 4)])
def test_what_was_counted_weighs_less_and_less_in_the_minute_after(
    file: Path, clock: list[float], age: int, taken: int
) -> None:
    counter = SharedRateLimits(file=file)
    assert all(counter.acquire_sliding_window_entry("a", 4, 60) for _ in range(4))
    clock[0] = age
    assert sum(counter.acquire_sliding_window_entry("a", 4, 60) for _ in range(6)) == taken


def test_of_more_addresses_than_fit_those_counted_longest_ago_are_forgotten(
    file: Path, clock: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shared_rate_limits, "_ROWS", 1)
    counter = SharedRateLimits(file=file)
    for number in range(9):
        clock[0] = number
        counter.acquire_sliding_window_entry(str(number), 1, 60)
    assert [number for number in range(9) if counter.get(str(number)) == 0] == [0]


def test_counts_are_cleared(file: Path) -> None:
    counter = SharedRateLimits(file=file)
    assert counter.check()
    assert [counter.incr("a", 60, 2), counter.incr("b", 60)] == [2, 1]
    assert counter.get_expiry("a") == pytest.approx(time.time(), abs=30)
    counter.clear_sliding_window("a", 60)
    assert [counter.get("a"), counter.get("b")] == [0, 1]
    counter.reset()
    assert counter.get("b") == 0

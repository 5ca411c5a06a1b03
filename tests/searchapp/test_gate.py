"""How many work at the same time."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from searchapp.gate import Gate, Overloaded


def test_one_more_than_there_is_room_for_is_sent_away_at_once() -> None:
    gate = Gate(2, 0, 30)
    gate.enter()
    gate.enter()
    with pytest.raises(Overloaded) as refused:
        gate.enter()
    assert refused.value.seconds == 30
    gate.leave()
    gate.enter()


def test_who_waits_gets_the_place_that_is_given_back() -> None:
    gate = Gate(1, 1, 30)
    gate.enter()
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(gate.enter)
        gate.leave()
        waiting.result(timeout=10)


def test_nobody_waits_longer_than_the_patience() -> None:
    gate = Gate(1, 1, 0.01)
    gate.enter()
    with pytest.raises(Overloaded):
        gate.enter()


def test_under_a_crowd_no_more_work_than_there_are_places() -> None:
    gate, lock, inside, most, refused = Gate(3, 4, 0.05), threading.Lock(), [0], [0], [0]

    def work(_: int) -> None:
        try:
            gate.enter()
        except Overloaded:
            with lock:
                refused[0] += 1
            return
        with lock:
            inside[0] += 1
            most[0] = max(most[0], inside[0])
        threading.Event().wait(0.01)
        with lock:
            inside[0] -= 1
        gate.leave()

    with ThreadPoolExecutor(20) as pool:
        list(pool.map(work, range(100)))
    assert (inside[0], most[0]) == (0, 3)
    assert refused[0] > 0

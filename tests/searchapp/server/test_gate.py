"""The limit of concurrent requests."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchapp.request.reader_errors import TOO_MANY_REQUESTS, Overloaded
from searchapp.server.gate import OWN_SHARE_MESSAGE, AdmissionGate
from searchapp.server.sharing import FairShares


def test_one_more_than_there_is_room_for_is_sent_away_at_once() -> None:
    gate = AdmissionGate(2, 0, 30)
    gate.enter("a")
    gate.enter("b")
    with pytest.raises(Overloaded) as refused:
        gate.enter("c")
    assert (refused.value.seconds, refused.value.sentence) == (30, TOO_MANY_REQUESTS)
    gate.leave("a")
    gate.enter("c")


def test_who_waits_gets_the_place_that_is_given_back() -> None:
    gate = AdmissionGate(1, 1, 30)
    gate.enter("a")
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(gate.enter, "b")
        gate.leave("a")
        waiting.result(timeout=10)


def test_nobody_waits_longer_than_the_patience() -> None:
    gate = AdmissionGate(1, 1, 0.01)
    gate.enter("a")
    with pytest.raises(Overloaded):
        gate.enter("b")


def test_one_reader_gets_half_of_the_places_and_of_the_queue() -> None:
    gate = AdmissionGate(8, 2, 0.01)
    for _ in range(4):
        gate.enter("a")
    with pytest.raises(Overloaded) as refused:
        gate.enter("a")
    assert refused.value.sentence == OWN_SHARE_MESSAGE
    for other in ("b", "b", "c", "d"):
        gate.enter(other)
    with pytest.raises(Overloaded) as crowded:
        gate.enter("e")
    assert crowded.value.sentence == TOO_MANY_REQUESTS


def test_of_those_who_wait_the_one_who_has_least_comes_first() -> None:
    gate, order = AdmissionGate(2, 4, 30), list[str]()
    gate.enter("a")
    gate.enter("b")

    def wait(reader: str) -> None:
        gate.enter(reader)
        order.append(reader)

    with ThreadPoolExecutor(3) as pool:
        for number, reader in enumerate(("a", "b", "c"), 1):
            pool.submit(wait, reader)
            while len(gate._line) < number:
                time.sleep(0.001)
        gate.leave("b")
        while not order:
            time.sleep(0.001)
        gate.leave("c")
        while len(order) < 2:
            time.sleep(0.001)
        gate.leave("b")
        gate.leave("a")
    # a still has a place, b no longer; c never had one.
    assert order == ["b", "c", "a"]


@given(st.lists(st.tuples(st.sampled_from("abcde"), st.booleans()), max_size=60), st.integers(1, 12))
def test_however_readers_come_and_go_none_has_more_than_half(steps: list[tuple[str, bool]], places: int) -> None:
    shares = FairShares(places)
    for reader, comes in steps:
        if comes:
            held, free = shares.held(reader), shares.free
            assert shares.take(reader) == (held < free)
        elif shares.held(reader):
            shares.give(reader)
    assert shares.free + sum(map(shares.held, "abcde")) == places
    assert max(map(shares.held, "abcde")) <= (places + 1) // 2


def test_under_a_crowd_no_more_work_than_there_are_places() -> None:
    gate, lock, inside, most, refused = AdmissionGate(3, 4, 0.05), threading.Lock(), [0], [0], [0]

    def work(number: int) -> None:
        try:
            gate.enter(reader := f"reader {number}")
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
        gate.leave(reader)

    with ThreadPoolExecutor(20) as pool:
        list(pool.map(work, range(100)))
    assert (inside[0], most[0]) == (0, 3)
    assert refused[0] > 0

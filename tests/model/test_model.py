"""Short runs of the machine; `python -m tests.model` makes long ones."""

from __future__ import annotations

from tests.model.__main__ import run
from tests.model.machine import Newsroom


def test_nothing_is_lost_or_told_twice_whatever_the_order() -> None:
    run(6, 25, 1, shrinks=False)
    assert Newsroom.tally["links followed"] > 100

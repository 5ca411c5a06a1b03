"""Frequency of garbage collections."""

from __future__ import annotations

import gc
import weakref

import pytest

from engine.runtime.garbage_collection import GC_THRESHOLDS, infrequent_gc, settle


def test_cycles_are_looked_for_seldom_within_and_as_before_behind() -> None:
    before = gc.get_threshold()
    with infrequent_gc():
        assert gc.get_threshold() == GC_THRESHOLDS
    assert gc.get_threshold() == before


def test_what_goes_wrong_within_changes_nothing_behind() -> None:
    before = gc.get_threshold()
    with pytest.raises(ValueError, match="童安"), infrequent_gc():
        raise ValueError("童安")
    assert gc.get_threshold() == before


def test_an_index_that_was_given_up_is_collected_when_the_next_one_has_settled() -> None:
    class Node:
        def __init__(self) -> None:
            self.itself = self

    node = Node()
    former = weakref.ref(node)
    settle()
    del node
    gc.collect()
    assert former(), "settled objects are not looked at"
    settle()
    assert not former()
    gc.unfreeze()

"""How often cycles are looked for."""

from __future__ import annotations

import gc

import pytest

from indexer.collecting import SELDOM, collecting_seldom


def test_cycles_are_looked_for_seldom_within_and_as_before_behind() -> None:
    before = gc.get_threshold()
    with collecting_seldom():
        assert gc.get_threshold() == SELDOM
    assert gc.get_threshold() == before


def test_what_goes_wrong_within_changes_nothing_behind() -> None:
    before = gc.get_threshold()
    with pytest.raises(ValueError, match="童安"), collecting_seldom():
        raise ValueError("童安")
    assert gc.get_threshold() == before

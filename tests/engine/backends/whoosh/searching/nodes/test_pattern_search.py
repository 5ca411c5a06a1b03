"""Patterns: parts at a distance from each other, searched from the rarer side."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from engine.backends.whoosh.searching.nodes.pattern_search import _reachable

PLACES = st.lists(st.integers(0, 300), max_size=60, unique=True).map(sorted)


@given(PLACES, PLACES, st.integers(0, 3), st.integers(0, 20))
def test_what_a_place_reaches_is_kept_once_and_in_order(
    begins: list[int], ends: list[int], low: int, more: int
) -> None:
    places, at = np.array(begins, np.int64), np.array(ends, np.int64)
    found = _reachable(places, at + low, at + low + more)
    wanted = [begin for begin in begins if any(end + low <= begin <= end + low + more for end in ends)]
    assert found.tolist() == (begins if len(begins) < len(ends) else wanted)

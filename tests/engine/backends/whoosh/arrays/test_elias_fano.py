"""Lists of ascending numbers round-trip in every layout."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.backends.whoosh.arrays import elias_fano

LISTS = st.lists(st.sets(st.integers(0, 999_999), min_size=1, max_size=40), min_size=1, max_size=40)


def _pack(lists: list[list[int]], bound: int, paged: bool) -> dict[str, np.ndarray]:
    values = np.array([number for numbers in lists for number in numbers], np.int64)
    return elias_fano.pack(values, np.array([len(numbers) for numbers in lists]), bound, paged)


@settings(deadline=None)
@given(LISTS, st.booleans())
def test_every_list_comes_back(sets: list[set[int]], paged: bool) -> None:
    lists = [sorted(numbers) for numbers in sets]
    read = elias_fano.unpack(_pack(lists, 1_000_000, paged), 1_000_000, paged)
    assert [read.get(i).tolist() for i in range(len(lists))] == lists
    assert read.counts(0, len(lists)).tolist() == [len(numbers) for numbers in lists]


@pytest.mark.parametrize("paged", [False, True])
@pytest.mark.parametrize("count", [1, 2, 1023, 1024, 5000, 70_000, 200_000])
def test_lists_of_all_sizes_come_back_and_can_be_looked_up(count: int, paged: bool) -> None:
    dice = np.random.default_rng(count)
    bound = 200_000
    lists = [[5], np.sort(dice.choice(bound, count, replace=False)).tolist(), [0, bound - 1]]
    read = elias_fano.unpack(_pack(lists, bound, paged), bound, paged)
    assert [read.get(i).tolist() for i in range(3)] == lists
    wanted = np.sort(dice.choice(bound, 50, replace=False))
    assert read.among(1, wanted).tolist() == [number in set(lists[1]) for number in wanted.tolist()]


def test_parts_joined_are_the_whole() -> None:
    lists = [[i, i + 7, i + 1000] for i in range(40)]
    parts = [_pack(lists[:16], 5000, False), _pack(lists[16:24], 5000, False), _pack(lists[24:], 5000, False)]
    whole, joined = _pack(lists, 5000, False), elias_fano.join(parts)
    assert all(np.array_equal(whole[name], joined[name]) for name in whole)

"""The compiled kernels of the writer produce the same bytes as numpy."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.backends.whoosh import kernels
from engine.backends.whoosh.arrays import elias_fano, elias_fano_decoder
from engine.backends.whoosh.arrays.ragged import starts
from engine.backends.whoosh.segment.inverted import InvertedField
from engine.backends.whoosh.segment.postings_writer import PostingsWriter
from engine.backends.whoosh.writing.list_merge import cut_ranges, gather_lists

LISTS = st.lists(st.sets(st.integers(0, 70_000), max_size=40), min_size=1, max_size=30)
SOURCES = st.lists(st.dictionaries(st.integers(0, 9), st.lists(st.integers(0, 99), max_size=5)), min_size=1, max_size=4)


@pytest.fixture(params=[True, False], ids=["compiled", "numpy"], autouse=True)
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> bool:
    if request.param and not kernels.BUILT:
        pytest.skip("the kernels were not compiled here")
    monkeypatch.setattr(kernels, "ON", request.param)
    return bool(request.param)


def _row(lists: list[set[int]]) -> tuple[np.ndarray, np.ndarray]:
    return np.array([n for one in lists for n in sorted(one)], np.int64), np.array([len(one) for one in lists])


@settings(deadline=None)
@given(LISTS)
def test_lists_come_back_one_by_one_and_all_at_once(lists: list[set[int]]) -> None:
    values, counts = _row(lists)
    for paged in (False, True):
        packed = elias_fano.pack(values, counts, 70_001, paged)
        held = elias_fano.unpack(packed, 70_001, paged)
        assert [held.get(i).tolist() for i in range(len(lists))] == [sorted(one) for one in lists]
        layout = elias_fano.Layout(70_001, paged)
        assert elias_fano_decoder.decode_lists(packed["packed"], 0, counts, layout).tolist() == values.tolist()


def test_long_lists_between_short_ones_are_decoded() -> None:
    lists = [{1}, set(range(0, 60_000, 7)), set(), {2, 3}, set(range(1, 60_000, 11))]
    values, counts = _row(lists)
    packed = elias_fano.pack(values, counts, 60_000, paged=True)
    assert (
        elias_fano_decoder.decode_lists(packed["packed"], 0, counts, elias_fano.Layout(60_000, True)).tolist()
        == values.tolist()
    )


@settings(deadline=None)
@given(SOURCES)
def test_lists_of_one_key_stand_side_by_side(sources: list[dict[int, list[int]]]) -> None:
    keys = [np.array(sorted(source), np.int64) for source in sources]
    counts = [np.array([len(source[key]) for key in sorted(source)], np.int64) for source in sources]
    rows = [[np.array([n for key in sorted(source) for n in source[key]], np.uint32)] for source in sources]
    totals, joint = gather_lists(keys, counts, rows, 10)
    expected = [[n for source in sources for n in source.get(key, [])] for key in range(10)]
    assert totals.tolist() == [len(one) for one in expected]
    assert joint.tolist() == [n for one in expected for n in one]


@settings(deadline=None)
@given(SOURCES, st.integers(1, 20))
def test_ranges_cover_every_key_once(sources: list[dict[int, list[int]]], room: int) -> None:
    keys = [np.array(sorted(source), np.int64) for source in sources]
    counts = [np.array([len(source[key]) for key in sorted(source)], np.int64) for source in sources]
    covered = [key for first, last in cut_ranges(keys, counts, room) for key in range(first, last)]
    assert covered == list(range(max((int(own[-1]) + 1 for own in keys if len(own)), default=0)))


def test_postings_written_in_parts_are_those_written_at_once(tmp_path: Path) -> None:
    dice = np.random.default_rng(5)
    sizes = dice.integers(1, 90, 300)
    docs = np.concatenate([np.sort(dice.choice(70_000, size, replace=False)) for size in sizes]).astype(np.uint32)
    counts = dice.integers(1, 30, len(docs)).astype(np.uint32)
    terms = [b"%04d" % i for i in range(300)]
    begin = starts(sizes)

    def part(first: int, last: int) -> InvertedField:
        at, end = int(begin[first]), int(begin[last])
        return InvertedField(terms[first:last], begin[first : last + 1] - at, docs[at:end], counts[at:end])

    whole, parts = PostingsWriter(70_000, tmp_path), PostingsWriter(70_000, tmp_path)
    whole.add(part(0, 300))
    for first, last in ((0, 1), (1, 7), (7, 160), (160, 161), (161, 300)):
        parts.add(part(first, last))
    one, other = whole.arrays("body"), parts.arrays("body")
    assert {name: array.tolist() for name, array in one.items()} == {name: a.tolist() for name, a in other.items()}


@pytest.mark.skipif(not kernels.BUILT, reason="the kernels were not compiled here")
def test_what_does_not_fit_is_refused() -> None:
    one = np.array([1], np.int64)
    with pytest.raises(ValueError, match="beyond the bound"):
        kernels.pack_lists(np.array([1 << 40]), one, one * 0, one * 2)
    with pytest.raises(ValueError, match="no room"):
        kernels.lay(np.zeros(4, np.uint8), np.zeros(1, np.int64), one * 0, one * 2, np.zeros(8, np.uint8), 4)

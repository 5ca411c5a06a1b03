"""Literal index of some documents before packing: positions of every pair of neighbouring characters."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

import numpy as np

from engine.backends.whoosh.arrays.array_file import Array
from engine.backends.whoosh.arrays.ragged import run_starts, starts
from engine.backends.whoosh.segment.literal_index import SEPARATOR
from engine.text.normalize import fold_codes

_HIGH = np.uint64(32)
_LOW = np.uint64(0xFFFFFFFF)


def build_literal_part(texts: Sequence[Sequence[tuple[int, str]]]) -> dict[str, Array]:
    """Return the pairs and characters of documents, each given as its zones (field number and text).

    Pairs have the first code point in the high half and the second in the low; a separator follows each zone.
    """
    flat = [(field, text) for zones in texts for field, text in zones]
    lengths = np.fromiter((len(text) + 1 for _, text in flat), np.int64, len(flat))
    whole = "".join(chain.from_iterable((text, "\0") for _, text in flat))
    sizes = np.fromiter((sum(len(text) + 1 for _, text in zones) for zones in texts), np.int64, len(texts))
    codes, ends = fold_codes(whole), np.cumsum(lengths) - 1
    raw = np.frombuffer(whole.encode("utf-32-le", "surrogatepass"), "<u4")
    codes[ends] = SEPARATOR
    letters, ids = _rank_codes(codes)
    keys, pair_sizes, places = _pairs(letters, ids)
    docs = np.repeat(np.arange(len(texts), dtype=np.uint32), sizes)
    arrays = {
        "edges": starts(sizes),
        "zone_starts": starts(lengths)[:-1],
        "zone_fields": np.fromiter((field for field, _ in flat), np.uint8, len(flat)),
        "breaks": np.flatnonzero(raw == ord("\n")),
        "pair_keys": keys,
        "pair_sizes": pair_sizes,
        "pair_places": places,
        "letters": letters[:-1],
        **_letters(ids, docs, len(letters) - 1),
    }
    return {f"literal/{name}": array for name, array in arrays.items()}


def _rank_codes(codes: Array) -> tuple[Array, Array]:
    """Return the distinct code points, ascending, the separator last; and the index of each place's among them."""
    present = np.zeros(SEPARATOR + 1, bool)
    present[codes] = present[SEPARATOR] = True
    letters = np.flatnonzero(present)
    rank = np.zeros(SEPARATOR + 1, np.uint32)
    rank[letters] = np.arange(len(letters), dtype=np.uint32)
    return letters, rank[codes]


def _pairs(letters: Array, ids: Array) -> tuple[Array, Array, Array]:
    """Return the pairs that begin with a character, ascending, their numbers of positions, and the positions."""
    first = ids[:-1].astype(np.uint64)
    keys = (first * np.uint64(len(letters)) + ids[1:]) << _HIGH | np.arange(len(first), dtype=np.uint64)
    keys = keys[first < len(letters) - 1]
    keys.sort()
    pair = keys >> _HIGH
    new = run_starts(pair)
    sizes = np.diff(new, append=len(pair))
    one, other = np.divmod(pair[new].astype(np.int64), len(letters))
    joint = letters[one].astype(np.uint64) << _HIGH | letters[other].astype(np.uint64)
    return joint, sizes.astype(np.uint32), (keys & _LOW).astype(np.uint32)


def _letters(ids: Array, docs: Array, count: int) -> dict[str, Array]:
    """Return the documents of each character."""
    text = ids < count
    keys = ids[text].astype(np.uint64) << _HIGH | docs[text]
    keys.sort()
    keys = keys[run_starts(keys)]
    sizes = np.bincount((keys >> _HIGH).astype(np.int64), minlength=count)
    return {"letter_sizes": sizes.astype(np.uint32), "letter_docs": (keys & _LOW).astype(np.uint32)}

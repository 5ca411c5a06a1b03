"""Decoded postings of one field in memory, and the constants of their packed form."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.backends.whoosh.arrays.array_file import Array
from engine.backends.whoosh.arrays.ragged import run_starts, starts

BITMAP_RATIO = 16  # a term in more than one of so many documents is stored as a bitmap
TERMS_PER_OFFSET = 64  # terms that share one offset
ESCAPED_FREQUENCY = 15  # frequencies from this one on do not fit in half a byte
PIECE_NUMBERS = 1 << 22  # numbers sorted or packed at a time


@dataclass(frozen=True)
class InvertedField:
    """Terms in byte order; term i has postings `starts[i]` to `starts[i + 1]`, ascending by document.

    `weights` has a posting's frequency (or boosted weight).
    """

    terms: list[bytes]
    starts: Array
    docs: Array
    weights: Array


def invert(ids: Array, lengths: Array, terms: list[bytes]) -> InvertedField:
    """Invert documents given as term numbers: each has `lengths` of them, concatenated in `ids`.

    `terms` is in byte order; terms that no document has are left out. Sorting in pieces of the vocabulary bounds the
    memory used besides the result.
    """
    doc_of = np.repeat(np.arange(len(lengths), dtype=np.uint32), lengths)
    frequencies = np.bincount(ids, minlength=len(terms))
    before = starts(frequencies)
    docs, weights, per_term = [], [], [np.zeros(0, np.int64)]
    first = 0
    while first < len(terms):
        last = max(first + 1, int(np.searchsorted(before, before[first] + PIECE_NUMBERS, "right")) - 1)
        selected = np.flatnonzero((ids >= first) & (ids < last)) if last - first < len(terms) else np.arange(len(ids))
        keys = (ids[selected].astype(np.uint64) - np.uint64(first) << np.uint64(32)) | selected.astype(np.uint64)
        keys.sort()
        place = (keys & np.uint64(0xFFFFFFFF)).view(np.int64)
        term = (keys >> np.uint64(32)).view(np.int64)
        doc = doc_of[place]
        new = run_starts((term << 32) | doc)
        docs.append(doc[new])
        weights.append(np.diff(new, append=len(doc)).astype(np.uint32))
        per_term.append(np.bincount(term[new], minlength=last - first))
        first = last
    postings = np.concatenate(per_term)
    used = np.flatnonzero(postings)
    return InvertedField(
        [terms[i] for i in used.tolist()],
        starts(postings[used]),
        _join_pieces(docs, np.uint32),
        _join_pieces(weights, np.uint32),
    )


def _join_pieces(pieces: list[Array], kind: type) -> Array:
    return np.concatenate(pieces) if pieces else np.zeros(0, kind)

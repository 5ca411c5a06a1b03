"""Postings of one field in memory, as they are made of words and joined; and the constants of how they are packed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.backends.whoosh.arrays.array_file import Array
from engine.backends.whoosh.arrays.ragged import changes, starts

BLOCK_POSTINGS = 64  # postings whose positions share one width
BITMAP_RATIO = 16  # a term in more than one of so many documents is kept as a map of bits
TERMS_PER_OFFSET = 64  # terms that share one offset
ESCAPED_FREQUENCY = 15  # from here on a frequency takes more than half a byte
PIECE_NUMBERS = 1 << 22  # numbers sorted or packed in one go


@dataclass(frozen=True)
class InvertedField:
    """Terms in byte order; term i has postings `starts[i]` to `starts[i + 1]`, ascending by document.

    `weights` is a posting's frequency (or boosted weight); `positions` holds `counts` of them for each posting, in
    one row.
    """

    terms: list[bytes]
    starts: Array
    docs: Array
    weights: Array
    counts: Array | None = None
    positions: Array | None = None


def invert(ids: Array, lengths: Array, terms: list[bytes]) -> InvertedField:
    """The postings of documents that are rows of term numbers: `lengths` of them each, one after another in `ids`.

    `terms` is in byte order; one that no document has is left out. Sorted in pieces of the vocabulary, so that what is
    held besides the result stays bounded.
    """
    begin = starts(lengths)
    doc_of = np.repeat(np.arange(len(lengths), dtype=np.uint32), lengths)
    frequencies = np.bincount(ids, minlength=len(terms))
    before = starts(frequencies)
    docs, weights, positions, per_term = [], [], [], [np.zeros(0, np.int64)]
    first = 0
    while first < len(terms):
        last = max(first + 1, int(np.searchsorted(before, before[first] + PIECE_NUMBERS, "right")) - 1)
        selected = np.flatnonzero((ids >= first) & (ids < last)) if last - first < len(terms) else np.arange(len(ids))
        keys = (ids[selected].astype(np.uint64) - np.uint64(first) << np.uint64(32)) | selected.astype(np.uint64)
        keys.sort()
        place = (keys & np.uint64(0xFFFFFFFF)).view(np.int64)
        term = (keys >> np.uint64(32)).view(np.int64)
        doc = doc_of[place]
        new = changes((term << 32) | doc)
        docs.append(doc[new])
        weights.append(np.diff(new, append=len(doc)).astype(np.uint32))
        positions.append((place - begin[doc]).astype(np.uint32))
        per_term.append(np.bincount(term[new], minlength=last - first))
        first = last
    postings = np.concatenate(per_term)
    used = np.flatnonzero(postings)
    counts = _join_pieces(weights, np.uint32)
    return InvertedField(
        [terms[i] for i in used.tolist()],
        starts(postings[used]),
        _join_pieces(docs, np.uint32),
        counts,
        counts,
        _join_pieces(positions, np.uint32),
    )


def _join_pieces(pieces: list[Array], kind: type) -> Array:
    return np.concatenate(pieces) if pieces else np.zeros(0, kind)

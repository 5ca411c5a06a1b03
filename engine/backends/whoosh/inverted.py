"""Postings of one field in memory, as the writer and the merger hold them, and as they lie in a segment."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.backends.whoosh import bits
from engine.backends.whoosh.arrays import Array
from engine.backends.whoosh.runs import changes, spread, starts, within

BLOCK = 64  # postings whose positions share one width
COMMON = 16  # a term in more than one of so many documents is kept as a map of bits
TERMS = 64  # terms that share one offset
LARGE = 15  # from here on a frequency takes more than half a byte
PIECE = 1 << 22  # numbers sorted or packed in one go


@dataclass(frozen=True)
class Inverted:
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


def invert(ids: Array, lengths: Array, terms: list[bytes]) -> Inverted:
    """The postings of documents that are rows of term numbers: `lengths` of them each, one after another in `ids`.

    `terms` is in byte order; one that no document has is left out. Sorted in pieces of the vocabulary, so that what is
    held besides the result stays bounded.
    """
    begin = starts(lengths)
    doc_of = np.repeat(np.arange(len(lengths), dtype=np.uint32), lengths)
    held = np.bincount(ids, minlength=len(terms))
    before = starts(held)
    docs, weights, positions, per_term = [], [], [], [np.zeros(0, np.int64)]
    first = 0
    while first < len(terms):
        last = max(first + 1, int(np.searchsorted(before, before[first] + PIECE, "right")) - 1)
        chosen = np.flatnonzero((ids >= first) & (ids < last)) if last - first < len(terms) else np.arange(len(ids))
        keys = (ids[chosen].astype(np.uint64) - np.uint64(first) << np.uint64(32)) | chosen.astype(np.uint64)
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
    counts = _joined(weights, np.uint32)
    return Inverted(
        [terms[i] for i in used.tolist()],
        starts(postings[used]),
        _joined(docs, np.uint32),
        counts,
        counts,
        _joined(positions, np.uint32),
    )


def pack(field: str, inverted: Inverted, documents: int) -> dict[str, Array]:
    """The arrays of a segment for this field; `documents` is how many the segment has."""
    lengths = np.fromiter(map(len, inverted.terms), np.int64, len(inverted.terms))
    out = {
        "terms": np.frombuffer(b"".join(inverted.terms), np.uint8),
        "term_lengths": lengths.astype("<u2" if len(lengths) and lengths.max() > 255 else np.uint8),
        "term_blocks": _narrow(starts(lengths)[::TERMS]),
        "starts": _narrow(inverted.starts),
        **_pack_docs(inverted, documents),
        **_pack_weights(inverted.weights),
    }
    if inverted.positions is not None and inverted.counts is not None:
        out |= _pack_positions(inverted.counts, inverted.positions)
        if inverted.weights is not inverted.counts:
            out["counts"] = inverted.counts.astype("<u4")
    return {f"{field}/{name}": array for name, array in out.items()}


def _joined(pieces: list[Array], kind: type) -> Array:
    return np.concatenate(pieces) if pieces else np.zeros(0, kind)


def _narrow(numbers: Array) -> Array:
    return numbers.astype("<u4" if not len(numbers) or numbers[-1] < 1 << 32 else "<i8")


def _pack_docs(inverted: Inverted, documents: int) -> dict[str, Array]:
    """The low 16 bits of each document; of terms that are in many documents a bit for every document instead."""
    counts = np.diff(inverted.starts)
    common = np.flatnonzero(counts * COMMON > documents) if documents > COMMON else np.zeros(0, np.int64)
    listed = np.ones(len(inverted.docs), bool)
    maps = np.zeros((len(common), documents + 7 >> 3), np.uint8)
    for row, term in enumerate(common.tolist()):
        first, last = inverted.starts[term : term + 2].tolist()
        held = np.zeros(documents, bool)
        held[inverted.docs[first:last]] = True
        maps[row] = np.packbits(held, bitorder="little")
        listed[first:last] = False
    return {
        "docs": (inverted.docs[listed] & np.uint32(0xFFFF)).astype("<u2"),
        "splits": _splits(inverted) if documents > 65536 else np.zeros(0, "<u4"),
        "common": common.astype("<u4"),
        "maps": maps.reshape(-1),
    }


def _splits(inverted: Inverted) -> Array:
    """Postings from which on 65,536 is added to the documents of their term, once for each time they are here."""
    high = (inverted.docs >> np.uint32(16)).astype(np.int64)
    steps = np.diff(high, prepend=0)
    first = inverted.starts[:-1]
    steps[first] = high[first]
    at = np.flatnonzero(steps)
    return np.repeat(at, steps[at]).astype("<u4" if len(high) < 1 << 32 else "<i8")


def _pack_weights(weights: Array) -> dict[str, Array]:
    """Two frequencies a byte, the first in the low half; 15 stands for a larger one that is listed."""
    if weights.dtype.kind == "f":
        return {"boosted": weights.astype("<f4")}
    large = np.flatnonzero(weights >= LARGE)
    halves = np.zeros(len(weights) + len(weights) % 2, np.uint8)
    np.minimum(weights, LARGE, out=halves[: len(weights)], casting="unsafe")
    return {
        "weights": halves[0::2] | (halves[1::2] << 4),
        "large": large.astype("<u4" if len(weights) < 1 << 32 else "<i8"),
        "large_weights": weights[large].astype("<u4"),
    }


def _pack_positions(counts: Array, positions: Array) -> dict[str, Array]:
    """Positions in blocks of 64 postings, each as wide as its largest needs; a block starts at a whole byte."""
    ends = starts(counts)
    edges = ends[::BLOCK] if (len(counts) % BLOCK) == 0 else np.append(ends[::BLOCK], ends[-1])
    numbers = np.diff(edges)
    filled = numbers > 0
    top = np.zeros(len(numbers), np.int64)
    if filled.any():
        top[filled] = np.maximum.reduceat(positions, edges[:-1][filled])
    width = bits.widths(top)
    sizes = numbers * width + 7 >> 3
    offsets = starts(sizes)
    pieces, at = [], 0
    while at < len(numbers):
        until = max(at + 1, int(np.searchsorted(edges, edges[at] + PIECE, "right")) - 1)
        some, wide = numbers[at:until], width[at:until].astype(np.int64)
        place = np.repeat((offsets[at:until] - offsets[at]) * 8, some) + within(some) * np.repeat(wide, some)
        size = int(offsets[until] - offsets[at])
        pieces.append(bits.write(positions[edges[at] : edges[until]], place, size)[:size])
        at = until
    return {
        "positions": np.concatenate([*pieces, np.zeros(bits.PADDING, np.uint8)]),
        "position_widths": width,
        "position_starts": _narrow(offsets),
    }


def merge(parts: list[tuple[Inverted, Array]]) -> Inverted:
    """One field of several segments; beside each comes the new number of its documents, -1 for one that is left out.

    The numbers ascend from part to part.
    """
    parts = [(_without(part, numbers), numbers) for part, numbers in parts]
    terms = sorted(set().union(*(part.terms for part, _ in parts)))
    rank = {term: i for i, term in enumerate(terms)}
    ranks = [np.fromiter(map(rank.__getitem__, part.terms), np.int64, len(part.terms)) for part, _ in parts]
    sizes = np.zeros(len(terms), np.int64)
    for (part, _), at in zip(parts, ranks, strict=True):
        sizes[at] += np.diff(part.starts)
    begin = starts(sizes)
    cursor, targets = begin[:-1].copy(), []
    for (part, _), at in zip(parts, ranks, strict=True):
        own = np.diff(part.starts)
        targets.append(spread(cursor[at], own))
        cursor[at] += own
    total = int(begin[-1])
    docs = np.empty(total, np.uint32)
    weights = np.empty(total, np.result_type(*(part.weights for part, _ in parts)))
    for (part, numbers), target in zip(parts, targets, strict=True):
        docs[target] = numbers[part.docs]
        weights[target] = part.weights
    rows = [(p.counts, p.positions) for p, _ in parts if p.counts is not None and p.positions is not None]
    if len(rows) < len(parts):
        return Inverted(terms, begin, docs, weights)
    counts = np.empty(total, np.uint32)
    for (own, _), target in zip(rows, targets, strict=True):
        counts[target] = own
    edges = starts(counts)
    positions = np.empty(int(edges[-1]), np.uint32)
    for (own, held), target in zip(rows, targets, strict=True):
        positions[spread(edges[target], own)] = held
    same = all(part.weights is part.counts for part, _ in parts)
    return Inverted(terms, begin, docs, counts if same else weights, counts, positions)


def _without(part: Inverted, numbers: Array) -> Inverted:
    keep = numbers[part.docs] >= 0
    if keep.all():
        return part
    term = np.repeat(np.arange(len(part.terms)), np.diff(part.starts))[keep]
    sizes = np.bincount(term, minlength=len(part.terms))
    used = np.flatnonzero(sizes)
    weights = part.weights[keep]
    counts = None if part.counts is None else weights if part.counts is part.weights else part.counts[keep]
    positions = None
    if part.positions is not None and part.counts is not None:
        positions = part.positions[np.repeat(keep, part.counts)]
    terms = [part.terms[i] for i in used.tolist()]
    return Inverted(terms, starts(sizes[used]), part.docs[keep], weights, counts, positions)

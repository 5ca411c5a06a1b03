"""Writer of a segment's literal index, merged from its sources in ranges of pairs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from engine.backends.whoosh.arrays import elias_fano
from engine.backends.whoosh.arrays.array_file import Array
from engine.backends.whoosh.arrays.growing_array import GrowingArray
from engine.backends.whoosh.arrays.ragged import distinct, run_starts, starts
from engine.backends.whoosh.segment import literal_index
from engine.backends.whoosh.segment.literal_index import SEPARATOR
from engine.backends.whoosh.writing.list_merge import cut_ranges, gather_lists
from engine.backends.whoosh.writing.lists_writer import ListsWriter
from engine.backends.whoosh.writing.merge_source import MergeSource

_HIGH = np.uint64(32)
_LOW = np.uint64(0xFFFFFFFF)


def join_literal_indexes(sources: Sequence[MergeSource], documents: int, folder: Path, room: int) -> dict[str, Array]:
    """Return the arrays of a segment of `documents` documents; `room` is the number of positions in memory."""
    sizes = np.concatenate([source.sizes for source in sources])
    edges = starts(sizes)
    size = int(edges[-1])
    alphabet = distinct(np.concatenate([*(source.letters for source in sources), [SEPARATOR]]).astype(np.int64))
    breaks = np.concatenate([source.breaks for source in sources])
    zones = [_zones(source) for source in sources]
    wide = "<u4" if size < 1 << 32 else "<i8"
    out = {
        "alphabet": alphabet.astype("<u4"),
        "edges": edges.astype(wide),
        "zone_starts": np.concatenate([begins for begins, _ in zones]).astype(wide),
        "zone_fields": np.concatenate([fields for _, fields in zones]),
        **_join_pairs(sources, alphabet, edges, documents, folder, room),
    }
    lists = {
        "breaks": elias_fano.pack(breaks, np.array([len(breaks)]), max(size, 1)),
        "characters": _join_letters(sources, alphabet, documents, folder, room),
    }
    for name, packed in lists.items():
        out |= {f"{name}/{piece}": array for piece, array in packed.items()}
    return {f"literal/{name}": array for name, array in out.items()}


def _zones(source: MergeSource) -> tuple[Array, Array]:
    begins, fields = source.arrays["literal/zone_starts"].astype(np.int64), source.arrays["literal/zone_fields"]
    doc = source.edges.searchsorted(begins, "right") - 1
    # A document without text has no zone, but its edge equals that of the next one: the search finds the last of them.
    keep = source.numbers[doc] >= 0
    return begins[keep] + source.shift[doc[keep]], fields[keep]


def _join_pairs(
    sources: Sequence[MergeSource], alphabet: Array, edges: Array, documents: int, folder: Path, room: int
) -> dict[str, Array]:
    """Return the lists of pair positions, documents of frequent pairs, and the arrays `seconds` and `rows`."""
    pairs, frequent = ListsWriter(int(edges[-1]), True, folder), ListsWriter(documents, False, folder)
    seconds = GrowingArray(np.uint16 if len(alphabet) <= 65536 else np.uint32, folder)
    rows = np.zeros(len(alphabet) + 1, np.int64)
    keys, sizes = [source.pair_keys for source in sources], [source.pair_sizes for source in sources]
    for first, last in cut_ranges(keys, sizes, room):
        bounds = [own.searchsorted(np.array((first, last), np.uint64)).tolist() for own in keys]
        parts = [source.pairs(*bound) for source, bound in zip(sources, bounds, strict=True)]
        joint = distinct(np.concatenate([own[begin:end] for own, (begin, end) in zip(keys, bounds, strict=True)]))
        ids = [joint.searchsorted(own[begin:end]) for own, (begin, end) in zip(keys, bounds, strict=True)]
        totals, places = gather_lists(ids, [places.sizes for places in parts], [[h.values] for h in parts], len(joint))
        there = totals > 0
        totals, joint = totals[there], joint[there]
        pairs.add(places, totals)
        seconds.add(alphabet.searchsorted((joint & _LOW).astype(np.int64)))
        rows[1:] += np.bincount(alphabet.searchsorted((joint >> _HIGH).astype(np.int64)), minlength=len(alphabet))
        begins = starts(totals)
        for often in np.flatnonzero(totals >= literal_index.FREQUENT_PAIR_POSITIONS).tolist():
            docs = edges.searchsorted(places[begins[often] : begins[often + 1]], "right") - 1
            docs = docs[run_starts(docs)]
            frequent.add(docs, np.array([len(docs)]))
    arrays = {f"pairs/{name}": array for name, array in pairs.arrays().items()}
    arrays |= {f"frequent/{name}": array for name, array in frequent.arrays().items()}
    return arrays | {"seconds": seconds.array(), "rows": np.cumsum(rows).astype("<u4")}


def _join_letters(
    sources: Sequence[MergeSource], alphabet: Array, documents: int, folder: Path, room: int
) -> dict[str, Array]:
    writer = ListsWriter(documents, False, folder)
    keys = [alphabet.searchsorted(source.letters) for source in sources]
    sizes = [source.letter_sizes for source in sources]
    for first, last in cut_ranges(keys, sizes, room):
        bounds = [own.searchsorted((first, last)).tolist() for own in keys]
        parts = [source.letter_docs(*bound) for source, bound in zip(sources, bounds, strict=True)]
        ids = [own[begin:end] - first for own, (begin, end) in zip(keys, bounds, strict=True)]
        totals, docs = gather_lists(
            ids, [found.sizes for found in parts], [[found.values] for found in parts], last - first
        )
        writer.add(docs, totals)
    writer.fill(len(alphabet) - 1)
    return writer.arrays()

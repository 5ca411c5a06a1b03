"""Literal index: positions of every pair of neighbouring characters, from which any substring can be found.

The texts of a segment form one row of folded code points, with a separator after each that no query can contain. A
position is an index into the row; documents and zones (title, body …) are ranges of it. For each pair of characters its
ascending positions are stored; a substring occurs where pairs that cover it occur at the right distances.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from itertools import pairwise

import numpy as np

from engine.backends.whoosh import kernels
from engine.backends.whoosh.arrays import elias_fano
from engine.backends.whoosh.arrays.array_file import Array
from engine.backends.whoosh.arrays.ragged import run_starts
from engine.text.normalize import fold_codes

SEPARATOR = 0x110000  # beyond the last code point
FREQUENT_PAIR_POSITIONS = 49152  # pairs with so many positions have their documents listed too
COARSE_SHIFT = 10
COARSE_STEPS = 8
CHARACTER_CACHE_SIZE = 1 << 16  # characters whose ids are cached


def _documents(positions: Array, edges: Array) -> Array:
    """Return the documents that ascending positions lie in, each once, ascending."""
    documents: Array = edges.searchsorted(positions, "right") - 1
    return documents[run_starts(documents)]


class LiteralIndex:
    """Literal index of one segment. `names` are the fields, by their numbers."""

    def __init__(self, arrays: Mapping[str, Array], documents: int, names: Sequence[str]) -> None:
        self._arrays, self._names = arrays, list(names)
        self.documents = documents
        self._rows, self._seconds = arrays["literal/rows"], arrays["literal/seconds"]
        # int64 like decoded positions: an array of another type would be converted at every lookup.
        self._edges = arrays["literal/edges"].astype(np.int64)
        self._known: dict[str, int] = {}

    def _lists(self, name: str, bound: int, paged: bool) -> elias_fano.SparseLists:
        parts = ("packed", "counts", "groups", "large")
        return elias_fano.unpack({part: self._arrays[f"literal/{name}/{part}"] for part in parts}, bound, paged)

    @cached_property
    def _pairs(self) -> elias_fano.SparseLists:
        return self._lists("pairs", int(self._edges[-1]), True)

    @cached_property
    def _coarse(self) -> Array:
        """Document of each 1,024th position, from which a short scan finds that of any other."""
        return self._edges.searchsorted(np.arange(0, int(self._edges[-1]) + 1, 1 << COARSE_SHIFT), "right") - 1

    @cached_property
    def _zones(self) -> Array:
        return self._arrays["literal/zone_starts"].astype(np.int64)

    @cached_property
    def _characters(self) -> elias_fano.SparseLists:
        return self._lists("characters", self.documents, False)

    @cached_property
    def _frequent(self) -> tuple[dict[int, int], elias_fano.SparseLists]:
        counts = self._arrays["literal/pairs/counts"]
        often = np.flatnonzero(counts >= FREQUENT_PAIR_POSITIONS).tolist()
        return {pair: i for i, pair in enumerate(often)}, self._lists("frequent", self.documents, False)

    @cached_property
    def breaks(self) -> Array:
        """Positions at which paragraphs and zones end, ascending."""
        ends = np.append(self._zones[1:], self._edges[-1]) - 1
        breaks = np.concatenate((self._lists("breaks", max(int(self._edges[-1]), 1), False).get(0), ends))
        breaks.sort()
        return breaks

    @property
    def length(self) -> int:
        """Number of characters of the texts, including separators."""
        return int(self._edges[-1])

    @cached_property
    def _letters(self) -> dict[int, int]:
        return {code: i for i, code in enumerate(self._arrays["literal/alphabet"].tolist())}

    def ids(self, text: str) -> list[int] | None:
        """Return the ids of a text's characters; None if one of them does not occur in the segment."""
        cache = self._known
        try:
            ids = [cache[char] for char in text]
        except KeyError:
            ids = [self._letters.get(code, -1) for code in fold_codes(text).tolist()]
            if len(cache) > CHARACTER_CACHE_SIZE:
                cache.clear()
            cache.update(zip(text, ids, strict=True))
        return None if -1 in ids else ids

    def _pair(self, first: int, second: int) -> int:
        if kernels.ON and self._compiled is not None:
            return self._compiled.pair(first, second)
        begin, end = int(self._rows[first]), int(self._rows[first + 1])
        place = begin + int(self._seconds[begin:end].searchsorted(self._seconds.dtype.type(second)))
        return place if place < end and self._seconds[place] == second else -1

    @cached_property
    def _compiled(self) -> kernels.Substrings | None:
        lists, edges = self._pairs.compiled, self._edges
        if lists is None or len(edges) > 1 << 31:
            return None
        return kernels.Substrings(self._rows, self._seconds, edges, self._coarse.astype(np.int32), lists)

    def pair_counts(self) -> tuple[Array, Array]:
        """Return the pairs of characters, ascending, as first << 16 | second, and how often each occurs.

        Characters beyond the first 65,536 count as the character 0; occurrences are capped at 65,535.
        """
        letters = self._arrays["literal/alphabet"].astype(np.int64)
        letters[letters > 0xFFFF] = 0
        rows = self._rows.astype(np.int64)
        keys = np.repeat(letters[: len(rows) - 1], np.diff(rows)) << 16 | letters[self._seconds]
        order = np.argsort(keys, kind="stable")
        return keys[order], self._arrays["literal/pairs/counts"][order]

    def estimate(self, text: str) -> int:
        """Return an upper bound of the number of documents with this text."""
        ids = self.ids(text)
        if not ids:
            return 0
        if len(ids) == 1:
            return self._characters.count(ids[0])
        if kernels.ON and self._compiled is not None:
            return min(self.documents, self._compiled.fewest(ids))
        pairs = [self._pair(*pair) for pair in pairwise(ids)]
        return 0 if -1 in pairs else min(self.documents, *(self._pairs.count(pair) for pair in pairs))

    def docs(self, text: str, field: str | None = None) -> Array:
        """Return documents with this text, in `field` or anywhere; ascending, int64."""
        ids = self.ids(text)
        if not ids:
            return np.zeros(0, np.int64)
        if field is None and len(ids) == 1:
            return self._characters.get(ids[0])
        if field is None and len(ids) == 2:
            places, lists = self._frequent
            pair = self._pair(ids[0], ids[1])
            if pair in places:
                return lists.get(places[pair])
        return self.documents_of(self._positions(ids, field))

    def positions(self, text: str, field: str | None = None) -> Array:
        """Return the start positions of this text, in `field` or anywhere; ascending, int64."""
        ids = self.ids(text)
        return self._positions(ids, field) if ids else np.zeros(0, np.int64)

    def documents_of(self, positions: Array) -> Array:
        """Return the documents that ascending positions lie in, each once."""
        if kernels.ON and self._compiled is not None:
            return self._compiled.documents(positions)
        documents = self._coarse.take(positions >> COARSE_SHIFT)
        for _ in range(COARSE_STEPS):
            behind = self._edges.take(documents + 1) <= positions
            if not behind.any():
                return documents[run_starts(documents)]
            documents += behind
        return _documents(positions, self._edges)

    def _positions(self, ids: list[int], field: str | None) -> Array:
        return self.inside(self._single(ids[0]) if len(ids) == 1 else self._several(ids), field)

    def inside(self, positions: Array, field: str | None) -> Array:
        """Return the positions that are in this field, or all if it is None."""
        if field is None or not len(positions):
            return positions
        zones = self._zones.searchsorted(positions, "right") - 1
        number = self._names.index(field) if field in self._names else -1
        within: Array = self._arrays["literal/zone_fields"][zones] == number
        return positions[within]

    def _single(self, letter: int) -> Array:
        begin, end = int(self._rows[letter]), int(self._rows[letter + 1])
        result = np.concatenate([self._pairs.get(pair) for pair in range(begin, end)])
        result.sort()
        return result

    def _several(self, ids: list[int]) -> Array:
        if kernels.ON and self._compiled is not None and len(ids) <= kernels.MAX_TEXT_CHARS:
            return self._compiled.positions(ids)
        pairs = [self._pair(*pair) for pair in pairwise(ids)]
        if -1 in pairs:
            return np.zeros(0, np.int64)
        counts = [self._pairs.count(pair) for pair in pairs]
        first, *others = sorted(_cover(counts), key=counts.__getitem__)
        result = self._pairs.get(pairs[first]) - first
        for place in others:
            if not len(result):
                break
            result = result[self._pairs.among(pairs[place], result + place)]
        return result


def _cover(counts: Sequence[int]) -> list[int]:
    """Return the pairs of least total frequency that together contain every character, including first and last pair.

    Pair i contains characters i and i + 1, so of two adjacent pairs one may be left out.
    """
    best: list[tuple[int, int]] = []  # cost of the best cover that ends with this pair, and its previous pair
    for place, count in enumerate(counts):
        before = [(best[i][0], i) for i in (place - 2, place - 1) if i >= 0]
        if place == 0 or not before:
            best.append((count, -1))
        else:
            cost, former = min(before)
            best.append((cost + count, former))
    place, cover = len(counts) - 1, []
    while place >= 0:
        cover.append(place)
        place = best[place][1]
    return cover

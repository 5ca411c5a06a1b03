"""Elias-Fano coding of ascending numbers: low bits packed, high bits in unary.

P. Elias, Efficient storage and retrieval by content and address of static files, J. ACM 21 (1974). A list of n numbers
below `bound` takes about n * (low + 1) + bound / 2^low bits. With `paged`, long lists are stored as pages of 65,536
instead: the start of each page and 16 low bits per number, which numpy reads directly.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from engine.backends.whoosh import kernels
from engine.backends.whoosh.arrays import bit_packing
from engine.backends.whoosh.arrays.array_file import Array
from engine.backends.whoosh.arrays.ragged import run_starts, starts, within

LISTS_PER_OFFSET = 8  # lists per stored offset; the offsets of the others follow from their counts
PAGED_LENGTH = 16  # numbers per page from which a list is stored in pages
DENSE_RATIO = 4  # a list of more than a quarter of all numbers is nearly a bitmap
PIECE_NUMBERS = 1 << 18
PROBE_RATIO = 1000  # a list so many times longer than the numbers to look up is not decoded as a whole
_TOP = 65535


class Layout:
    """Byte layout of lists of numbers below `bound`."""

    def __init__(self, bound: int, paged: bool) -> None:
        self.bound, self.pages = max(bound, 1), (max(bound, 1) >> 16) + 1
        self.long = max(1024, PAGED_LENGTH * self.pages) if paged else 1 << 62

    def low(self, count: int) -> int:
        """Return how many low bits of each number are stored packed, in a list of `count` numbers."""
        room = self.bound // max(count, 1)
        return room.bit_length() - 1 if room >= DENSE_RATIO else 0

    def size(self, count: int) -> int:
        """Return the bytes of a list of `count` numbers."""
        if count >= self.long:
            return 4 * (self.pages + 1) + 2 * count
        low = self.low(count)
        return (count * low + 7 >> 3) + (count + (self.bound >> low) + 8 >> 3)

    def lows(self, counts: Array) -> Array:
        """Return `low` of many lists."""
        room = self.bound // np.maximum(counts, 1)
        return np.where(room >= DENSE_RATIO, bit_packing.widths(room).astype(np.int64) - 1, 0)

    def sizes(self, counts: Array) -> Array:
        """Return `size` of many lists."""
        low = self.lows(counts)
        short = (counts * low + 7 >> 3) + (counts + (self.bound >> low) + 8 >> 3)
        return np.where(counts >= self.long, 4 * (self.pages + 1) + 2 * counts, short)

    def encode_short(self, values: Array, counts: Array) -> Array:
        """Return the bytes of lists concatenated in `values`, none of them paged."""
        low = self.lows(counts)
        if kernels.ON:
            return kernels.pack_lists(values.astype(np.int64, copy=False), counts, low, self.sizes(counts))
        places = starts(self.sizes(counts)) * 8
        high_places = places[:-1] + (counts * low + 7 & ~7)
        ordinal, low_each = within(counts), np.repeat(low, counts)
        number, end = values.astype(np.int64), int(places[-1])
        parts = number & ((1 << low_each) - 1)
        packed = bit_packing.write(parts, np.repeat(places[:-1], counts) + ordinal * low_each, end // 8)
        ones = np.zeros(end, bool)
        ones[np.repeat(high_places, counts) + (number >> low_each) + ordinal] = True
        return packed[: end // 8] | np.packbits(ones, bitorder="little")

    def encode_long(self, values: Array) -> Array:
        """Return the bytes of one paged list."""
        first = np.searchsorted(values, np.arange(self.pages + 1, dtype=np.int64) << 16).astype("<u4")
        return np.concatenate((first.view(np.uint8), values.astype("<u2").view(np.uint8)))


class SparseLists:
    """Many lists in one array of bytes, as made by `pack`."""

    def __init__(self, packed: Array, counts: Array, groups: Array, large: Array, layout: Layout) -> None:
        self._packed, self._words, self._layout = packed, bit_packing.window(packed), layout
        self._counts, self._groups = counts, groups
        half = len(large) // 2
        self._large = dict(zip(large[:half].tolist(), large[half:].tolist(), strict=True))
        self.compiled = None
        if kernels.BUILT:
            self.compiled = kernels.Lists(packed, counts, groups, large, layout.bound, layout.pages, layout.long)

    def __len__(self) -> int:
        return len(self._counts)

    def count(self, index: int) -> int:
        """Return the length of list `index`."""
        count = int(self._counts[index])
        return self._large[index] if count == _TOP else count

    def counts(self, first: int, last: int) -> Array:
        """Return the lengths of lists `first` to `last`, exclusive."""
        counts = self._counts[first:last].astype(np.int64)
        for index in np.flatnonzero(counts == _TOP).tolist():
            counts[index] = self._large[first + index]
        return counts

    def get(self, index: int) -> Array:
        """Return the numbers of list `index`, ascending, int64."""
        if self.compiled is not None and kernels.ON:
            return self.compiled.get(index)
        return self._decode(self._offset(index), self.count(index))

    def _offset(self, index: int) -> int:
        offset = int(self._groups[index // LISTS_PER_OFFSET])
        for before in range(index - index % LISTS_PER_OFFSET, index):
            offset += self._layout.size(self.count(before))
        return offset

    def among(self, index: int, numbers: Array) -> Array:
        """Return the mask of ascending `numbers` that are in list `index`; long lists are not fully decoded."""
        count = self.count(index)
        if count >= self._layout.long and len(numbers) * PROBE_RATIO < count:
            return self._probe(self._offset(index), count, numbers)
        held = self._decode(self._offset(index), count)
        place = np.minimum(held.searchsorted(numbers), count - 1)
        result: Array = held.take(place) == numbers
        return result

    def _probe(self, offset: int, count: int, numbers: Array) -> Array:
        pages = self._layout.pages
        first = np.frombuffer(self._packed.data, "<u4", pages + 1, offset)
        low = np.frombuffer(self._packed.data, "<u2", count, offset + 4 * (pages + 1))
        result = np.zeros(len(numbers), bool)
        page, part = numbers >> 16, (numbers & 0xFFFF).astype(np.uint16)
        edges = np.append(run_starts(page), len(numbers)).tolist()
        for begin, end in pairwise(edges):
            if 0 <= (here := int(page[begin])) < pages:
                low_bits = low[first[here] : first[here + 1]]
                if len(low_bits):
                    targets = part[begin:end]
                    place = np.minimum(low_bits.searchsorted(targets), len(low_bits) - 1)
                    result[begin:end] = low_bits[place] == targets
        return result

    def _decode(self, offset: int, count: int) -> Array:
        if count >= self._layout.long:
            pages = self._layout.pages
            first = np.frombuffer(self._packed.data, "<u4", pages + 1, offset)
            base = np.repeat(np.arange(pages, dtype=np.int64) << 16, first[1:].astype(np.int64) - first[:-1])
            base += np.frombuffer(self._packed.data, "<u2", count, offset + 4 * (pages + 1))
            return base
        low = self._layout.low(count)
        middle = offset + (count * low + 7 >> 3)
        end = middle + (count + (self._layout.bound >> low) + 8 >> 3)
        ones = np.unpackbits(self._packed[middle:end], bitorder="little").view(bool).nonzero()[0]
        ones -= np.arange(count)
        if not low:
            return ones
        parts = bit_packing.read(self._words, np.arange(offset * 8, offset * 8 + count * low, low), low)
        return (ones << low) | parts.view(np.int64)


def pack(values: Array, counts: Array, bound: int, paged: bool = False) -> dict[str, Array]:
    """Return the arrays of lists concatenated in `values`, encoded in pieces so that memory stays bounded."""
    layout, counts = Layout(bound, paged), counts.astype(np.int64)
    ends, pieces, at = starts(counts), [], 0
    long = np.append(np.flatnonzero(counts >= layout.long), len(counts))
    while at < len(counts):
        if counts[at] >= layout.long:
            pieces.append(layout.encode_long(values[ends[at] : ends[at + 1]]))
            at += 1
            continue
        limit = int(np.searchsorted(ends, ends[at] + PIECE_NUMBERS, "right")) - 1
        until = min(max(at + 1, limit), int(long[np.searchsorted(long, at)]))
        pieces.append(layout.encode_short(values[ends[at] : ends[until]], counts[at:until]))
        at = until
    large = np.flatnonzero(counts >= _TOP)
    return {
        "packed": np.concatenate([*pieces, np.zeros(bit_packing.PADDING_BYTES, np.uint8)]),
        "counts": np.minimum(counts, _TOP).astype("<u2"),
        "groups": starts(layout.sizes(counts))[:-1][::LISTS_PER_OFFSET].astype("<i8"),
        "large": np.concatenate((large, counts[large])).astype("<i8"),
    }


def join(parts: list[dict[str, Array]]) -> dict[str, Array]:
    """Return the arrays of lists packed in several parts, each of whole groups except the last."""
    out: dict[str, list[Array]] = {"packed": [], "counts": [], "groups": [], "large": [], "true": []}
    size = lists = 0
    for part in parts:
        half = len(part["large"]) // 2
        out["packed"].append(part["packed"][: -bit_packing.PADDING_BYTES])
        out["counts"].append(part["counts"])
        out["groups"].append(part["groups"] + size)
        out["large"].append(part["large"][:half] + lists)
        out["true"].append(part["large"][half:])
        size, lists = size + len(out["packed"][-1]), lists + len(part["counts"])
    out["packed"].append(np.zeros(bit_packing.PADDING_BYTES, np.uint8))
    out["large"] += out.pop("true")
    return {name: np.concatenate(pieces) for name, pieces in out.items()}


def unpack(arrays: dict[str, Array], bound: int, paged: bool = False) -> SparseLists:
    """Return the lists that `pack` encoded, for the same bound."""
    return SparseLists(arrays["packed"], arrays["counts"], arrays["groups"], arrays["large"], Layout(bound, paged))

"""Substring and prefix indexes of many short texts as flat arrays, fast enough for every key press."""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, overload

import numpy as np
import numpy.typing as npt

from engine.text.normalize import NO_UNIT, fold_codes

Array = npt.NDArray[Any]
MAX_PLACES = 1000  # occurrences examined per lookup
BLOCK_CHARS = 1 << 18


class SubstringIndex:
    """Substring index of texts in order of preference, stored as one array of code points with one text per line."""

    def __init__(self, codes: Array, starts: Array) -> None:
        """Take the folded `codes`, a line end before and after each text, and where in them the texts start."""
        self.codes, self.starts = codes, starts

    @classmethod
    def of(cls, texts: Sequence[str]) -> SubstringIndex:
        """Index the texts, which contain no line ends."""
        codes = fold_codes("\n".join(["", *texts, ""]))
        lengths = np.fromiter((len(text) + 1 for text in texts), np.int64, len(texts))
        narrow = not len(codes) or codes.max() < NO_UNIT
        return cls(codes.astype("<u2" if narrow else "<u4"), (np.cumsum(lengths) - lengths + 1).astype("<u4"))

    def holding(self, part: str) -> tuple[list[int], list[int]]:
        """Return the lines that begin with `part` and the other lines that contain it, both in order."""
        places = self._places(part)
        lines = np.searchsorted(self.starts, places, side="right") - 1
        first = places == self.starts[lines]
        starting = lines[first].tolist()
        starting_lines = set(starting)
        return starting, list(dict.fromkeys(line for line in lines[~first].tolist() if line not in starting_lines))

    def _places(self, part: str) -> npt.NDArray[np.int64]:
        """Return the first MAX_PLACES places of `part`, searching the array block by block."""
        each: list[npt.NDArray[np.int64]] = []
        for start in range(0, len(self.codes), BLOCK_CHARS):
            codes = self.codes[start : start + BLOCK_CHARS + len(part) - 1]
            places = np.flatnonzero(codes[: len(codes) - len(part) + 1] == ord(part[0]))
            for step, char in enumerate(part[1:], 1):
                places = places[codes[places + step] == ord(char)]
            each.append(places + start)
            if sum(map(len, each)) >= MAX_PLACES:
                break
        return np.concatenate(each)[:MAX_PLACES]


class PackedStrings(Sequence[bytes]):
    """Byte strings one behind the other in an array; `starts` is one longer than their number."""

    def __init__(self, packed: Array, starts: Array) -> None:
        self.packed, self.starts = packed, starts

    @classmethod
    def of(cls, strings: Sequence[bytes]) -> PackedStrings:
        """Pack the strings."""
        starts = np.zeros(len(strings) + 1, "<u4")
        np.cumsum(np.fromiter(map(len, strings), np.uint32, len(strings)), out=starts[1:])
        return cls(np.frombuffer(b"".join(strings), np.uint8), starts)

    def __len__(self) -> int:
        return len(self.starts) - 1

    @overload
    def __getitem__(self, place: int) -> bytes: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[bytes]: ...
    def __getitem__(self, place: int | slice) -> bytes | Sequence[bytes]:
        if isinstance(place, slice):
            return [self[one] for one in range(*place.indices(len(self)))]
        return self.packed[self.starts[place] : self.starts[place + 1]].tobytes()


class PrefixIndex:
    """Sorted keys, each with the number of its text; small numbers are preferred."""

    def __init__(self, keys: PackedStrings, numbers: Array) -> None:
        self.keys, self.numbers = keys, numbers

    @classmethod
    def of(cls, pairs: Iterable[tuple[str, int]]) -> PrefixIndex:
        """Index pairs of a key and a number, in the order of their numbers."""
        distinct = dict.fromkeys(pairs)
        keys, numbers = [key for key, _ in distinct], np.fromiter((number for _, number in distinct), "<u4")
        # Code points are in the order of their bytes; keys that are equal stay in the order of their numbers.
        order = sorted(range(len(keys)), key=keys.__getitem__)
        return cls(PackedStrings.of([keys[place].encode("utf-8", "surrogatepass") for place in order]), numbers[order])

    def matching(self, start: str) -> Iterator[int]:
        """Yield the numbers of keys that begin with `start`, those of keys equal to `start` first."""
        key = start.encode("utf-8", "surrogatepass")
        first = bisect.bisect_left(self.keys, key)
        exact = bisect.bisect_right(self.keys, key, first)
        last = bisect.bisect_left(self.keys, key + b"\xff", exact)  # no character has this byte
        longer = self.numbers[exact:last]
        if len(longer) > MAX_PLACES:
            longer = np.partition(longer, MAX_PLACES)[:MAX_PLACES]
        yield from dict.fromkeys([*self.numbers[first:exact].tolist(), *np.sort(longer).tolist()])

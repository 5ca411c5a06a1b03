"""Substring and prefix indexes of many short texts, fast enough for every key press."""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
import numpy.typing as npt

from engine.text.normalize import fold_codes

MAX_PLACES = 1000  # occurrences examined per lookup
BLOCK_CHARS = 1 << 18


class SubstringIndex:
    """Substring index of texts in order of preference, stored as one array of code points with one text per line."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._codes = fold_codes("\n".join(["", *texts, ""]))
        lengths = np.fromiter((len(text) + 1 for text in texts), np.int64, len(texts))
        self._starts = np.cumsum(lengths) - lengths + 1

    def holding(self, part: str) -> tuple[list[int], list[int]]:
        """Return the lines that begin with `part` and the other lines that contain it, both in order."""
        places = self._places(part)
        lines = np.searchsorted(self._starts, places, side="right") - 1
        first = places == self._starts[lines]
        starting = lines[first].tolist()
        starting_lines = set(starting)
        return starting, list(dict.fromkeys(line for line in lines[~first].tolist() if line not in starting_lines))

    def _places(self, part: str) -> npt.NDArray[np.int64]:
        """Return the first MAX_PLACES places of `part`, searching the array block by block."""
        each: list[npt.NDArray[np.int64]] = []
        for start in range(0, len(self._codes), BLOCK_CHARS):
            codes = self._codes[start : start + BLOCK_CHARS + len(part) - 1]
            places = np.flatnonzero(codes[: len(codes) - len(part) + 1] == ord(part[0]))
            for step, char in enumerate(part[1:], 1):
                places = places[codes[places + step] == ord(char)]
            each.append(places + start)
            if sum(map(len, each)) >= MAX_PLACES:
                break
        return np.concatenate(each)[:MAX_PLACES]


class PrefixIndex:
    """Sorted keys, each with the number of its text; small numbers are preferred."""

    def __init__(self, pairs: Iterable[tuple[str, int]]) -> None:
        ordered = sorted(set(pairs))
        self._keys = [key for key, _ in ordered]
        self._numbers = np.fromiter((number for _, number in ordered), np.int64, len(ordered))

    def of(self, start: str) -> Iterator[int]:
        """Yield the numbers of keys that begin with `start`, those of keys equal to `start` first."""
        first = bisect.bisect_left(self._keys, start)
        exact = bisect.bisect_right(self._keys, start, first)
        last = bisect.bisect_left(self._keys, start + "\U0010ffff", exact)
        longer = self._numbers[exact:last]
        if len(longer) > MAX_PLACES:
            longer = np.partition(longer, MAX_PLACES)[:MAX_PLACES]
        yield from dict.fromkeys([*self._numbers[first:exact].tolist(), *np.sort(longer).tolist()])

"""Many short texts, found by any part of them or by how they begin, fast enough for every key that is pressed."""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from engine.normalize import fold_codes

FOUND = 1000  # places that are looked at for one key


class Lines:
    """Texts one a line, in order of preference, searched as one row of code points: fast enough for every key."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._joined = "\n" + "\n".join(texts) + "\n"
        self._codes = fold_codes(self._joined)
        lengths = np.fromiter((len(text) + 1 for text in texts), np.int64, len(texts))
        self._starts = np.cumsum(lengths) - lengths + 1

    def holding(self, part: str) -> Iterator[int]:
        """The lines in which `part` stands, those that begin with it first, in order."""
        here = self._codes == ord(part[0])
        if len(part) > 1:
            here = here[:-1] & (self._codes[1:] == ord(part[1]))
        found = [at for at in np.flatnonzero(here)[:FOUND].tolist() if self._joined.startswith(part, at)]
        lines = np.searchsorted(self._starts, found, side="right") - 1
        pairs = zip(found, lines.tolist(), strict=True)
        ranked = sorted((at != self._starts[line], line) for at, line in pairs)
        yield from dict.fromkeys(line for _, line in ranked)


class Beginnings:
    """Keys in alphabetical order, each with the number of its text; small numbers are preferred."""

    def __init__(self, pairs: Iterable[tuple[str, int]]) -> None:
        ordered = sorted(set(pairs))
        self._keys = [key for key, _ in ordered]
        self._numbers = np.fromiter((number for _, number in ordered), np.int64, len(ordered))

    def of(self, start: str) -> Iterator[int]:
        """The numbers of keys that begin with `start`, those that are no longer first."""
        first = bisect.bisect_left(self._keys, start)
        exact = bisect.bisect_right(self._keys, start, first)
        last = bisect.bisect_left(self._keys, start + "\U0010ffff", exact)
        longer = self._numbers[exact:last]
        if len(longer) > FOUND:
            longer = np.partition(longer, FOUND)[:FOUND]
        yield from dict.fromkeys([*self._numbers[first:exact].tolist(), *np.sort(longer).tolist()])

"""Several texts in one row of folded code points, so that a word is looked for in all of them at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from engine.normalize import fold_codes

Array = npt.NDArray[Any]

SEPARATOR = 0x110000  # beyond the last code point


class Texts:
    """`texts` one after another, each with a separator behind it."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.lengths = np.fromiter(map(len, texts), np.int64, len(texts))
        ends = np.cumsum(self.lengths + 1) - 1
        self.starts = ends - self.lengths
        self.codes = fold_codes("\n".join([*texts, ""])) if self.lengths.any() else np.zeros(0, np.uint32)
        if len(self.codes):
            self.codes[ends] = SEPARATOR
        self._owners = np.repeat(np.arange(len(texts)), self.lengths + 1)
        self._places: dict[str, Array] = {}

    @property
    def any(self) -> Array:
        """Which texts are not empty."""
        held: Array = self.lengths > 0
        return held

    def places(self, word: str) -> Array:
        """Where the folded `word` begins, ascending."""
        found = self._places.get(word)
        if found is None:
            wanted = [ord(char) for char in word]
            if len(wanted) > 1:
                found = np.flatnonzero((self.codes[:-1] == wanted[0]) & (self.codes[1:] == wanted[1]))
            else:
                found = np.flatnonzero(self.codes == wanted[0])
            for step, code in enumerate(wanted[2:], 2):
                found = found[found < len(self.codes) - step]
                found = found[self.codes[found + step] == code]
            self._places[word] = found
        return found

    def owners(self, places: Array) -> Array:
        """The texts that these places are in."""
        return self._owners.take(places)

    def counts(self, word: str, length: int | None = None) -> Array:
        """How often `word` begins in each text, or among its first `length` characters."""
        if not len(self.codes):
            return np.zeros(len(self.lengths), np.int64)
        places = self.places(word)
        owners = self.owners(places)
        if length is not None:
            owners = owners[places - self.starts[owners] <= length - len(word)]
        return np.bincount(owners, minlength=len(self.lengths))

    def densest(self, words: Mapping[str, float], stretch: int) -> Array:
        """For each text the most worth that different words have in one stretch of it, `stretch` characters long."""
        best = np.zeros(len(self.lengths))
        if not len(self.codes):
            return best
        marked = np.zeros(len(self.codes), bool)
        for word in words:
            marked[self.places(word)] = True
        begins = np.flatnonzero(marked)
        owners = self.owners(begins)
        ends = np.minimum(begins + stretch, self.starts[owners] + self.lengths[owners])
        worth = np.zeros(len(begins))
        for word, value in words.items():
            places = self.places(word)
            if len(places):
                following = places[np.minimum(np.searchsorted(places, begins), len(places) - 1)]
                worth += value * ((following >= begins) & (following < ends))
        np.maximum.at(best, owners, worth)
        return best

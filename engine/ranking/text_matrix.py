"""Several texts as one array of folded code points, so that many words are searched in all of them in one pass."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from engine.runtime.deadline import checked
from engine.text.normalize import NO_UNIT, fold, fold_codes, fold_units

Array = npt.NDArray[Any]

SEPARATOR = 0x110000  # beyond the last code point
NO_PLACES: Array = np.zeros(0, np.int64)
NO_CODES: Array = np.zeros(0, np.uint32)
_STOPS = [ord(char) for char in fold("。！？；")]
MAX_CHARACTER_KINDS = 255  # distinct characters in the first pass, numbered from 1 in 8 bits


class TextMatrix:
    """Concatenation of `texts`, each followed by a separator; `needles` are the folded words to look for."""

    def __init__(self, texts: Sequence[str], needles: Iterable[str] = ()) -> None:
        self.lengths = np.fromiter(map(len, texts), np.int64, len(texts))
        ends = np.cumsum(self.lengths + 1) - 1
        self.starts = ends - self.lengths
        has_text = bool(self.lengths.any())
        self.codes, self._separator = _fold_text("\n".join([*texts, ""])) if has_text else (NO_CODES, SEPARATOR)
        if has_text:
            self.codes[ends] = self._separator
        self._owners = np.repeat(np.arange(len(texts)), self.lengths + 1)
        self._places: dict[str, Array] = {}
        if len(self.codes):
            self._seek([word for word in needles if self._can_hold(word)])

    def _can_hold(self, word: str) -> bool:
        """Return whether the array's integer type has room for all characters of a word."""
        return not word or ord(max(word)) < self._separator

    def _seek(self, words: Sequence[str]) -> None:
        """Find the first two characters of all words (the first of words of one) in a single pass."""
        begins = list(dict.fromkeys(word[:2] for word in words))
        chars = sorted({char for begin in begins for char in begin})
        if not chars or len(chars) > MAX_CHARACTER_KINDS:
            return
        kinds = np.zeros(self._separator + 1, np.uint8)  # memory pages that are not touched cost nothing
        kinds[[ord(char) for char in chars]] = np.arange(1, len(chars) + 1)
        here = kinds.take(self.codes)
        number = {char: place for place, char in enumerate(chars, 1)}
        size = len(chars) + 1
        at = np.flatnonzero(here)
        first, second = here.take(at), here.take(at + 1)  # a separator follows the last character
        pair_numbers = np.zeros(size * size, np.uint16)  # 16-bit numbers are sorted in one pass
        pairs = [begin for begin in begins if len(begin) == 2]
        pair_numbers[[number[pair[0]] * size + number[pair[1]] for pair in pairs]] = np.arange(1, len(pairs) + 1)
        self._places |= _group_places(at, pair_numbers.take(first * np.int64(size) + second), pairs)
        self._places |= _group_places(at, first, chars)

    @property
    def any(self) -> Array:
        """Boolean array, True for each text that is not empty."""
        non_empty: Array = self.lengths > 0
        return non_empty

    @cached_property
    def stops(self) -> Array:
        """Boolean array, True for each character that ends a sentence."""
        result = np.zeros(len(self.codes), bool)
        for stop in _STOPS:  # one comparison each is ten times as fast as np.isin
            result |= self.codes == stop
        return result

    def places(self, word: str) -> Array:
        """Return the start offsets of the folded `word`, ascending."""
        result = self._places.get(word)
        if result is None:
            result = self._search(word)
            self._places[word] = result
        return result

    def _search(self, word: str) -> Array:
        if not len(self.codes) or not self._can_hold(word):
            return NO_PLACES
        result = self._places.get(word[:2])
        if result is None:
            result = np.flatnonzero(self.codes == ord(word[0]))
        for step, char in enumerate(word[1:], 1):
            result = result[result < len(self.codes) - step]
            result = result[self.codes[result + step] == ord(char)]
        return result

    def owners(self, places: Array) -> Array:
        """Return the numbers of the texts that contain these places."""
        return self._owners.take(places)

    def counts(self, words: Sequence[str], length: int | Array | None = None, among: Array | None = None) -> Array:
        """Count each word in each text, or in its first `length` characters; shape (words, texts).

        `among` is a boolean mask of the places at which a counted word may begin.
        """
        places, owners, rows = self._locate(words)
        if length is not None:
            within = np.broadcast_to(length, len(self.lengths))[owners]
            early = places - self.starts[owners] <= within - np.array(list(map(len, words)), np.int64)[rows]
            places, owners, rows = places[early], owners[early], rows[early]
        if among is not None:
            mask = among.take(places)
            owners, rows = owners[mask], rows[mask]
        return self._counts(owners, rows, len(words))

    def split_counts(self, words: Sequence[str], boilerplate: Array) -> tuple[Array, Array]:
        """Count each word in each text, and those occurrences that begin in `boilerplate`; shapes (words, texts)."""
        places, owners, rows = self._locate(words)
        beside = boilerplate.take(places)
        return self._counts(owners, rows, len(words)), self._counts(owners[beside], rows[beside], len(words))

    def _locate(self, words: Sequence[str]) -> tuple[Array, Array, Array]:
        """Return the places of all words, the text of each place, and the number of its word."""
        each = [self.places(word) for word in checked(words, 16)] if len(self.codes) else []
        places = np.concatenate(each) if each else NO_PLACES
        return places, self.owners(places), np.repeat(np.arange(len(each)), [len(found) for found in each])

    def _counts(self, owners: Array, rows: Array, count: int) -> Array:
        size = len(self.lengths)
        return np.bincount(rows * size + owners, minlength=count * size).reshape(count, size)

    def sentences(self, least: int, most: int) -> Array:
        """Return the length in characters of the first sentence of each text, clamped to `least`..`most`."""
        at = np.arange(least, most)
        places = np.minimum(self.starts[:, None] + at, (self.starts + self.lengths)[:, None])
        ends = self.stops.take(places)
        result: Array = np.where(ends.any(1), least + ends.argmax(1), most)
        return result

    def densest(self, words: Mapping[str, float], stretch: int) -> Array:
        """Return for each text the largest summed weight of distinct `words` in a window of `stretch` characters."""
        best = np.zeros(len(self.lengths))
        each = [self.places(word) for word in words]
        if not each or not any(map(len, each)):
            return best
        begins = np.unique(np.concatenate(each))
        owners = self.owners(begins)
        ends = np.minimum(begins + stretch, self.starts[owners] + self.lengths[owners])
        totals = np.zeros(len(begins))
        for places, value in checked(zip(each, words.values(), strict=True), 16):
            if len(places):
                following = places[np.minimum(np.searchsorted(places, begins), len(places) - 1)]
                totals += value * ((following >= begins) & (following < ends))
        np.maximum.at(best, owners, totals)
        return best


def _fold_text(text: str) -> tuple[Array, int]:
    """Return the folded code points of a text, in 16 bits if possible, and a separator that is none of them."""
    units = fold_units(text)
    return (fold_codes(text), SEPARATOR) if units is None else (units, NO_UNIT)


def _group_places(places: Array, kinds: Array, names: Sequence[str]) -> dict[str, Array]:
    """Group the places by kind: kind 1 is names[0]; kind 0 is left out."""
    order = np.argsort(kinds, kind="stable")
    bounds = np.searchsorted(kinds[order], np.arange(1, len(names) + 2))
    return {name: places[order[bounds[i] : bounds[i + 1]]] for i, name in enumerate(names)}

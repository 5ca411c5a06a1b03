"""Standalone numbers of a text: 127 in 第127届, but not in 2127 or 12.7; none in 3+1 or lk99."""

from __future__ import annotations

import re

import numpy as np

from engine.ranking.text_matrix import Array, TextMatrix
from engine.runtime.deadline import checked

# 10.2 in 同比增长10.2%
_NUMBER = re.compile(r"(?<![a-z0-9.+#&/:_-])[0-9]{1,20}(?:\.[0-9]{1,20})?(?![a-z0-9+#&/:_-])")


def numbers(folded: str) -> tuple[str, ...]:
    """Return the distinct numbers in a folded text."""
    return tuple(dict.fromkeys(_NUMBER.findall(folded)))


def counts(texts: TextMatrix, numbers_asked: tuple[str, ...]) -> Array:
    """Count the occurrences of each number in each text; shape (numbers, texts)."""
    size = len(texts.lengths)
    rows = [np.bincount(texts.owners(_whole(texts, number)), minlength=size) for number in checked(numbers_asked, 16)]
    return np.stack(rows) if rows and len(texts.codes) else np.zeros((len(numbers_asked), size), np.int64)


def _whole(texts: TextMatrix, number: str) -> Array:
    """Return the places of a number where it is not part of a longer one."""
    places, codes = texts.places(number), texts.codes
    if not len(places):
        return places
    last = len(codes) - 1
    before, behind = codes[places - 1], codes[np.minimum(places + len(number), last)]
    first, second = _digit(codes[places - 2]), _digit(codes[np.minimum(places + len(number) + 1, last)])
    longer = _digit(before) | _digit(behind) | ((before == ord(".")) & first) | ((behind == ord(".")) & second)
    result: Array = places[~longer]
    return result


def _digit(codes: Array) -> Array:
    result: Array = (codes >= ord("0")) & (codes <= ord("9"))
    return result

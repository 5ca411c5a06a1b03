"""Folding of width, case and character variants for comparison, never for storage."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from itertools import accumulate, pairwise

import numpy as np
import numpy.typing as npt

from engine.text import kernels

NO_UNIT = 0xFFFF  # a noncharacter

# Every fold maps one code point to one code point, so an offset into the folded text is an offset into the text.


@cache
def _table() -> npt.NDArray[np.uint32]:
    pairs = [line.split("\t") for line in files("engine.data").joinpath("fold.tsv").read_text("ascii").splitlines()]
    table = np.arange(0x110000, dtype=np.uint32)
    table[[int(char, 16) for char, _ in pairs]] = [int(folded, 16) for _, folded in pairs]
    table.flags.writeable = False
    return table


@cache
def _sources() -> dict[int, list[int]]:
    """Return the other code points that fold to a code point."""
    table = _table()
    inverse: dict[int, list[int]] = {}
    for code in np.flatnonzero(table != np.arange(len(table), dtype=np.uint32)).tolist():
        inverse.setdefault(int(table[code]), []).append(code)
    return inverse


def sources(char: str) -> list[int]:
    """Return the code points that fold to a character."""
    code = ord(char)
    own = [code] if _table()[code] == code else []
    return own + _sources().get(code, [])


@cache
def _small_table() -> npt.NDArray[np.uint16]:
    """Return the table of the first 65,536 code points; NO_UNIT for those that fold to a code point beyond."""
    first = _table()[:0x10000]
    table = np.where(first < NO_UNIT, first, NO_UNIT).astype(np.uint16)
    table.flags.writeable = False
    return table


def fold_codes(text: str) -> npt.NDArray[np.uint32]:
    """Return the code points of the folded text as an array, to compare and count many characters at once."""
    return _table().take(np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4"))


def fold_units(text: str) -> npt.NDArray[np.uint16] | None:
    """Return the folded code points in 16 bits each, without NO_UNIT; None where a character needs more than 16."""
    units = np.frombuffer(text.encode("utf-16-le", "surrogatepass"), dtype="<u2")
    if len(units) != len(text):
        return None
    folded = _small_table().take(units)
    return None if (folded == NO_UNIT).any() else folded


def fold(text: str) -> str:
    """Return `text` folded for comparison: lower case, half width, simplified; as long as `text`."""
    if kernels.ON:
        return _folding().fold(text)
    return fold_codes(text).tobytes().decode("utf-32-le", "surrogatepass")


@cache
def _folding() -> kernels.Folding:
    return kernels.Folding(_table())


def fold_all(texts: Iterable[str]) -> list[str]:
    """Return the folded texts, faster than one by one."""
    parts = list(texts)
    folded, ends = fold("".join(parts)), list(accumulate(map(len, parts), initial=0))
    return [folded[start:end] for start, end in pairwise(ends)]

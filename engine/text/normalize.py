"""Width, case, variants: a form to compare with, one character for one character, never for storing."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import numpy as np
import numpy.typing as npt

NO_UNIT = 0xFFFF  # no character

# Every fold maps one code point to one code point, so an offset into the folded text is an offset into the text.


@cache
def _table() -> npt.NDArray[np.uint32]:
    pairs = [line.split("\t") for line in files("engine.data").joinpath("fold.tsv").read_text("ascii").splitlines()]
    table = np.arange(0x110000, dtype=np.uint32)
    table[[int(char, 16) for char, _ in pairs]] = [int(folded, 16) for _, folded in pairs]
    table.flags.writeable = False
    return table


@cache
def _small_table() -> npt.NDArray[np.uint16]:
    """The table of the first 65,536 code points; NO_UNIT for those that are folded to one beyond."""
    first = _table()[:0x10000]
    table = np.where(first < NO_UNIT, first, NO_UNIT).astype(np.uint16)
    table.flags.writeable = False
    return table


def fold_codes(text: str) -> npt.NDArray[np.uint32]:
    """The code points of the folded text: for comparing and counting many characters at once."""
    return _table().take(np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4"))


def fold_units(text: str) -> npt.NDArray[np.uint16] | None:
    """The same in half the memory, none of them NO_UNIT; None where a character needs more than 16 bits."""
    units = np.frombuffer(text.encode("utf-16-le", "surrogatepass"), dtype="<u2")
    if len(units) != len(text):
        return None
    folded = _small_table().take(units)
    return None if (folded == NO_UNIT).any() else folded


def fold(text: str) -> str:
    """`text` in the form that is compared: lower case, half width, simplified; as long as `text`."""
    return fold_codes(text).tobytes().decode("utf-32-le", "surrogatepass")

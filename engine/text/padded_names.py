"""Names of two characters, which lists and papers pad to the width of three: 王　林."""

from __future__ import annotations

import gzip
import re
from functools import cache
from importlib.resources import files

_TWO = re.compile("[\u4e00-\u9fff]{2}")
# How much likelier the characters must be in a name than anywhere, as ten times a natural logarithm.
_LIKELY = 40
_UNKNOWN = -40


def padded(text: str) -> tuple[str, ...]:
    """The ways in which a name of two characters is padded, folded; () for what is no likely name."""
    if not _TWO.fullmatch(text) or _weigh(text) < _LIKELY:
        return ()
    return f"{text[0]} {text[1]}", f"{text[0]}  {text[1]}"


def _weigh(text: str) -> int:
    family, words, given = _tables()
    return family.get(text[0], _UNKNOWN) - words.get(text, 0) + given.get(text[1], 0)


@cache
def _tables() -> tuple[dict[str, int], dict[str, int], dict[str, int]]:
    """The weights of family names, of words that begin with one, and of given names of one character."""
    packed = gzip.decompress(files("engine.data").joinpath("names.tsv.gz").read_bytes()).decode("utf-8")
    tables: dict[str, dict[str, int]] = {"family": {}, "word": {}, "only": {}}
    for line in packed.splitlines():
        role, weight, keys = line.split("\t")
        if role in tables:
            step = 2 if role == "word" else 1
            tables[role].update({keys[at : at + step]: int(weight) for at in range(0, len(keys), step)})
    return tables["family"], tables["word"], tables["only"]

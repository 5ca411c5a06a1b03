"""Two-character names padded to the width of three, as in lists and newspapers: 王　林."""

from __future__ import annotations

import gzip
import re
from functools import cache
from importlib.resources import files

_TWO = re.compile("[\u4e00-\u9fff]{2}")
# Minimum log-odds of a name (ten times the natural logarithm), and the value for unlisted family names.
_LIKELY = 40
_UNKNOWN = -40


def padded(text: str) -> tuple[str, ...]:
    """Return the padded forms of a two-character name, folded; () if `text` is not a likely name."""
    if not _TWO.fullmatch(text) or _weigh(text) < _LIKELY:
        return ()
    return f"{text[0]} {text[1]}", f"{text[0]}  {text[1]}"


def _weigh(text: str) -> int:
    family, words, given = _tables()
    return family.get(text[0], _UNKNOWN) - words.get(text, 0) + given.get(text[1], 0)


@cache
def _tables() -> tuple[dict[str, int], dict[str, int], dict[str, int]]:
    """Return the weights of family names, of words that begin with one, and of given names of one character."""
    packed = gzip.decompress(files("engine.data").joinpath("names.tsv.gz").read_bytes()).decode("utf-8")
    tables: dict[str, dict[str, int]] = {"family": {}, "word": {}, "only": {}}
    for line in packed.splitlines():
        role, weight, keys = line.split("\t")
        if role in tables:
            step = 2 if role == "word" else 1
            tables[role].update({keys[at : at + step]: int(weight) for at in range(0, len(keys), step)})
    return tables["family"], tables["word"], tables["only"]

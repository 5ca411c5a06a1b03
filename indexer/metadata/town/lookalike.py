"""Look-alikes: towns whose name a misread character has changed, such as 潮县镇 for 漷县镇."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from importlib.resources import files

from engine.lexicon import gazetteer
from indexer.metadata.town.resolve import Place

# The ends of words that may be a town: 潮县镇, 玉桥街道
_KIND = re.compile(r"(?<=[\u4e00-\u9fff]{2})(?:街道|[镇乡])")


def look_alike(one: str, other: str) -> bool:
    """Whether two characters share a component, or one is a component of the other."""
    shapes = _shapes()
    return bool((shapes.get(one, set()) | {one}) & (shapes.get(other, set()) | {other}))


def find_look_alikes(text: str, county: str, taken: Sequence[Place]) -> Iterator[Place]:
    """Words of folded text that are the name of a town of this county but for one character that looks alike.

    Nothing is looked for inside the places `taken`, and a word that is a place's name as it stands is left alone.
    """
    known, holed = gazetteer(), _holed(county)
    lengths = {len(pattern) for pattern in holed}
    covered = {place.end for place in taken}
    for kind in _KIND.finditer(text):
        end = kind.end()
        words = (text[end - length : end] for length in lengths if end >= length and end not in covered)
        for word, code in ((word, _misread(word, holed)) for word in words):
            if code and word not in known.full:
                yield Place(end - len(word), end, word, code, f"misread for {known.names[code]}", 0.7)
                break


def _misread(word: str, holed: Mapping[str, tuple[str, str]]) -> str | None:
    for i, char in enumerate(word[:-1]):
        right, code = holed.get(f"{word[:i]}?{word[i + 1 :]}", ("", ""))
        if code and look_alike(char, right):
            return code
    return None


@lru_cache(maxsize=4096)
def _holed(county: str) -> dict[str, tuple[str, str]]:
    """The names of a county's towns with a hole in each place: what was there, and the code of the town."""
    known = gazetteer()
    return {
        f"{name[:i]}?{name[i + 1 :]}": (name[i], code)
        for code in known.towns(county)
        if len(name := known.names[code]) > 2
        for i in range(len(name) - 1)
    }


@cache
def _shapes() -> dict[str, set[str]]:
    packed = files("engine.data").joinpath("shapes.tsv.gz").read_bytes()
    lines = gzip.decompress(packed).decode("utf-8").splitlines()
    return {char: set(parts) for char, _, parts in (line.partition("\t") for line in lines)}

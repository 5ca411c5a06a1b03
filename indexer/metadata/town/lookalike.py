"""Look-alikes: towns whose name a misread character has changed, such as 潮县镇 for 漷县镇."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator, Sequence
from functools import cache
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
    known = gazetteer()
    towns = {name: code for code in known.towns(county) if len(name := known.names[code]) > 2}
    covered = {place.end for place in taken}
    for kind in _KIND.finditer(text):
        end = kind.end()
        if end in covered:
            continue
        for name, code in towns.items():
            word = text[end - len(name) : end] if end >= len(name) else ""
            if word and word not in known.full and _differs_by_one(word, name):
                yield Place(end - len(name), end, word, code, f"misread for {name}", 0.7)
                break


def _differs_by_one(word: str, name: str) -> bool:
    pairs = [(a, b) for a, b in zip(word, name, strict=True) if a != b]
    return len(pairs) == 1 and look_alike(*pairs[0])


@cache
def _shapes() -> dict[str, set[str]]:
    packed = files("engine.data").joinpath("shapes.tsv.gz").read_bytes()
    lines = gzip.decompress(packed).decode("utf-8").splitlines()
    return {char: set(parts) for char, _, parts in (line.partition("\t") for line in lines)}

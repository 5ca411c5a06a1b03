"""Find towns whose name has a misread character, such as 潮县镇 for 漷县镇."""

from __future__ import annotations

import gzip
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from importlib.resources import files

from engine.text.gazetteer import gazetteer
from indexer.entities.place_mentions import PlaceMention

# Odds of a misread name.
MISREAD_ODDS = 2.0
# Endings of possible town names: 潮县镇, 玉桥街道
_KIND = re.compile(r"街(?<=[\u4e00-\u9fff]{2}街)道|[镇乡](?<=[\u4e00-\u9fff]{2}.)")


def look_alike(one: str, other: str) -> bool:
    """Return True if two characters share a component, or one is a component of the other."""
    shapes = _shapes()
    return bool((shapes.get(one, set()) | {one}) & (shapes.get(other, set()) | {other}))


def find_look_alikes(text: str, counties: Iterable[str], occupied: Sequence[PlaceMention]) -> tuple[PlaceMention, ...]:
    """Find words in folded text that match a town of these counties except for one look-alike character.

    The places `occupied` are not searched, and a word that is itself a place name is skipped.
    """
    covered = {mention.end for mention in occupied}
    ends = [end for kind in _KIND.finditer(text) if (end := kind.end()) not in covered]
    mentions: list[PlaceMention] = []
    for county in counties if ends else ():
        holed = _holed(county)
        lengths = {len(pattern) for pattern in holed}
        lookalikes = [mention for end in ends if (mention := _read(text, end, lengths, holed))]
        mentions += lookalikes
        ends = [end for end in ends if end not in {mention.end for mention in lookalikes}]
    return tuple(sorted(mentions, key=lambda mention: mention.start))


def find_lone_look_alikes(text: str) -> tuple[PlaceMention, ...]:
    """Find look-alikes in a text that names no place, among all towns: a repeated word with only one possible match."""
    words = Counter(text[kind.end() - 3 : kind.end()] for kind in _KIND.finditer(text))
    mentions: list[PlaceMention] = []
    for word, count in words.items():
        codes = {
            code
            for i, char in enumerate(word[:-1])
            for right, code in _holed_anywhere().get(f"{word[:i]}?{word[i + 1 :]}", ())
            if look_alike(char, right)
        }
        if count > 1 and len(codes) == 1 and word not in gazetteer().full:
            mentions += [
                PlaceMention(at, at + 3, word, tuple(codes), True, MISREAD_ODDS) for at in _occurrences(text, word)
            ]
    return tuple(sorted(mentions, key=lambda mention: mention.start))


def _read(text: str, end: int, lengths: Iterable[int], holed: Mapping[str, tuple[str, str]]) -> PlaceMention | None:
    """Return the town whose misread name ends at `end`."""
    for length in lengths:
        word = text[max(0, end - length) : end]
        code = _misread(word, holed)
        if code and word not in gazetteer().full:
            return PlaceMention(end - len(word), end, word, (code,), True, MISREAD_ODDS)
    return None


def _misread(word: str, holed: Mapping[str, tuple[str, str]]) -> str | None:
    for i, char in enumerate(word[:-1]):
        right, code = holed.get(f"{word[:i]}?{word[i + 1 :]}", ("", ""))
        if code and look_alike(char, right):
            return code
    return None


def _occurrences(text: str, word: str) -> Iterator[int]:
    at = text.find(word)
    while at >= 0:
        yield at
        at = text.find(word, at + len(word))


@cache
def _holed_anywhere() -> dict[str, list[tuple[str, str]]]:
    """Return the three-character names of all towns, in the form of `_holed`."""
    holed: dict[str, list[tuple[str, str]]] = {}
    for code, name in gazetteer().names.items():
        if len(code) == 9 and len(name) == 3:
            for i in range(2):
                holed.setdefault(f"{name[:i]}?{name[i + 1 :]}", []).append((name[i], code))
    return holed


@lru_cache(maxsize=4096)
def _holed(county: str) -> dict[str, tuple[str, str]]:
    """Return the names of a county's towns with one character replaced by "?": the character, and the town's code."""
    places = gazetteer()
    return {
        f"{name[:i]}?{name[i + 1 :]}": (name[i], code)
        for code in places.towns(county)
        if len(name := places.names[code]) > 2
        for i in range(len(name) - 1)
    }


@cache
def _shapes() -> dict[str, set[str]]:
    packed = files("engine.data").joinpath("shapes.tsv.gz").read_bytes()
    lines = gzip.decompress(packed).decode("utf-8").splitlines()
    return {char: set(parts) for char, _, parts in (line.partition("\t") for line in lines)}

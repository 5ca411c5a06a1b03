"""Ranges of a text that can be a person's name, and their scores by a log-linear model of characters and context."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache

from engine.text.name_weights import name_weights, surnames
from engine.text.weight_table import summation

MAX_LONG = 8
_STOPS = frozenset(',、。;:()!?\n "”“》《[]【】\t')
DOTS = "·•‧・"
# 王 莉, padded to the width of three
_SPACED = re.compile(r"([\u4e00-\u9fff])[ ]{1,3}([\u4e00-\u9fff])")
# 叶尔夏提·吐尔逊拜, 乔治·W·布什
_DOTTED = re.compile(rf"[\u4e00-\u9fff]{{1,7}}(?:[{DOTS}][\u4e00-\u9fffA-Z]{{1,8}}){{1,3}}")
_DOTTED_BEFORE = re.compile(rf"[\u4e00-\u9fff]{{1,7}}(?:[{DOTS}][\u4e00-\u9fffA-Z]{{1,8}}){{1,3}}$")


@cache
def transcription() -> frozenset[str]:
    """Return the characters that names of other languages are transcribed with."""
    return frozenset(feature[1] for feature in name_weights() if feature[0] == "t" and len(feature) == 2)


@cache
def _first_characters() -> frozenset[str]:
    one, two = surnames()
    return one | transcription() | {name[0] for name in two}


def forward(text: str, at: int) -> Iterator[tuple[int, int]]:
    """Yield the ranges that begin at `at` and can be names."""
    if spaced := _SPACED.match(text, at):
        yield at, spaced.end()
    if dotted := _DOTTED.match(text, at):
        dot = max(dotted.group().rfind(mark) for mark in DOTS)
        for end in range(at + dot + 2, dotted.end() + 1):
            yield at, end
        return
    if text[at : at + 1] not in _first_characters():
        return
    for size in range(2, MAX_LONG + 1):
        end = at + size
        if end > len(text) or not "\u4e00" <= text[end - 1] <= "\u9fff":
            break
        if size > 3 and text[end - 1] not in transcription() and not (size == 4 and text[at : at + 2] in surnames()[1]):
            break
        if "\u4e00" <= text[at] <= "\u9fff":
            yield at, end


def backward(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the ranges from `start` on that end at `end` and can be names."""
    if dotted := _DOTTED_BEFORE.search(text, max(start, end - 24), end):
        first = min(dotted.group().find(mark) for mark in DOTS if mark in dotted.group())
        for begin in range(dotted.start(), dotted.start() + first):
            yield begin, end
        return
    if end - start > 2 and text[end - 2] == " " and (spaced := _SPACED.match(text, end - 3, end)):
        yield spaced.start(), end
    for size in range(2, MAX_LONG + 1):
        begin = end - size
        if begin < start or not "\u4e00" <= text[begin] <= "\u9fff":
            break
        if (
            size > 3
            and text[begin] not in transcription()
            and not (size == 4 and text[begin : begin + 2] in surnames()[1])
        ):
            break
        if "\u4e00" <= text[end - 1] <= "\u9fff":
            yield begin, end


def score(found: Iterable[str]) -> float:
    """Return the sum of the weights of these features."""
    return _sum()(found)


@cache
def _sum() -> Callable[[Iterable[str]], float]:
    return summation(name_weights())


def is_varied(text: str, name: str) -> bool:
    """Return True if different characters follow the occurrences of a name."""
    found: set[str] = set()
    at = text.find(name)
    while at >= 0 and len(found) < 2:
        found.add(text[at + len(name) : at + len(name) + 1])
        at = text.find(name, at + len(name))
    return len(found) > 1


def features(text: str, low: int, high: int) -> list[str]:
    """Return the features of a range as a name."""
    name = text[low:high]
    after, before = text[high : high + 2] or "。", text[max(0, low - 2) : low] or "。"
    found = []
    if " " in name:
        name = name.replace(" ", "")
        found.append("s")
    size = len(name)
    mark = "." if after[0] in _STOPS else after[0]
    if any(dot in name for dot in DOTS):
        last = name[max(name.rfind(dot) for dot in DOTS) + 1 :]
        found += ("Ld", f"e{name[-1]}", *(f"t{char}" for char in last[-2:]))
    else:
        size -= size > 2 and name[:2] in surnames()[1]
        found.append(f"L{min(size, 6)}")
        found += _transcribed(name) if size > 3 else _with_family(name)
    found += (f"x{name[-1]}{after[0]}", f"a{mark}", f"A{after}", f"y{min(size, 5)}{mark}")
    found += (f"p{before[-1]}", f"P{before}")
    return found


def _transcribed(name: str) -> list[str]:
    """Return the features of a name as one transcribed from another language."""
    found = [f"t{char}" for char in name]
    found += (f"u{name[0]}", f"e{name[-1]}")
    if len(name) == 4 and name[0] in surnames()[0]:
        found += ("c", f"x4{name[1]}{name[2]}")
    return found


def _with_family(name: str) -> list[str]:
    """Return the features of a name with a family name in front."""
    one, two = surnames()
    if len(name) > 2 and name[:2] in two:
        found, given = ["D"], name[2:]
    else:
        found, given = [f"f{name[0]}" if name[0] in one else "r", f"b{name[:2]}"], name[1:]
    found += (f"o{given}",) if len(given) == 1 else (f"m{given[0]}", f"l{given[-1]}", f"g{given}")
    if len(name) == 3:
        found += (f"w{name}", f"k{sum(char in transcription() for char in name)}")
    elif len(name) == 2:
        found.append(f"v{name}")
    return found


def no_name_features(text: str, at: int | None, end: int | None) -> Iterator[str]:
    """Yield the features for no name at all, after `at` or before `end`."""
    if at is not None:
        yield "N"
        yield f"n{text[at : at + 2]}"
        yield f"q{text[at : at + 1]}"
        yield f"Q{text[at : at + 3]}"
    elif end is not None:
        yield "B"
        yield f"h{text[max(0, end - 2) : end]}"
        yield f"i{text[end - 1 : end]}"
        yield f"j{text[end : end + 2]}"

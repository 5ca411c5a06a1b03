"""Find where a person's name ends, or begins, by a log-linear model of its characters and those around it."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from engine.text.name_weights import name_weights, surnames

# Minimum probability of a name, and of one that has less support: the further ones of a list, one after a colon.
MIN_SURE, MIN_LISTED = 0.25, 0.6
MAX_LONG = 8
# Readings whose scores differ by less are weighed by repetition within so many characters, with this bonus.
NEAR_MARGIN, NEARBY_CHARS, REPEAT_BONUS = 5.0, 5000, 4.0
_STOPS = frozenset(',、。;:()!?\n "”“》《[]【】\t')
DOTS = "·•‧・"
# 王 莉, padded to the width of three
_SPACED = re.compile(r"([\u4e00-\u9fff])[ ]{1,3}([\u4e00-\u9fff])")
# 叶尔夏提·吐尔逊拜, 乔治·W·布什
_DOTTED = re.compile(rf"[\u4e00-\u9fff]{{1,7}}(?:[{DOTS}][\u4e00-\u9fffA-Z]{{1,8}}){{1,3}}")
_DOTTED_BEFORE = re.compile(rf"[\u4e00-\u9fff]{{1,7}}(?:[{DOTS}][\u4e00-\u9fffA-Z]{{1,8}}){{1,3}}$")
# Titles and fillers after a family name without a given name: 王某, 郑经理
_TITLE = re.compile(
    r"某|经理|先生|女士|小姐|老师|师傅|医生|教授|主任|书记|同志|[局处科所院校站队市区县镇乡村部厅会团组]长"
)
# Words between a name and a post, when reading backwards: 刘玉杰同志已经(担任)
_BETWEEN = re.compile(
    r"(?:\([^()\n]{1,8}\))?(?:同志|先生|女士)?,?(?:已于今年\d{1,2}月|已经?|现|正式|继续|再次|又|也|拟|将|被|成功|全票|高票|新|即将|还|目前|此前)?$"
)


@dataclass(frozen=True, slots=True)
class NameSpan:
    """A name at `start` to `end` of the folded text, and its probability."""

    start: int
    end: int
    sure: float


@cache
def transcription() -> frozenset[str]:
    """Return the characters that names of other languages are transcribed with."""
    return frozenset(feature[1] for feature in name_weights() if feature[0] == "t" and len(feature) == 2)


@cache
def _first_characters() -> frozenset[str]:
    one, two = surnames()
    return one | transcription() | {name[0] for name in two}


def read_name(text: str, at: int, least: float = MIN_SURE) -> NameSpan | None:
    """Return the most likely name that begins at `at` of folded text, None if its probability is below `least`."""
    name = _read(text, at)
    return name if name and name.sure >= least else None


# The same place is read as the end of a post, as the end of a chain of posts, and as the beginning of a list.
@lru_cache(maxsize=256)
def _read(text: str, at: int) -> NameSpan | None:
    return _best(text, forward(text, at), at, None, 0.0)


def read_name_before(text: str, start: int, end: int) -> NameSpan | None:
    """Return the name within `start` to `end`, before intermediate words such as 同志已."""
    between = _BETWEEN.search(text, start, end)
    ends = dict.fromkeys((between.start() if between else end, end))
    spans = [name for last in ends if (name := _best(text, backward(text, start, last), None, last, MIN_SURE))]
    return max(spans, key=lambda name: name.sure, default=None)


def is_repeated(text: str, name: NameSpan) -> bool:
    """Return True if a name is repeated nearby."""
    return text.count(text[name.start : name.end], max(0, name.start - 5000), name.end + 5000) > 1


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


def _best(
    text: str, ranges: Iterator[tuple[int, int]], at: int | None, end: int | None, least: float
) -> NameSpan | None:
    scored = [(_score(features(text, low, high)), low, high) for low, high in ranges]
    if not scored:
        return None
    if at is not None and len(scored) > 1:
        scored = _weigh_repetition(text, scored)
    none = _score(no_name_features(text, at, end))
    best, low, high = max(scored)
    top = max(best, none)
    total = math.exp(none - top) + sum(math.exp(score - top) for score, _, _ in scored)
    sure = math.exp(best - top) / total
    if sure < least or _TITLE.search(text, low + 1, high + 1):
        return None
    return NameSpan(low, high, sure)


def _score(found: Iterable[str]) -> float:
    weights = name_weights()
    return sum([weights[feature] for feature in found if feature in weights])


def _weigh_repetition(text: str, scored: list[tuple[float, int, int]]) -> list[tuple[float, int, int]]:
    """Weigh two readings of one beginning that are nearly alike by how often the text has each: 张伟|中, 张伟中."""
    (best, low, high), (second, _, other) = sorted(scored, reverse=True)[:2]
    if best - second > NEAR_MARGIN or abs(high - other) != 1:
        return scored
    short, long = sorted((high, other))
    start, end = max(0, low - NEARBY_CHARS), long + NEARBY_CHARS
    shorts, longs = text.count(text[low:short], start, end), text.count(text[low:long], start, end)
    if shorts < 2:
        return scored
    bonus = REPEAT_BONUS if longs == shorts and is_varied(text[start:end], text[low:long]) else 0.0
    bonus = -REPEAT_BONUS if longs < shorts else bonus
    return [(score + bonus * (to == long), begin, to) for score, begin, to in scored]


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

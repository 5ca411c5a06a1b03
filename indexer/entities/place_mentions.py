"""Find place names in a text, each with the gazetteer entries of that name and the odds that it is meant as a place."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence, Set
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from engine.text import kernels
from engine.text.gazetteer import gazetteer
from engine.text.weight_table import read_weights, summation

# Endings of full place names: 西集镇, 玉桥街道, 大厂回族自治县.
_KINDS = ("街道办事处", "街道", "办事处", "苏木", "地区", "林区", "农场", "管理区", *"省市区县镇乡旗州盟")
_KIND = re.compile("|".join(_KINDS))
# Odds are not told apart beyond this.
MAX_ODDS = 8.0

# Start, end, codes, and True for a full name.
Span = tuple[int, int, tuple[str, ...], bool]


@dataclass(frozen=True, slots=True)
class PlaceMention:
    """Mention of `name` at `start`: one of the places `codes`; `full` unless without its kind (通州 for 通州区).

    `odds` is the logarithm of the odds that the name is meant as a place here: not a word (友好), part of one (水平) or
    of another name (北京路, 广州大学, 刘东昌).
    """

    start: int
    end: int
    name: str
    codes: tuple[str, ...]
    full: bool
    odds: float


def find_mentions(text: str) -> tuple[PlaceMention, ...]:
    """Return all mentions in folded text, in order, without nested ones; towns by their full name only."""
    spans = find_spans(text)
    if not spans:
        return ()
    starts, ends = {span[0] for span in spans}, {span[1] for span in spans}
    return tuple(
        PlaceMention(start, end, text[start:end], codes, full, rate_odds(text, span, starts, ends))
        for span in spans
        for start, end, codes, full in (span,)
    )


def find_spans(text: str) -> list[Span]:
    """Return start, end, codes and form of all names in folded text, in order."""
    if kernels.ON:
        finder, full_codes, short_codes = _finder()
        full_names, short_names = finder.find(text)
        return sorted(
            [
                *((start, end, tuple(full_codes[number].split()), True) for start, end, number in full_names),
                *((start, end, tuple(short_codes[number].split()), False) for start, end, number in short_names),
            ]
        )
    full = _full_names(text)
    return sorted((*full, *_short_names(text, full)))


@cache
def _finder() -> tuple[kernels.NameFinder, Sequence[str], Sequence[str]]:
    """Return the finder of full and short names, and the codes of both by number."""
    full, short = gazetteer().full, gazetteer().short
    return kernels.NameFinder(full, _KINDS, short), tuple(full.values()), tuple(short.values())


def rate_odds(text: str, span: Span, starts: Set[int] = frozenset(), ends: Set[int] = frozenset()) -> float:
    """Return the logarithm of the odds that a name is meant as a place, among names with these starts and ends."""
    return max(-MAX_ODDS, min(MAX_ODDS, _sum()(features(text, span, starts, ends))))


def features(text: str, span: Span, starts: Set[int], ends: Set[int]) -> list[str]:
    """Return the features of a name at `span`, among names that have these `starts` and `ends`."""
    start, end, codes, full = span
    name, kind = text[start:end], "f" if full else "s"
    level = min(map(len, codes))
    before, after = text[max(0, start - 2) : start] or "^", text[end : end + 3] or "$"
    last, first = before[-1], after[0]
    found = [
        "1",
        f"n{name}",
        f"k{name[-1] if full else kind}{level}",
        f"l{min(end - start, 5)}{kind}",
        f"h{min(len(codes) - 1, 3)}{kind}",
        f"p{last}{kind}",
        f"P{before}{kind}",
        f"a{first}{kind}",
        f"A{after[:2]}{kind}",
        f"T{after}{kind}",
        f"b{last}{name[0]}",
        f"B{before}{name[0]}",
        f"c{name[-1]}{first}",
        f"C{name[-1]}{after[:2]}",
        f"x{name}{first}",
        f"y{last}{name}",
    ]
    if start in ends:
        found.append(f"<{kind}")
    if end in starts:
        found.append(f">{kind}")
    return found


def prior_odds(mention: PlaceMention) -> float:
    """Return the odds of a name without the words around it."""
    kind, level = "f" if mention.full else "s", min(map(len, mention.codes))
    return _sum()(("1", f"n{mention.name}", f"k{mention.name[-1] if mention.full else kind}{level}"))


@cache
def _sum() -> Callable[[Iterable[str]], float]:
    return summation(read_weights("indexer.data", "place_names.tsv.gz"))


@cache
def seldom_places() -> frozenset[str]:
    """Return the names that are the place in less than two articles of five: 公安, 老城区, 开县 in 离开县城."""
    listed = files("indexer.data").joinpath("seldom_places.txt").read_text("utf-8").split()
    return frozenset((*listed, *(name for name in gazetteer().former if len(name) == 2)))


def _full_names(text: str) -> list[Span]:
    codes_by_name, tails = gazetteer().full, _tails()
    spans: list[Span] = []
    for kind in _KIND.finditer(text):
        end = kind.end()
        for start in range(max(0, end - tails.get(text[end - 2 : end], 0)), kind.start()):
            codes = codes_by_name.get(text[start:end])
            if codes:
                while spans and spans[-1][0] >= start:
                    spans.pop()  # 城区 inside 古城区
                if not spans or spans[-1][1] <= start:
                    spans.append((start, end, tuple(codes.split()), True))
                break
    return spans


def _short_names(text: str, full: list[Span]) -> list[Span]:
    codes_by_name, heads = gazetteer().short, _heads()
    occupied = iter([*((start, end) for start, end, _, _ in full), (len(text), len(text) + 1)])
    start, end = next(occupied)
    spans: list[Span] = []
    after = 0
    for opening in _openings().finditer(text):
        at = opening.start()
        longest = heads.get(text[at : at + 2])
        if longest is None or at < after:
            continue
        while at >= end:
            start, end = next(occupied)
        for stop in range(min(at + longest, start), at + 1, -1):
            if codes := codes_by_name.get(text[at:stop]):
                spans.append((at, stop, tuple(codes.split()), False))
                after = stop
                break
    return spans


@cache
def _tails() -> dict[str, int]:
    """Return the maximum length of a full name by its last two characters; avoids most look-ups of words in 市."""
    longest: dict[str, int] = {}
    for name in gazetteer().full:
        tail = name[-2:]
        if longest.get(tail, 0) < len(name):
            longest[tail] = len(name)
    return longest


@cache
def _heads() -> dict[str, int]:
    """Return the maximum length of a short name by its first two characters."""
    longest: dict[str, int] = {}
    for name in gazetteer().short:
        if longest.get(name[:2], 0) < len(name):
            longest[name[:2]] = len(name)
    return longest


@cache
def _openings() -> re.Pattern[str]:
    """Return a pattern that matches the first character of a short name if a second one of any follows."""
    names = gazetteer().short
    first, second = ("".join(sorted({name[i] for name in names})) for i in (0, 1))
    return re.compile(f"[{first}](?=[{second}])")

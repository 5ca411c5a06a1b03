"""Where a query matches in a text: ranges over the text as written, for marking and for counting."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from engine.normalize import fold
from engine.query import And, Near, Not, Or, Phrase, Query, Term, Wildcard
from engine.words import words

Range = tuple[int, int]
STRETCH = 20  # characters that a * may stand for


def highlights(text: str, query: Query, field: str | None = None) -> tuple[Range, ...]:
    """What the parts of `query` that ask for something match in `text`: sorted ranges that do not overlap.

    `field` is where the text comes from: parts tied to another field mark nothing then; None takes every part.
    """
    return ranges(fold(text), query, field, text)


def ranges(folded: str, query: Query, field: str | None = None, text: str | None = None) -> tuple[Range, ...]:
    """The same for a text that is folded already; `text` has its line ends, which folding takes for spaces."""
    found: list[Range] = []
    for part in wanted(query):
        if part.field is None or field is None or part.field == field:
            found.extend(_places(folded, part, folded if text is None else text))
    return merge(found)


def merge(found: list[Range]) -> tuple[Range, ...]:
    """The ranges in order, those that overlap made one."""
    found.sort()
    merged: list[Range] = []
    for start, end in found:
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


@lru_cache(maxsize=256)
def wanted(query: Query) -> tuple[Term | Phrase | Wildcard | Near, ...]:
    """The parts of the query that match in text and are not excluded."""
    if isinstance(query, And | Or):
        return tuple(dict.fromkeys(part for inner in query.parts for part in wanted(inner)))
    if isinstance(query, Not):
        return ()
    return (query,) if isinstance(query, Term | Phrase | Wildcard | Near) else ()


@lru_cache(maxsize=1024)
def needles(part: Term | Phrase) -> tuple[str, ...]:
    """The folded strings whose occurrences are matches of `part`, the whole first."""
    whole = fold(part.text)
    return (whole,) if isinstance(part, Phrase) else tuple(dict.fromkeys((whole, *words(part.text))))


def occurrences(folded: str, needle: str) -> Iterator[Range]:
    """Every occurrence of `needle`, those that overlap included."""
    at = folded.find(needle) if needle else -1
    while at >= 0:
        yield at, at + len(needle)
        at = folded.find(needle, at + 1)


@lru_cache(maxsize=256)
def pattern(wildcard: str) -> re.Pattern[str]:
    """The expression for a folded text: 西*镇 is 西, up to 20 characters of the same line, 镇; the shortest way."""
    parts = re.split(r"([*?]+)", fold(wildcard).strip("*"))
    return re.compile("".join(_gap(part) if part[:1] in "*?" else re.escape(part) for part in parts if part))


def _gap(signs: str) -> str:
    least = signs.count("?")
    return f"[^\\n]{{{least},{least + STRETCH}}}?" if "*" in signs else f"[^\\n]{{{least}}}"


def _places(folded: str, part: Term | Phrase | Wildcard | Near, text: str) -> Iterator[Range]:
    if isinstance(part, Term | Phrase):
        for needle in needles(part):
            yield from occurrences(folded, needle)
    elif isinstance(part, Wildcard):
        for start, line in _lines(folded, text):
            yield from ((start + m.start(), start + m.end()) for m in pattern(part.pattern).finditer(line))
    else:
        for start, line in _lines(folded, text):
            yield from ((start + begin, start + end) for begin, end in near(line, part))


def near(line: str, part: Near) -> list[Range]:
    """The occurrences in a folded line of the parts of `part` where all of them stand close enough together.

    Close enough: from the first character to the last are at most `distance` characters that are in no part.
    """
    texts = [fold(text) for text in part.parts]
    reach = part.distance + sum(map(len, texts))
    spans = sorted((start, end, i) for i, text in enumerate(texts) for start, end in occurrences(line, text))
    found: set[Range] = set()
    first = 0
    for last in range(len(spans)):
        while spans[last][1] - spans[first][0] > reach:
            first += 1
        window = [span for span in spans[first : last + 1] if span[1] - spans[first][0] <= reach]
        if len({i for _, _, i in window}) == len(texts):
            found.update((start, end) for start, end, _ in window)
    return sorted(found)


def _lines(folded: str, text: str) -> Iterator[tuple[int, str]]:
    start = 0
    for line in text.split("\n"):
        yield start, folded[start : start + len(line)]
        start += len(line) + 1

"""Snippets: the passages of an article with most of the matches, with highlight ranges and no markup."""

from __future__ import annotations

import heapq
from collections import Counter

from engine.article import Article
from engine.query.match_ranges import Range, folded_ranges, highlights
from engine.query.tree import Query
from engine.results.results import Snippet
from engine.runtime import deadline
from engine.text.normalize import fold

PASSAGE_CHARS = 120  # length of a passage
MAX_PASSAGES = 2  # passages per article
_STOPS = "\n。！？!?；;"

__all__ = ["highlights", "snippets"]


def snippets(article: Article, query: Query) -> tuple[Snippet, ...]:
    """Return the kicker and subtitle where they match, then the passages of the body with most of the matches.

    There are at most MAX_PASSAGES snippets, except that a matching body always has one; if nothing matches, the
    beginning of the body is the only one.
    """
    passages: list[Snippet] = []
    for field in ("kicker", "subtitle"):
        text = getattr(article, field)
        if text and (marks := highlights(text, query, field)):
            passages.append(Snippet(text, marks, field))
    body = article.body
    marks = folded_ranges(fold(body), query, "body", body)
    windows = _windows(body, marks)
    passages.extend(_cut(body, start, end, marks) for start, end in windows[: max(1, MAX_PASSAGES - len(passages))])
    return tuple(passages) or (_cut(body, 0, min(len(body), PASSAGE_CHARS), ()),)


def _windows(body: str, marks: tuple[Range, ...]) -> list[Range]:
    """Return the best passages in text order, by distinct words, then marks, then matched characters, then position."""
    scored: list[tuple[int, int, int, int]] = []
    counts: Counter[str] = Counter()  # matched words of the passage that begins at the current mark
    last = characters = 0
    for first, (start, end) in enumerate(deadline.checked(marks)):
        while last < len(marks) and (last == first or marks[last][0] < start + PASSAGE_CHARS - 20):
            word = body[slice(*marks[last])]
            characters += 0 if word in counts else len(word)
            counts[word] += 1
            last += 1
        scored.append((-len(counts), -(last - first), -characters, first))
        word = body[start:end]
        counts[word] -= 1
        if not counts[word]:
            del counts[word]
            characters -= len(word)
    ranges: list[Range] = []
    for _, _, _, first in heapq.nsmallest(50, scored):
        window = _around(body, marks[first])
        if all(window[0] >= end or window[1] <= start for start, end in ranges):
            ranges.append(window)
        if len(ranges) == MAX_PASSAGES:
            break
    return sorted(ranges)


def _around(body: str, mark: Range) -> Range:
    """Return a passage that begins with the sentence of `mark` if that is near, else shortly before it."""
    start = max(0, mark[0] - PASSAGE_CHARS // 3)
    for at in range(mark[0] - 1, start - 1, -1):
        if body[at] in _STOPS:
            start = at + 1
            break
    while start < mark[0] and body[start].isspace():
        start += 1
    return start, min(len(body), max(start + PASSAGE_CHARS, mark[1]))


def _cut(body: str, start: int, end: int, marks: tuple[Range, ...]) -> Snippet:
    inside = [(max(a, start) - start, min(b, end) - start) for a, b in marks if a < end and b > start]
    return Snippet(body[start:end], tuple(inside))

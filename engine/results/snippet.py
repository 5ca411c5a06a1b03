"""Snippets: the passages of an article with most of the matches, with highlight ranges and no markup."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Sequence

from engine.article import Article
from engine.query.match_ranges import Range, folded_ranges, highlights, needles, positive_terms
from engine.query.tree import Near, Query, Wildcard
from engine.results.results import Snippet
from engine.runtime import deadline
from engine.text import kernels
from engine.text.normalize import fold, sources

PASSAGE_CHARS = 120  # length of a passage
TAIL_CHARS = 20  # of a passage, in which no match of it may begin
MAX_PASSAGES = 2  # passages per article
_STOPS = "\n。！？!?；;"

__all__ = ["SnippetBuilder", "highlights", "snippets"]


class SnippetBuilder:
    """Makes the snippets of articles for one query."""

    def __init__(self, query: Query) -> None:
        self._query = query
        self._scanner = _scanner(query)

    def snippets(self, article: Article) -> tuple[Snippet, ...]:
        """Return the kicker and subtitle where they match, then the passages of the body with most of the matches.

        There are at most MAX_PASSAGES snippets, except that a matching body always has one. If none matches,
        the only one is a byline or caption that does, or else the beginning of the body.
        """
        passages: list[Snippet] = []
        for field in ("kicker", "subtitle"):
            text = getattr(article, field)
            if text and (found := highlights(text, self._query, field)):
                passages.append(Snippet(text, found, field))
        room = max(1, MAX_PASSAGES - len(passages))
        body = article.body
        marks: Sequence[Range]
        if self._scanner is None:
            marks = folded_ranges(fold(body), self._query, "body", body)
            windows = _windows(body, marks)
        else:
            marks, windows = self._scanner.passages(body, PASSAGE_CHARS, TAIL_CHARS, MAX_PASSAGES)
        passages.extend(_cut(body, start, end, marks) for start, end in windows[:room])
        return tuple(passages) or (self._credit(article) or _cut(body, 0, min(len(body), PASSAGE_CHARS), ()),)

    def _credit(self, article: Article) -> Snippet | None:
        """Return the first byline or caption that matches, None if the title or none does."""
        if article.title and highlights(article.title, self._query, "title"):
            return None
        for text in article.credits:
            if found := highlights(text, self._query, "credits"):
                return Snippet(text, found, "credits")
        return None


def snippets(article: Article, query: Query) -> tuple[Snippet, ...]:
    """Return the snippets of one article, see `SnippetBuilder.snippets`."""
    return SnippetBuilder(query).snippets(article)


def _scanner(query: Query) -> kernels.TextScanner | None:
    """Return a scanner for the texts of a query in bodies, None where it has patterns or there are no kernels."""
    texts: dict[str, None] = {}
    for part in positive_terms(query) if kernels.ON else ():
        if isinstance(part, Wildcard | Near):
            return None
        if part.field in (None, "body"):
            texts |= dict.fromkeys(needles(part))
    fits = kernels.ON and len(set().union(*texts)) <= kernels.MAX_CLASSES
    return kernels.TextScanner(list(texts), sources) if fits else None


def _windows(body: str, marks: tuple[Range, ...]) -> list[Range]:
    """Return the best passages in text order, by distinct words, then marks, then matched characters, then position."""
    scored: list[tuple[int, int, int, int]] = []
    counts: Counter[str] = Counter()  # matched words of the passage that begins at the current mark
    last = characters = 0
    for first, (start, end) in enumerate(deadline.checked(marks)):
        while last < len(marks) and (last == first or marks[last][0] < start + PASSAGE_CHARS - TAIL_CHARS):
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


def _cut(body: str, start: int, end: int, marks: Sequence[Range]) -> Snippet:
    """Return the passage with whole marks: one that begins in it ends in it, and none begins before it."""
    for a, b in marks:
        if a < start < b:
            start = b
        if a < end < b:
            end = b
    return Snippet(body[start:end], tuple((a - start, b - start) for a, b in marks if a >= start and b <= end))

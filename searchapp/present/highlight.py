"""Articles with highlighted matches, numbered in page order."""

from __future__ import annotations

from dataclasses import dataclass

from engine.article import Article
from engine.query.expansion import QueryExpansion
from engine.query.match_ranges import highlights
from engine.query.parser import ParsedQuery
from engine.query.relaxation import loosen
from engine.query.tree import Query

Ranges = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class MarkedText:
    """A text with the ranges to highlight, in code points; `first` is the number of its first highlight on the page."""

    text: str
    ranges: Ranges
    first: int


@dataclass(frozen=True, slots=True)
class HighlightedArticle:
    """Texts of an article in page order, None for an absent field; `count` is the number of highlights."""

    kicker: MarkedText | None
    title: MarkedText | None
    subtitle: MarkedText | None
    paragraphs: tuple[MarkedText, ...]
    count: int


def highlight_reading(article: Article, reading: ParsedQuery, expansion: QueryExpansion) -> HighlightedArticle:
    """Highlight the query in `article`, or a relaxed query if the whole one does not match."""
    whole = highlight(article, expansion.expand(reading.whole))
    less = None if whole.count else loosen(reading.query)
    return highlight(article, expansion.expand(less)) if less else whole


def highlight(article: Article, query: Query) -> HighlightedArticle:
    """Highlight the matches of `query` in `article`."""
    count = 0

    def mark(text: str, ranges: Ranges) -> MarkedText:
        nonlocal count
        marked = MarkedText(text, ranges, count + 1)
        count += len(ranges)
        return marked

    def head(field: str) -> MarkedText | None:
        text = getattr(article, field)
        return mark(text, highlights(text, query, field)) if text else None

    kicker, title, subtitle = head("kicker"), head("title"), head("subtitle")
    pieces = _paragraphs(article.body, highlights(article.body, query, "body"))
    return HighlightedArticle(kicker, title, subtitle, tuple(mark(text, ranges) for text, ranges in pieces), count)


def _paragraphs(body: str, ranges: Ranges) -> list[tuple[str, Ranges]]:
    """Return the non-blank lines of `body`, each with its ranges; a range across a line end is split there."""
    pieces, start, waiting = [], 0, list(reversed(ranges))
    for line in body.split("\n"):
        end = start + len(line)
        inside = []
        while waiting and waiting[-1][0] < end:
            open_ranges, right = waiting.pop()
            inside.append((max(open_ranges, start) - start, min(right, end) - start))
            if right > end:
                waiting.append((end + 1, right))
                break
        if line.strip():
            pieces.append((line, tuple(pair for pair in inside if pair[0] < pair[1])))
        start = end + 1
    return pieces


def marked_pieces(text: str, ranges: Ranges) -> list[tuple[str, str]]:
    """Split `text` into pairs of plain and highlighted text; the highlighted part of the last pair is empty."""
    cut, at = [], 0
    for start, end in ranges:
        cut.append((text[at:start], text[start:end]))
        at = end
    cut.append((text[at:], ""))
    return cut

"""Margins of an article: datelines, labels and credits above, below and at the edges of the page."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from indexer.document import Draft, Line
from indexer.entities.datelines import read_dateline

# 原创 王林 河湾发布 2022-06-24 18:30 四川
ACCOUNT = re.compile(
    r"^原创[ \u3000]{1,3}(?:(?P<author>[\u4e00-\u9fff·]{2,8})[ \u3000]{1,3})?(?P<name>\S{2,14})[ \u3000]{1,3}"
    r"(?=\d{4}[-/.年]\d{1,2})",
    re.MULTILINE,
)
MAX_MARGIN_CHARS, LINES_BEFORE = 4000, 6

MarginPiece = tuple[str, int, str]


@dataclass(frozen=True, slots=True)
class Margin:
    """A range of the raw text outside headline and body; `place` is head, tail or page (its outer edges).

    `before` is the text immediately before it.
    """

    place: str
    text: str
    start: int
    before: str = ""

    def lines(self) -> Iterator[tuple[str, int]]:
        """Yield its lines without surrounding spaces, each with its start in the raw text."""
        at = self.start
        for line in self.text.split("\n"):
            if bare := line.strip():
                yield bare, at + line.index(bare)
            at += len(line) + 1


def read_margins(draft: Draft) -> tuple[Margin, ...]:
    """Return the margins of an article: up to its neighbours, then the edges of a page shared with other articles."""
    return draft.derived(_margins)


def _margins(draft: Draft) -> tuple[Margin, ...]:
    text, lines, block = draft.page.document.text, draft.page.lines, draft.block
    parts = (*block.kicker, *block.title, *block.subtitle, *block.body)
    own = sorted((*parts, *block.byline), key=_start)
    if not own:
        return (Margin("head", text[:MAX_MARGIN_CHARS], 0),)
    low = _margin_start(lines, own[0].start)
    high = _margin_end(lines, own[-1].end, len(text))
    body = min((line.start for line in block.body), default=own[-1].end)
    gaps = (Line("", start, end) for start, end in block.gaps)
    ordered = sorted((*parts, *gaps), key=_start)
    margins = [Margin("head", *piece) for piece in _pieces(text, low, max(low, body), ordered)]
    margins += [Margin("tail", *piece) for piece in _pieces(text, body, high, ordered)]
    top = next((line.start for line in lines if not _is_edge(line)), low)
    bottom = next((line.end for line in reversed(lines) if not _is_edge(line)), high)
    if low > 0:
        margins += [Margin("page", *piece) for piece in _pieces(text, 0, min(top, low), ())]
    if high < len(text):
        margins += [Margin("page", *piece) for piece in _pieces(text, max(bottom, high), len(text), ())]
    return tuple(margins)


def _start(line: Line) -> int:
    return line.start


def _is_edge(line: Line) -> bool:
    """Return True if a line at the edge of a page is a dateline or the name of the newspaper."""
    return read_dateline(line.text) is not None


def _margin_start(lines: tuple[Line, ...], start: int) -> int:
    """Return the start of the margin above an article: the end of the line before it."""
    at = bisect_left(lines, start, key=_start)
    if at < len(lines) and lines[at].start == start:
        return lines[at - 1].end if at else 0
    # If the article begins within a line of the page, the text before it there is its label, or another article.
    before = lines[at - 1] if at else None
    if before and before.end > start:
        return before.start if at == 1 and start - before.start < 60 else start
    return before.end if before else 0


def _margin_end(lines: tuple[Line, ...], end: int, length: int) -> int:
    """Return the end of the margin below an article: the next line."""
    at = bisect_left(lines, end, key=_start)
    if at and lines[at - 1].end > end:
        return end
    return lines[at].start if at < len(lines) else length


def _pieces(text: str, low: int, high: int, own: Iterable[Line]) -> Iterator[MarginPiece]:
    """Yield the parts of a range of the text outside an article's own lines."""
    at = low
    for line in own:
        if line.end <= low or line.start >= high:
            continue
        yield from _piece(text, at, min(line.start, high))
        at = max(at, line.end)
    yield from _piece(text, at, high)


def _piece(text: str, low: int, high: int) -> Iterator[MarginPiece]:
    if high > low and re.search(r"\S", text[low:high]):
        yield text[low : min(high, low + MAX_MARGIN_CHARS)], low, text[max(0, low - LINES_BEFORE) : low]

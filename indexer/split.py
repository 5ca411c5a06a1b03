"""A page to its articles: headlines, bylines and bodies, from plain text alone."""

from __future__ import annotations

from indexer.byline import read_line, read_opening
from indexer.document import Block, Line, Page

ENDINGS = "。！？!?…；;”』」）)】，,、："


def is_heading(line: Line) -> bool:
    """Whether a line reads like a headline: short, and not ending as a sentence does."""
    return len(line.text) <= 45 and line.text[-1] not in "。！？!?…；;，,、：:"


def split(page: Page) -> tuple[Block, ...]:
    """The articles of a page, in reading order; a page of one article gives one block, an empty page none."""
    lines = page.lines
    starts = [i for i, line in enumerate(lines) if read_opening(line.text) or read_line(line.text)]
    if len(starts) < 2:
        return (_block(lines),) if lines else ()
    cuts = [0] + [_headline(lines, i) for i in starts[1:]] + [len(lines)]
    return tuple(_block(lines[a:b]) for a, b in zip(cuts, cuts[1:], strict=False) if b > a)


def _headline(lines: tuple[Line, ...], i: int) -> int:
    """Where the headline before line `i` begins."""
    while i > 0 and is_heading(lines[i - 1]):
        i -= 1
    return i


def _block(lines: tuple[Line, ...]) -> Block:
    """The block of one article's lines."""
    count = 0
    while count < min(4, len(lines) - 1) and is_heading(lines[count]) and not read_line(lines[count].text):
        count += 1
    head, rest = lines[:count], lines[count:]
    byline: tuple[Line, ...] = ()
    if rest and read_line(rest[0].text):
        byline, rest = rest[:1], rest[1:]
    elif rest and (found := read_opening(rest[0].text)):
        first = rest[0]
        byline = (cut(first, 0, found.end),)
        rest = (cut(first, found.end, len(first.text)), *rest[1:])
    return Block((), head[:1], head[1:], byline, rest)


def cut(line: Line, start: int, end: int) -> Line:
    """The part of a line between two offsets into its text, without the spaces round it."""
    part = line.text[start:end]
    lead = len(part) - len(part.lstrip())
    return Line(part.strip(), line.start + start + lead, line.start + start + lead + len(part.strip()))

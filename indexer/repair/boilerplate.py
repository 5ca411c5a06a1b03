"""Separate a document into boilerplate, by kind, and the lines of its articles."""

from __future__ import annotations

from collections.abc import Iterator

from indexer.document import Boilerplate, Line, Page, RawDocument
from indexer.repair.boilerplate_lines import find_spans
from indexer.repair.inline_boilerplate import CRUMBS, find_inline_boilerplate

# Spaces of all widths, and invisible characters in scraped text: zero-width spaces, byte order marks.
SPACES = " \t\n\r\f\v\u00a0\u3000" + "".join(map(chr, range(0x2000, 0x200E))) + "\u2028\u2029\u2060\ufeff"
# Around a line also the borders of tables written in characters.
EDGES = SPACES + "|｜"


def separate_boilerplate(document: RawDocument) -> Page:
    """Return the page of a document: its article lines and its boilerplate, both with their offsets."""
    text = document.text
    lines = tuple(_read_lines(text))
    boilerplate = [Boilerplate(kind, left, at, at) for kind, left, at in document.left_out]
    remaining: list[Line] = []
    position = 0
    for span in find_spans(lines):
        remaining += lines[position : span.first]
        boilerplate += _pieces(span.kind, text, lines[span.first].start, lines[span.after - 1].end)
        position = span.after
    remaining += lines[position:]
    kept_lines: list[Line] = []
    for line in remaining:
        cuts = find_inline_boilerplate(line.text, first=not kept_lines)
        if not cuts:
            kept_lines.append(line)
            continue
        boilerplate += [
            Boilerplate(kind, line.text[start:end], line.start + start, line.start + end) for kind, start, end in cuts
        ]
        kept_lines += _without(line, cuts)
    return Page(document, tuple(kept_lines), tuple(sorted(boilerplate, key=lambda item: item.start)))


def _pieces(kind: str, text: str, start: int, end: int) -> Iterator[Boilerplate]:
    """Yield the boilerplate between two offsets; a breadcrumb on the line of a dateline is a separate piece."""
    crumbs = CRUMBS.search(text, start, end) if kind == "stamp" else None
    if crumbs:
        bare = text[start : crumbs.start()].rstrip(SPACES)
        yield Boilerplate("stamp", bare, start, start + len(bare))
        yield Boilerplate("breadcrumb", text[crumbs.start() : end], crumbs.start(), end)
    else:
        yield Boilerplate(kind, text[start:end], start, end)


def _read_lines(text: str) -> Iterator[Line]:
    """Yield the non-empty lines, without surrounding spaces and borders."""
    start = 0
    for raw in text.split("\n"):
        bare, size = raw.strip(EDGES), len(raw)
        if bare:
            first = start if len(bare) == size else start + size - len(raw.lstrip(EDGES))
            yield Line(bare, first, first + len(bare))
        start += size + 1


def _without(line: Line, cuts: list[tuple[str, int, int]]) -> Iterator[Line]:
    """Yield the parts of a line between its cuts."""
    edges = [0, *(edge for _, start, end in cuts for edge in (start, end)), len(line.text)]
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        part = line.text[start:end]
        bare = part.lstrip(SPACES)
        first = line.start + start + len(part) - len(bare)
        bare = bare.rstrip(SPACES)
        if bare:
            yield Line(bare, first, first + len(bare))

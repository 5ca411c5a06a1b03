"""Record the changes between the raw document and an article: removed, joined and moved text, with reasons."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from operator import attrgetter

from engine.article import Repair
from indexer.document import Boilerplate, Draft, Line

# Characters of context shown on both sides of a break.
CONTEXT_CHARS = 12

_start = attrgetter("start")


def assign_boilerplate(boilerplate: Sequence[Boilerplate], drafts: Sequence[Draft]) -> list[list[Boilerplate]]:
    """Assign the boilerplate of a page to articles: each piece to the article that it is in or below."""
    shares: list[list[Boilerplate]] = [[] for _ in drafts]
    starts = [min([line.start for line in draft.block.lines], default=0) for draft in drafts]
    if sorted(starts) != starts:
        starts = [0] * len(drafts)
    for item in boilerplate if drafts else ():
        shares[max(0, bisect_right(starts, item.start) - 1)].append(item)
    return shares


def trace_repairs(draft: Draft, boilerplate: Sequence[Boilerplate], since: int = 0) -> tuple[Repair, ...]:
    """Return all changes, in raw document order; offsets are code points into its text.

    `since` is the end of the previous article: lines after it that are in no field were left out.
    """
    repairs = [Repair("removed", item.text, item.kind, item.start, item.end) for item in boilerplate]
    end = find_end(draft)
    repairs += [repair for repair in draft.page.document.repairs if since <= repair.start < end]
    repairs += _left_out(draft, since)
    repairs += _joined_lines(draft)
    repairs += _moved_lines(draft)
    return tuple(sorted(repairs, key=lambda repair: (repair.start, repair.end)))


def find_end(draft: Draft) -> int:
    """Return the end of an article in the raw document, or where it is interrupted by others."""
    return min([start for start, _ in draft.block.gaps], default=_last_end(draft))


def _last_end(draft: Draft) -> int:
    return max([line.end for line in draft.block.lines], default=0)


def _left_out(draft: Draft, since: int) -> Iterator[Repair]:
    """Yield the byline, and other article lines in no field: 原标题： before a title, a newspaper's masthead."""
    for line in draft.block.byline:
        yield Repair("removed", line.text, "byline", line.start, line.end)
    own = sorted(draft.block.lines, key=_start)
    if not own:
        return
    at, last = 0, _last_end(draft)
    lines = draft.page.lines
    first = max(0, bisect_right(lines, own[0].start, key=_start) - 1)
    headline = {_bare(line.text) for line in (*draft.block.kicker, *draft.block.title, *draft.block.subtitle)}
    while first and lines[first - 1].start >= since and lines[first - 1].end <= own[0].start:
        first -= 1
    for line in map(lines.__getitem__, range(first, len(lines))):
        if line.start >= last:
            return
        if any(start <= line.start < end for start, end in draft.block.gaps):
            continue
        if at < len(own) and own[at].start == line.start and own[at].end == line.end:  # almost all lines
            at += 1
            continue
        start = max(line.start, _label(line, own[0].start))
        while at < len(own) and own[at].start < line.end:
            yield from _rest(line, start, own[at].start, headline)
            start = max(start, own[at].end)
            at += 1
        yield from _rest(line, start, min(line.end, last), headline)


def _label(line: Line, start: int) -> int:
    """Return the start of the label before an article that begins within a line: after the preceding sentence."""
    if start <= line.start:
        return line.start
    before = line.text[: start - line.start]
    return line.start + max(before.rfind(mark) for mark in "。！？；”") + 1


def _rest(line: Line, start: int, end: int, headline: set[str]) -> Iterator[Repair]:
    """Yield the part of a line between two offsets into the raw text, if it is not empty."""
    text = line.text[max(0, start - line.start) : max(0, end - line.start)]
    bare = text.strip()
    if bare:
        begin = start + text.index(bare)
        reason = "headline printed again" if _bare(bare) in headline else "masthead" if bare == line.text else "label"
        yield Repair("removed", bare, reason, begin, begin + len(bare))


def _bare(text: str) -> str:
    return "".join(text.split())


def _joined_lines(draft: Draft) -> Iterator[Repair]:
    """Yield line breaks joined within a paragraph; gaps that held only boilerplate are not joins."""
    raw = draft.page.document.text
    for paragraph in draft.paragraphs:
        for (start, end), (after, last) in zip(paragraph.pieces, paragraph.pieces[1:], strict=False):
            if "\n" in raw[end:after]:
                text = f"{raw[max(start, end - CONTEXT_CHARS) : end]}⏎{raw[after : min(last, after + CONTEXT_CHARS)]}"
                yield Repair("joined", text, "the line stops in mid-sentence", end, after)


def _moved_lines(draft: Draft) -> Iterator[Repair]:
    """Yield headline lines that are below the start of the body, and paragraphs that are above the preceding one."""
    body = [paragraph.pieces[0][0] for paragraph in draft.paragraphs]
    first = min(body, default=0)
    block = draft.block
    for name, lines in (("kicker", block.kicker), ("title", block.title), ("subtitle", block.subtitle)):
        for line in lines:
            if body and line.start > first:
                yield Repair(
                    "moved", line.text, f"the {name} stands below the beginning of the text", line.start, line.end
                )
    for before, paragraph in zip(draft.paragraphs, draft.paragraphs[1:], strict=False):
        if paragraph.pieces[0][0] < before.pieces[0][0]:
            text = paragraph.text[: 2 * CONTEXT_CHARS]
            yield Repair("moved", text, "the paragraph stands above the one before it", *paragraph.pieces[0])

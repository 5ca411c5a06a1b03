"""Split a page into articles, with headlines, bylines and bodies, from plain text alone."""

from __future__ import annotations

import itertools
from bisect import bisect_right
from collections.abc import Sequence

from indexer.document import Block, Boilerplate, Page
from indexer.split.article_blocks import build_block, finish_block, from_item
from indexer.split.boundaries import find_starts
from indexer.split.briefs import cut_lines, find_brief_starts
from indexer.split.continuations import find_continuations, join_continued
from indexer.split.digest import find_briefs, find_digest_top, find_items
from indexer.split.headline import Headline
from indexer.split.line_marks import LineMark, mark_lines


def split_page(page: Page) -> tuple[Block, ...]:
    """Return the articles of a page in reading order; () for an empty page.

    A page with a stated title is one article, all its lines the body.
    """
    if not page.lines:
        return ()
    if page.document.stated.get("title"):
        return (Block((), (), (), (), page.lines),)
    items = find_items(page.lines)
    if items:
        return tuple(from_item(item) for item in items)
    lines, starts = cut_lines(page.lines)
    briefs = find_briefs(lines)
    if briefs:
        return tuple(finish_block(Headline(), (), (brief,)) for brief in briefs)
    marks = _flatten(mark_lines(lines), page.document.tables)
    top = find_digest_top(marks)
    blocks = _split(marks[top:], starts, page.boilerplate, digest=top > 0)
    return blocks if top == 0 or len(blocks) > 1 else _split(marks, starts, page.boilerplate)


def _split(
    marks: Sequence[LineMark], briefs: frozenset[int], boilerplate: Sequence[Boilerplate], digest: bool = False
) -> tuple[Block, ...]:
    """Return the articles of marked lines; at the offsets `briefs` articles without headlines begin."""
    continued = set(find_continuations(marks, boilerplate))
    certain = {at for at, mark in enumerate(marks) if mark.line.start in briefs} | continued
    starts = find_starts(marks, certain.union(find_brief_starts(marks)), digest)
    blocks = [build_block(marks[start:end]) for start, end in itertools.pairwise([*starts, len(marks)])]
    return join_continued(blocks, [start in continued for start in starts], boilerplate)


def _flatten(marks: Sequence[LineMark], tables: Sequence[tuple[int, int]]) -> Sequence[LineMark]:
    """Clear the heading and byline marks of table rows below the first line outside a table."""
    starts = [start for start, _ in tables]
    inside = [
        (at := bisect_right(starts, mark.line.start)) > 0 and mark.line.end <= tables[at - 1][1] for mark in marks
    ]
    first = inside.index(False) if False in inside else len(marks)
    return [
        LineMark(mark.line, closed=True) if within and at > first else mark
        for at, (mark, within) in enumerate(zip(marks, inside, strict=True))
    ]

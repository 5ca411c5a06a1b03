"""Articles continued from another page: （上接第1版）, joined with their beginning where it is in the same document."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from indexer.document import Block, Boilerplate
from indexer.split.cohesion import character_pairs
from indexer.split.line_marks import LineMark

# （上接第1版） · （下转第3版）
CONTINUED = re.compile(r"(?:上接|紧接)第?.{1,4}版")
CONTINUES = re.compile(r"下转第?.{1,4}版")
# Pairs of characters in common of a headline and its repetition over the continuation.
MIN_COMMON_PAIRS = 2


def find_continuations(marks: Sequence[LineMark], boilerplate: Sequence[Boilerplate]) -> Iterator[int]:
    """Yield the first line of each continuation: the line of （上接第1版）, or the headline above it."""
    for item in boilerplate:
        if CONTINUED.search(item.text):
            at = next((i for i, mark in enumerate(marks) if mark.line.start >= item.start), 0)
            while at and marks[at - 1].heading:
                at -= 1
            yield at


def join_continued(
    blocks: Sequence[Block], continued: Sequence[bool], boilerplate: Sequence[Boilerplate]
) -> tuple[Block, ...]:
    """Return the blocks with each continuation appended to the article that announces one (下转第3版)."""
    joined: list[Block | None] = list(blocks)
    starts = [min(line.start for line in block.lines) for block in blocks]
    open_blocks: list[int] = []
    announced = [item.start for item in boilerplate if CONTINUES.search(item.text)]
    for at, block in enumerate(blocks):
        first = next((i for i in open_blocks if continued[at] and _is_continuation(blocks[i], block)), None)
        if first is not None and (beginning := joined[first]):
            open_blocks.remove(first)
            gap = (max(line.end for line in beginning.lines), starts[at])
            joined[first] = replace(
                beginning,
                body=(*beginning.body, *block.body),
                byline=(*beginning.byline, *block.byline),
                gaps=(*beginning.gaps, gap),
            )
            joined[at] = None
        after = starts[at + 1] if at + 1 < len(starts) else None
        if any(starts[at] < offset and (after is None or offset < after) for offset in announced):
            open_blocks.append(at if joined[at] else first or at)
    return tuple(block for block in joined if block)


def _is_continuation(beginning: Block, block: Block) -> bool:
    """Return True unless a continuation has a headline of its own that has nothing in common with the article."""
    pairs = character_pairs("".join(line.text for line in (*block.title, *block.kicker)))
    return not pairs or len(pairs & character_pairs("".join(line.text for line in beginning.lines))) >= min(
        MIN_COMMON_PAIRS, len(pairs)
    )

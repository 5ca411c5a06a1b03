"""What was changed between the raw document and an article: removed, joined, moved; where, and why."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence

from engine.article import Repair
from indexer.document import Draft, Furniture

# How much is shown of what stands on both sides of a break.
SHOWN = 12


def share_out(furniture: Sequence[Furniture], drafts: Sequence[Draft]) -> list[list[Furniture]]:
    """The furniture of a page by article: each piece goes to the article that it stands in or below."""
    shares: list[list[Furniture]] = [[] for _ in drafts]
    starts = [min((line.start for line in _lines(draft)), default=0) for draft in drafts]
    if sorted(starts) != starts:
        starts = [0] * len(drafts)
    for item in furniture if drafts else ():
        shares[max(0, bisect_right(starts, item.start) - 1)].append(item)
    return shares


def trace(draft: Draft, furniture: Sequence[Furniture]) -> tuple[Repair, ...]:
    """All changes, in the order of the raw document; offsets are code points into its text."""
    found = [Repair("removed", item.text, item.kind, item.start, item.end) for item in furniture]
    found += _joined(draft)
    found += _moved(draft)
    return tuple(sorted(found, key=lambda repair: (repair.start, repair.end)))


def _joined(draft: Draft) -> Iterator[Repair]:
    """Line breaks within a paragraph; where only furniture stood between its pieces nothing was joined."""
    raw = draft.page.document.text
    for paragraph in draft.paragraphs:
        for (start, end), (after, last) in zip(paragraph.pieces, paragraph.pieces[1:], strict=False):
            if "\n" in raw[end:after]:
                text = f"{raw[max(start, end - SHOWN) : end]}⏎{raw[after : min(last, after + SHOWN)]}"
                yield Repair("joined", text, "the line stops in mid-sentence", end, after)


def _moved(draft: Draft) -> Iterator[Repair]:
    """Headline lines that stand below the beginning of the body, and paragraphs that stand above the one before."""
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
            text = paragraph.text[: 2 * SHOWN]
            yield Repair("moved", text, "the paragraph stands above the one before it", *paragraph.pieces[0])


def _lines(draft: Draft) -> Iterator[Furniture]:
    """The lines of an article as ranges."""
    block = draft.block
    for line in (*block.kicker, *block.title, *block.subtitle, *block.byline, *block.body):
        yield Furniture("", line.text, line.start, line.end)

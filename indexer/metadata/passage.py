"""Passage: headline and body of an article as one text with a mapping to the raw document."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from engine.text.normalize import fold
from indexer.document import Draft

LEAD_CHARS = 160


@dataclass(frozen=True, slots=True)
class Passage:
    """`text` is the headline and the body, line by line; `folded` is the same in folded form, of equal length.

    The headline ends at `headline`, the opening of the body at `lead`. `pieces` are triples: start in `text`, start in
    the raw document, length.
    """

    text: str
    folded: str
    headline: int
    lead: int
    pieces: tuple[tuple[int, int, int], ...]

    def raw(self, start: int, end: int) -> tuple[int, int]:
        """Return the range of the raw document for `text[start:end]`; it may contain additional line breaks."""
        return self._place(start), self._place(end - 1) + 1

    def _place(self, at: int) -> int:
        begin, raw, length = self.pieces[max(0, bisect_right(self.pieces, (at, 1 << 60, 0)) - 1)]
        return raw + min(at - begin, length - 1)


def make_passage(draft: Draft) -> Passage:
    """Return the passage of a draft."""
    parts: list[str] = []
    pieces: list[tuple[int, int, int]] = []
    at = 0
    block = draft.block
    for line in (*block.kicker, *block.title, *block.subtitle):
        parts.append(line.text)
        pieces.append((at, line.start, len(line.text)))
        at += len(line.text) + 1
    headline = at
    for paragraph in draft.paragraphs:
        parts.append(paragraph.text)
        inside = at
        for start, end in paragraph.pieces:
            pieces.append((inside, start, end - start))
            inside += end - start
        at += len(paragraph.text) + 1
    text = "\n".join(parts)
    first = len(draft.paragraphs[0].text) if draft.paragraphs else 0
    return Passage(text, "\n".join(map(fold, parts)), headline, headline + min(first, LEAD_CHARS), tuple(pieces))

"""The lines of a page as the splitter sees them: closed or open sentences, headings, bylines."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from indexer.byline import Byline, read_line, read_opening
from indexer.document import Line
from indexer.openings import joint
from indexer.stamps import read_stamp

# …参加。 · …好！” · …空间。（记者 王林）
CLOSED = re.compile(
    r"(?:[。！？!?…][”’』」）)】》\"']{0,3}|[。！？!?…”][（(【\[][^（()）]{1,60}[)）】\]]|[;；]|^[^（(]{0,40}[)）])$"
)
# Within a line: the end of a sentence that goes on.
INNER = re.compile(r"[。；;](?!$)")
# 一、 · （二） · 第三章 · 1. · ① · ——
NUMBERED = re.compile(
    r"[（(]?[一二三四五六七八九十]{1,3}[、）).．]|第[一二三四五六七八九十百\d]{1,4}[章节条部编]|[（(]?\d{1,2}[、）).．](?!\d)|[①-⑳]"
)
LONGEST, FULLEST = 60, 45
# A line as long as this, or as wide as its column, may be the first of a broken paragraph; then what follows must begin
# like a text, by more than SURE, or SURER where a heading stands above.
LONG, SURE, SURER = 30, 0.3, 2.0


@dataclass(frozen=True, slots=True)
class Mark:
    """A line and what it looks like.

    `closed`: it ends as a sentence does. `heading`: it reads like part of a headline. `byline`: the whole line is one;
    `opening`: the line begins with one.
    """

    line: Line
    closed: bool
    heading: bool = False
    byline: Byline | None = None
    opening: Byline | None = None

    @property
    def text(self) -> str:
        """The text of the line."""
        return self.line.text


def mark(lines: tuple[Line, ...]) -> tuple[Mark, ...]:
    """Every line with its marks."""
    width, slack = measure(lines)
    marks = [
        Mark(line, bool(CLOSED.search(line.text[-70:])), byline=about)
        for line, about in zip(lines, _about(lines), strict=True)
    ]
    found: list[Mark] = []
    for at, mark_ in enumerate(marks):
        before = found[-1] if found else None
        fresh = before is None or before.closed or before.heading or before.byline is not None
        below_byline = before is not None and before.byline is not None and len(found) > 1 and found[-2].heading
        opening = read_opening(mark_.text[:160]) if fresh and not mark_.byline and len(mark_.text) > 10 else None
        heading = (
            fresh
            and not below_byline
            and not opening
            and not mark_.byline
            and at + 1 < len(marks)
            and _reads_as_heading(mark_)
        )
        if heading and (abs(len(mark_.text) - width) <= slack if width else len(mark_.text) >= LONG):
            following = marks[at + 1]
            doubt = SURE if before is None or before.closed or before.byline else SURER
            signed = following.byline or read_opening(following.text[:160])
            stacked = not width and _reads_as_heading(following)
            heading = bool(signed) or stacked or joint(mark_.text, following.text) > doubt
        found.append(replace(mark_, heading=heading, opening=opening))
    return tuple(found)


def _about(lines: tuple[Line, ...]) -> Iterator[Byline | None]:
    """For each line what it says about an article, where that is all it says: a byline or a stamp.

    The name of an outlet alone is a stamp where the line after it is one, as at the head of a page.
    """
    stamps = [read_stamp(line.text) for line in lines]
    for at, (line, stamp) in enumerate(zip(lines, stamps, strict=True)):
        below = stamps[at + 1] if at + 1 < len(lines) else None
        if stamp and (stamp.sure or (below and below.sure)):
            yield Byline(0, len(line.text), names=stamp.names)
        else:
            yield read_line(line.text)


def measure(lines: tuple[Line, ...]) -> tuple[int, int]:
    """The width of a column in characters and how much lines may differ from it; (0, 0) where lines are paragraphs."""
    lengths = Counter(len(line.text) for line in lines if len(line.text) >= 10 and not CLOSED.search(line.text[-70:]))
    if len(lines) < 8 or not lengths:
        return 0, 0
    width, _ = lengths.most_common(1)[0]
    near = sum(count for length, count in lengths.items() if abs(length - width) <= 2)
    if width > FULLEST or near < max(5, 0.3 * len(lines)):
        return 0, 0
    return width, 0 if lengths[width] >= 0.85 * near else 2


def _reads_as_heading(mark_: Mark) -> bool:
    """Whether a line that begins afresh can be part of a headline."""
    text = mark_.text
    if mark_.closed or not 2 <= len(text) <= LONGEST or text[-1] in "，,、：:；;。" or INNER.search(text):
        return False
    return not NUMBERED.match(text) and bool(re.search(r"[\u4e00-\u9fff]", text))

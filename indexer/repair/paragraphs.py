"""Join lines to paragraphs across page and column breaks within a sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from indexer.document import Line, Paragraph

# A paragraph ends with 。 or 。” and continues after ， or an opening quote.
ENDS = re.compile(r"[。！？!?…；;：:][”’』」》）)】\"]{0,3}$|[）)】]$|(?<=[\u4e00-\u9fa5])\.$")
FINAL_CHARS = frozenset("。！？!?…；;：:")
POSSIBLE_END_CHARS = frozenset('。！？!?…；;：:”’』」》）)】".')
CONTINUATION_CHARS = ("，", "、", ",", "“", "‘", "《", "（", "(", "【", "「", "『", "〈")
# 一、 · （三） · 1. · 第二， · —— · ● · 本报讯 · 新华社长沙7月26日电
OPENS = re.compile(
    r"[一二三四五六七八九十]{1,3}[、.．]|[（(][一二三四五六七八九十\d]{1,3}[)）]|\d{1,2}[、.．](?!\d)|第[一二三四五六七八九十]{1,3}[，、,]|"
    r"——|[●•◆■★▲△※◎○□◇]|(?:本报|本网|本台)(?:讯|记者)|.{2,14}(?:电|讯)[ \u3000]?[（(]|原标题|来源[:：]"
)
# A line never begins with a closing mark of a sentence or quote.
CLOSES = ("。", "，", "、", "；", "：", "！", "？", "”", "’", "）", "》", "】", "」", "』", "%", "．")
PROSE = re.compile(r"[。！？；!?]")
PAIRS = (("“", "”"), ("《", "》"), ("（", "）"), ("(", ")"), ("「", "」"), ("『", "』"), ("【", "】"))

# Lengths in columns; a Chinese character is two columns wide.
LONG_COLUMNS, SHORT_COLUMNS, SLACK_COLUMNS, MAX_COLUMNS = 84, 40, 5, 130
# Minimum number of lines to detect the width at which a text was wrapped.
MIN_LINES = 4


# Characters of a text that are read for its vocabulary.
MAX_TEXT_CHARS = 100_000


@dataclass(frozen=True)
class Layout:
    """Layout of a text: width of its wrapped lines, in columns (None: not wrapped) and in characters; indents."""

    text: str
    columns: int | None
    characters: int
    indented: bool

    def is_full(self, line: str) -> bool:
        """Return True if a line reaches the width at which the text was wrapped."""
        if self.columns is None:
            return False
        if len(line) >= self.characters - 1:
            return True
        least = self.columns - SLACK_COLUMNS
        return 2 * len(line) >= least and _columns(line) >= least

    def links(self, line: str, after: str) -> bool:
        """Return True if the characters on both sides of a break are adjacent elsewhere: 农业现 and 代化 in 现代化."""
        trigrams = _trigrams(self.text)
        return line[-2:] + after[:1] in trigrams or line[-1:] + after[:2] in trigrams


@lru_cache(maxsize=2)  # the articles of a page share its text
def _trigrams(text: str) -> frozenset[str]:
    """Return all runs of three characters in a text."""
    text = text[:MAX_TEXT_CHARS]
    return frozenset(map("".join, zip(text, text[1:], text[2:], strict=False)))


def join_paragraphs(lines: Sequence[Line], text: str) -> tuple[Paragraph, ...]:
    """Join lines of a raw text to paragraphs, in order."""
    layout = measure(lines, text)
    paragraphs: list[list[Line]] = []
    before: Line | None = None
    for line in lines:
        if before and continues_paragraph(before, line, layout):
            paragraphs[-1].append(line)
        else:
            paragraphs.append([line])
        before = line
    return tuple(map(_paragraph, paragraphs))


def _paragraph(lines: Sequence[Line]) -> Paragraph:
    if len(lines) == 1:
        line = lines[0]
        return Paragraph(line.text, ((line.start, line.end),))
    return Paragraph("".join([line.text for line in lines]), tuple([(line.start, line.end) for line in lines]))


def measure(lines: Sequence[Line], text: str) -> Layout:
    """Measure the layout of lines: wrapped if most have the same length and most of those end within a sentence."""
    indented = 0 < sum([_is_indented(line, text) for line in lines]) < len(lines)
    characters = _most([len(line.text) for line in lines])
    columns = _most([_columns(line.text) for line in lines]) if len(lines) >= MIN_LINES else MAX_COLUMNS + 1
    if columns <= MAX_COLUMNS:
        layout = Layout(text, columns, characters, indented)
        full = [line for line in lines if len(line.text) <= characters + SLACK_COLUMNS and layout.is_full(line.text)]
        if len(full) >= max(MIN_LINES, 0.4 * len(lines)):
            cut = sum([not ENDS.search(line.text) for line in full])
            if cut >= 0.6 * len(full):
                return layout
    return Layout(text, None, characters, indented)


def _most(lengths: list[int]) -> int:
    """Return the 90th percentile of lengths."""
    return sorted(lengths)[len(lengths) * 9 // 10] if lengths else 0


def continues_paragraph(line: Line, after: Line, layout: Layout) -> bool:
    """Return True if the sentence at the end of `line` continues on the next line."""
    if line.end <= after.start and "\n" not in layout.text[line.end : after.start]:
        return True
    if after.text.startswith(CLOSES):
        return True
    last = line.text[-1]
    ends = last in FINAL_CHARS or (last in POSSIBLE_END_CHARS and bool(ENDS.search(line.text)))
    opens = OPENS.match(after.text)
    if opens or (layout.indented and _is_indented(after, layout.text)):
        return not ends and not opens and line.text.endswith(CONTINUATION_CHARS)
    if layout.is_full(line.text):
        return not ends or (layout.indented and len(line.text) > 10)
    if ends:
        return False
    length, length_after = _columns(line.text), _columns(after.text)
    if line.text.endswith(CONTINUATION_CHARS):
        return length > SHORT_COLUMNS or length_after > SHORT_COLUMNS
    if length > SHORT_COLUMNS and _is_open(line.text):
        return True
    has_comma = "，" in line.text or "," in line.text
    is_prose = bool(PROSE.search(line.text)) or (length >= LONG_COLUMNS and has_comma)
    is_cut = has_comma and not OPENS.match(line.text) and layout.links(line.text, after.text)
    if is_prose or is_cut:
        return length_after > SHORT_COLUMNS or bool(ENDS.search(after.text))
    return False


def _columns(text: str) -> int:
    """Return the width of a text in columns; non-ASCII characters are two columns wide."""
    return 2 * len(text) - len(text.encode("ascii", "ignore"))


def _is_indented(line: Line, text: str) -> bool:
    """Return True if two or more spaces, or a wide one, precede a line."""
    if line.start == 0 or text[line.start - 1] == "\n":
        return False
    before = text[max(0, line.start - 4) : line.start]
    space = before[before.rfind("\n") + 1 :] if "\n" in before or line.start < 4 else before
    return space.isspace() and (len(space) >= 2 or "\u3000" in space)


def _is_open(text: str) -> bool:
    """Return True if a quote or bracket opened in the line is not closed in it."""
    return any(text.rfind(opening) > text.rfind(closing) for opening, closing in PAIRS)

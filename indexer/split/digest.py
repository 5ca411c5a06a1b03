"""Digests: several short, numbered items, each with a headline glued to its text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from indexer.document import Line
from indexer.entities.byline import read_shared_outlet
from indexer.split.headline import HeadlineCut
from indexer.split.joined_headlines import cut_title
from indexer.split.line_marks import DIGEST_NAME, LineMark

# 1、江苏省… · ２．… · 【1】…; not 1.5亿元 and not 3、4号楼
NUMBER = re.compile(
    r"(?:(?<=[。！？!?；;”）)…])|(?<=\s)|^)\s{0,3}[（(【]?(?P<number>[1-9１-９]|1\d)[）)】]?"
    r"(?:[、:：](?!\d{1,3}[、,，号])|[.．](?!\d))\s{0,2}"
)
MIN_ITEM_CHARS, MAX_ITEMS = 60, 30
BRIEF_CHARS = (30, 400)


@dataclass(frozen=True, slots=True)
class DigestItem:
    """An item of a digest: headline and text as ranges of their line, and True if its end is certain."""

    line: Line
    cut: HeadlineCut
    end: int


def find_items(lines: tuple[Line, ...]) -> tuple[DigestItem, ...]:
    """Return the items of a page that is a digest, else ().

    A digest must open with a first number, and each item must have its own headline followed by a text.
    """
    if not lines or not (NUMBER.match(lines[0].text) or re.match(r"[^。；]{0,40}\n", lines[0].text)):
        return ()
    items: list[DigestItem] = []
    for line in lines:
        numbers = _numbers(line.text)
        edges = [*(start for start, _ in numbers), len(line.text)]
        if numbers and numbers[0][0] > 0 and not items:
            return ()
        if not numbers:
            return ()
        for (_, body), end in zip(numbers, edges[1:], strict=True):
            item = _read(line, body, end)
            if item is None:
                return ()
            items.append(item)
    return tuple(items) if 2 <= len(items) <= MAX_ITEMS else ()


def find_briefs(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """Return the items below a header for news in brief, one line each, without headlines; () if there is none."""
    if len(lines) < 3 or not DIGEST_NAME.fullmatch(lines[0].text):
        return ()
    whole = all(BRIEF_CHARS[0] <= len(line.text) <= BRIEF_CHARS[1] and line.text[-1] in "。！？”" for line in lines[1:])
    return lines[1:] if whole else ()


def find_digest_top(marks: Sequence[LineMark]) -> int:
    """Return the number of lines above the first headline of a digest: 国内联播快讯 · 央视网消息（新闻联播）："""
    at = int(bool(marks) and DIGEST_NAME.fullmatch(marks[0].text) is not None)
    while at < len(marks) and marks[at].byline:
        at += 1
    return at if at < len(marks) and marks[at].heading and is_digest_top([mark.text for mark in marks[:at]]) else 0


def is_digest_top(lines: Sequence[str]) -> bool:
    """Return True if lines above headlines are the top of a digest: its name, or the outlet of all its parts."""
    return any(DIGEST_NAME.fullmatch(line) or read_shared_outlet(line) for line in lines)


def _numbers(text: str) -> list[tuple[int, int]]:
    """Return the starts of items and of their headlines in a line; a number may be repeated but not decrease."""
    pairs: list[tuple[int, int]] = []
    last = 0
    for number in NUMBER.finditer(text):
        value = int(number["number"])
        if value in (last, last + 1) and value > 0:
            pairs.append((number.start(), number.end()))
            last = max(last, value)
    return pairs


def _read(line: Line, start: int, end: int) -> DigestItem | None:
    """Return an item, None if it is only a list entry: too short, or without a headline."""
    text = line.text[start:end]
    if len(text) < MIN_ITEM_CHARS:
        return None
    cut = cut_title(text, 0)
    if cut is None or cut.confidence < 0.2 or re.search(r"[。；;]", text[: cut.end]) or len(text) - cut.body < 30:
        return None
    moved = HeadlineCut(start + cut.start, start + cut.end, start + cut.body, cut.confidence)
    return DigestItem(line, moved, end)

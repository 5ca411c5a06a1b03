"""Credit lines: labelled names only, as in 文/王林 图/李大双 · （文图 | 王林 李大双 编辑 | 陈三）."""

from __future__ import annotations

import re

from indexer.entities.credited_people import Range, read_people
from indexer.entities.field_labels import LABELS

SEPARATOR = r"\s{0,2}[/／:：|｜丨]\s{0,2}"
LABEL = re.compile(
    rf"(?:(?P<author>{LABELS['author']})|{LABELS['editor']}|{LABELS['checked']})(?:{SEPARATOR}|\s{{1,3}}(?=\S))"
)
# /文 behind names
LABEL_BEHIND = re.compile(r"\s?/\s?(?:(?P<author>文)|图|摄影?)(?![\u4e00-\u9fff])")
GAP = re.compile(r"[\s、，,;；|｜]{0,4}")
BRACKETS = re.compile(r"\s{0,3}[（(【\[]?\s{0,2}(?P<inside>[^（()）【】\[\]]{3,80}?)\s{0,2}[)）】\]]?\s{0,3}")
# Every credit line contains one of these.
HINT = re.compile(r"[/／:：|｜丨]|^[（(\s]{0,3}(?:文|图|撰)")
MAX_LABELS = 8


def read_credit_line(text: str) -> tuple[Range, ...] | None:
    """Return the writers named in a line that holds nothing but labelled names, None for any other line."""
    whole = BRACKETS.fullmatch(text) if HINT.search(text) else None
    if not whole:
        return None
    at, end = whole.span("inside")
    writers: list[Range] = []
    for _ in range(MAX_LABELS):
        label = LABEL.match(text, at, end)
        people = read_people(text, label.end() if label else at, end, told=bool(label))
        if not people.names:
            return None
        at = people.names[-1][1]
        label = label or LABEL_BEHIND.match(text, at, end)
        if label is None:
            return None
        writers += people.names if label["author"] else ()
        at = max(at, label.end())
        gap = GAP.match(text, at, end)
        at = gap.end() if gap else at
        if at >= end:
            return tuple(writers)
    return None

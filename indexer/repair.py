"""Damaged text: page furniture taken away, lines broken in mid-sentence joined."""

from __future__ import annotations

import re

from indexer.document import Furniture, Line, Page, Paragraph, RawDocument

# 打印 放大 缩小 · 责任编辑:王林 · 下载
RULES = (
    (
        "widget",
        re.compile(
            r"(?:打印|放大|缩小|下载|全屏|收藏|加大|还原|减小|【字号[:：]?|】|大|中|小)(?:[ \u3000]{0,3}(?:打印|放大|缩小))*"
        ),
    ),
    ("editor", re.compile(r"责任编辑[:：].{0,20}")),
    ("copyright", re.compile(r".{0,40}版权所有.{0,40}")),
    ("navigation", re.compile(r"相关(?:报道|文档)[:：]?")),
    ("caption", re.compile(r".{0,60}(?:供图|摄)")),
    ("breadcrumb", re.compile(r".{0,80}(?:>.{0,40}){2,9}")),
)
ENDS = "。！？!?…；;：:”』」）)】"


def clean(document: RawDocument) -> Page:
    """The page of a document: its lines, furniture set aside."""
    lines: list[Line] = []
    furniture: list[Furniture] = []
    start = 0
    for raw in document.text.split("\n"):
        text = raw.strip()
        if text:
            first = start + len(raw) - len(raw.lstrip())
            kind = next((kind for kind, rule in RULES if rule.fullmatch(text)), None)
            if kind:
                furniture.append(Furniture(kind, text, first, first + len(text)))
            else:
                lines.append(Line(text, first, first + len(text)))
        start += len(raw) + 1
    return Page(document, tuple(lines), tuple(furniture))


def join(lines: tuple[Line, ...]) -> tuple[Paragraph, ...]:
    """The paragraphs that lines make: one that ends in mid-sentence goes on in the next."""
    paragraphs: list[list[Line]] = []
    for line in lines:
        last = paragraphs[-1][-1].text if paragraphs else ""
        if len(last) > 45 and last[-1] not in ENDS:
            paragraphs[-1].append(line)
        else:
            paragraphs.append([line])
    return tuple(Paragraph("".join(x.text for x in p), tuple((x.start, x.end) for x in p)) for p in paragraphs)

"""Labelled metadata in the margins of an article: 来源：… 作者：… 责任编辑：… 发布时间：…"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from engine.text.normalize import fold
from indexer.entities.field_labels import LABELS
from indexer.metadata.margins import Margin

# Every label of a kind contains one of these.
HINTS = {
    "source": ("源", "转", "出处", "原载", "机构", "机关", "单位", "报纸名称"),
    "date": ("时间", "日期"),
    "keywords": ("关键", "标签"),
    "editor": ("编",),
    "author": ("者", "员", "文", "撰", "采写", "实习生", "供稿"),
}
# A colon or a substitute for one, after the label.
COLON = re.compile(r"[ \u3000\t\xa0]{0,3}[:：/／丨｜|][ \u3000\t\xa0]{0,3}\n{0,2}[ \u3000\t\xa0]{0,3}")
LABEL = re.compile(rf"(?:{'|'.join(f'(?P<{kind}>{words})' for kind, words in LABELS.items())})$")
MAX_LABEL_CHARS = 14
# 转载请注明 · 凡注明"
REPRINT_NOTICE = re.compile(r"(?:注明|标明|写明|请注)[\s\"“]{0,2}$")
# End of any labelled value.
STOP = re.compile(
    r"[\n。！？；】）)\]」]|原标?题|综自|[（(](?:ID|图片|整理)|"
    r"返回搜狐|分享让|相关(?:报道|文档|新闻)|[ \u3000\xa0]{6}|流程|声明|版权|往期|点击|关注|免责"
)


# Signs and blanks around a value that are no part of it.
AROUND = " \u3000\xa0\t\n，,、|｜/"


@dataclass(frozen=True, slots=True)
class Credit:
    """A labelled value: its kind, the value, and the ranges of label and value in the raw text."""

    kind: str
    label: str
    value: str
    start: int
    value_start: int
    end: int
    place: str


def read_credits(margins: tuple[Margin, ...], *kinds: str) -> tuple[Credit, ...]:
    """Return the labelled values of the given kinds in the given margins, in order."""
    return tuple(
        credit
        for margin in margins
        if any(hint in margin.text for kind in kinds for hint in HINTS[kind])
        for credit in _read(margin)
        if credit.kind in kinds
    )


def _read(margin: Margin) -> Iterator[Credit]:
    text = fold(margin.text)
    labels = [(label, colon.end()) for colon in COLON.finditer(text) if (label := _label(text, colon.start()))]
    for at, (label, begin) in enumerate(labels):
        high = labels[at + 1][0].start() if at + 1 < len(labels) else len(text)
        stop = STOP.search(text, begin, high)
        end = stop.start() if stop else high
        written = margin.text[begin:end]
        value = written.strip(AROUND)
        begin += len(written) - len(written.lstrip(AROUND))
        if value and not REPRINT_NOTICE.search(margin.before + text[: label.start()]):
            kind = label.lastgroup or ""
            begin += margin.start
            yield Credit(
                kind, label[kind], value, margin.start + label.start(), begin, begin + len(value), margin.place
            )


def _label(text: str, end: int) -> re.Match[str] | None:
    """Return the label that ends at `end`."""
    return LABEL.search(text, max(0, end - MAX_LABEL_CHARS), end)

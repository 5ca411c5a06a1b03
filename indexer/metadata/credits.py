"""Labelled statements in the margins of an article: 来源：… 作者：… 责任编辑：… 发布时间：…"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from indexer.metadata.margins import Margin
from indexer.people import ROLE

# A label and what it is for; the longer words come first.
LABELS = {
    "source": (
        r"(?:信息|文章|稿件|新闻|消息|内容|图文|本文)?来[ \u3000]{0,3}源于?|稿源|出处|(?:本文|文章)?转自|转载自|原载"
    ),
    "date": r"(?:发布|发表|发文|更新|刊发|上传|录入|生成|成文|编辑)(?:时间|日期)|时间|日期",
    "keywords": r"关键词|关键字|标签",
    "editor": r"责任编辑|责编|(?:流程|值班|执行|文字|视频|图片|网络|美术|实习|见习|本期|新媒体|运营|助理|首席)?编辑",
    "checked": (
        r"美编|编审|编校|(?:责任|文字)?校对|校审|审校|审核|审签|审读|审稿|[初复终一二三]审|终校|统筹|"
        r"(?:总|执行|内容)?监制|总?策划|"
        r"(?:值班|执行|副)?(?:总编辑?|主编|主任|总监|编委)|制作|制图|版式|排版|签发|剪辑|编译|翻译|"
        r"摄影|图片|(?:图片|视频|海报)?设计|供图|摄|视频|配图|插图|图"
    ),
    "author": rf"{ROLE}|(?:文章|图文|文图|文字)?作者|撰稿人?|撰文|采写|文字|供稿(?:单位|人)?|文/图|图/文|文",
    "count": r"(?:浏览|阅读|点击|访问)(?:次数|量|数)?|字号|字体|分享到?|人气|索引号|文号|打印",
}
# One of these stands in every label of a kind.
HINTS = {
    "source": ("源", "转", "出处", "原载"),
    "date": ("时间", "日期"),
    "keywords": ("关键", "标签"),
    "editor": ("编",),
    "author": ("者", "员", "文", "撰", "采写", "实习生", "供稿"),
}
# A colon or what stands for one, and the label in front of it.
COLON = re.compile(r"[ \u3000\t\xa0]{0,3}[:：/／丨｜|][ \u3000\t\xa0]{0,3}\n{0,2}[ \u3000\t\xa0]{0,3}")
LABEL = re.compile(rf"(?:{'|'.join(f'(?P<{kind}>{words})' for kind, words in LABELS.items())})$")
LONGEST = 14
# Where any statement ends.
STOP = re.compile(
    r"[\n。！？；】）)\]」]|返回搜狐|分享让|相关(?:报道|文档|新闻)|[ \u3000\xa0]{6}|流程|声明|版权|往期|点击|关注|免责"
)


@dataclass(frozen=True, slots=True)
class Credit:
    """A labelled statement: what it is for, its value, and where label and value stand in the raw text."""

    kind: str
    label: str
    value: str
    start: int
    value_start: int
    end: int
    place: str


def read_credits(margins: tuple[Margin, ...], *kinds: str) -> tuple[Credit, ...]:
    """The labelled statements of some kinds in some margins, in their order."""
    return tuple(
        credit
        for margin in margins
        if any(hint in margin.text for kind in kinds for hint in HINTS[kind])
        for credit in _read(margin)
        if credit.kind in kinds
    )


def _read(margin: Margin) -> Iterator[Credit]:
    text = margin.text
    found = [(label, colon.end()) for colon in COLON.finditer(text) if (label := _label(text, colon.start()))]
    for at, (label, begin) in enumerate(found):
        high = found[at + 1][0].start() if at + 1 < len(found) else len(text)
        stop = STOP.search(text, begin, high)
        end = stop.start() if stop else high
        value = text[begin:end].strip(" \u3000\xa0\t\n，,、|｜/")
        if value:
            kind = label.lastgroup or ""
            begin, end = margin.start + begin, margin.start + end
            yield Credit(kind, label[kind], value, margin.start + label.start(), begin, end, margin.place)


def _label(text: str, end: int) -> re.Match[str] | None:
    """The label that ends at `end`, None for words of a plea to others: 转载请注明来源：…"""
    label = LABEL.search(text, max(0, end - LONGEST), end)
    if label and text[max(0, label.start() - 4) : label.start()].rstrip().endswith(("注明", "标明", "写明", "请注")):
        return None
    return label

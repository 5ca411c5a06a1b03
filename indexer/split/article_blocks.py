"""Split the lines of one article into its parts: headline, byline, body."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from indexer.document import Block, Line
from indexer.entities.byline import Byline, read_closing, read_opening
from indexer.entities.datelines import read_dateline
from indexer.entities.outlets import starts_known
from indexer.split.buried_headlines import choose_buried, find_buried
from indexer.split.digest import DigestItem
from indexer.split.headline import Headline, HeadlineCut, read_headline
from indexer.split.joined_headlines import LABEL, cut_labelled, cut_plain, cut_title, cut_whole
from indexer.split.line_marks import LineMark, skip_headings
from indexer.split.origin_label import cut_origin

# Characters of a line that are read to find its opening and closing bylines.
FRONT_CHARS = 300
# Longest caption glued to the front of a dateline.
MAX_CAPTION_CHARS = 36
# 讯（ · 电（ · 8月5日电 （, and the characters before it that are read for its outlet
SIGNED_DATELINE = re.compile(r"(?:讯|电|报道|消息)[】\]]?\s?[（(]|记者[\s:：]")
MAX_BEFORE_DATELINE_CHARS, MAX_DATELINE_CHARS = 160, 24
# Longest caption or summary on a line of its own above the dateline.
MAX_SUMMARY_CHARS, MIN_TEXT_CHARS = 80, 20
# 中新网某地8月8日电 题：
TOPIC = re.compile(r"(?P<dateline>[^。，；\n]{4,40}电)\s{0,2}题[:：]\s{0,2}")
# Labels below the last sentence, two or more in a row: 作者：王林 李森编辑：赵青责任编辑：钱明
COLOPHON = re.compile(
    r"(?<=[。！？!?”）)])\s{0,6}(?:作者|来源|文字?|采写|撰文|撰稿|供稿|(?:全媒体)?记者|通讯员|编辑|责编|责任编辑)\s?[:：/丨|].{2,160}$"
)
COLOPHON_LABEL = re.compile(
    r"(?:作者|来源|文字?|图片?|摄影|采写|撰文|撰稿|供稿|记者|通讯员|编辑|责编|校对|审核|审读|监制|主编|[一二三初复终]审|值班\S{1,3})\s?[:：/丨|]"
)
MAX_COLOPHON_CHARS = 200
# Number of lines used to determine the topic for a headline.
MAX_LEAD_LINES = 40
# （原标题：某某任某区区长） · 【原标题】中国代表当选！
NAMED_BELOW = re.compile(
    r"(?:[（(\[]\s?原标题\s?[:：]?\s?|【原标题】|【原标题[:：])《?(?P<title>[^（()）【】\n]{5,60}?)》?\s?[）)】\]]?\s*$"
)


def build_block(marks: Sequence[LineMark]) -> Block:
    """Return the block of one article's lines."""
    lines = [mark.line for mark in marks]
    top = next((at for at, mark in enumerate(marks) if not mark.byline), None)
    if top is None:
        return Block((), (), (), (), tuple(lines))
    count = min(skip_headings(marks, top), len(marks) - 1)
    after = count
    while after < len(marks) - 1 and marks[after].byline:
        after += 1
    if count == top:
        return _buried(marks[top:], lines[:top]) or _cut_joined(lines[:after], lines[after:])
    label = LABEL.match(lines[top].text)
    if label and label.end() < len(lines[top].text):
        lines[top] = cut(lines[top], label.end(), len(lines[top].text))
    text = "\n".join(line.text for line in lines[after : after + MAX_LEAD_LINES])
    signed = any(mark.byline and mark.byline.names for mark in marks[count:after])
    headline = read_headline(lines[top:count], signed, text)
    return finish_block(headline, [*lines[:top], *lines[count:after]], [*headline.body, *lines[after:]])


def finish_block(headline: Headline, byline: Sequence[Line], body: Sequence[Line]) -> Block:
    """Return a block with opening and closing bylines removed from its text."""
    lines, bylines = list(body), list(byline)
    if lines and (opening := read_opening(lines[0].text[:FRONT_CHARS])) and 0 < opening.end < len(lines[0].text):
        bylines.append(cut(lines[0], 0, opening.end))
        lines[0] = cut(lines[0], opening.end, len(lines[0].text))
    elif len(lines) > 1 and len(lines[0].text) <= MAX_SUMMARY_CHARS and (signed := _read_signed(lines[1].text)):
        bylines.append(cut(lines[1], 0, signed.end))
        lines[1] = cut(lines[1], signed.end, len(lines[1].text))
    elif lines and (caption := _behind_caption(lines[0].text)):
        start, end = caption
        bylines.append(cut(lines[0], start, end))
        lines[:1] = [cut(lines[0], 0, start), cut(lines[0], end, len(lines[0].text))]
    closings: list[Line] = []
    if lines and (colophon := _find_colophon(lines[-1].text)):
        closings.append(cut(lines[-1], colophon, len(lines[-1].text)))
        lines[-1] = cut(lines[-1], 0, colophon)
    for _ in range(3):
        if not lines or not (closing := _read_last(lines[-1].text)):
            break
        last = lines.pop()
        start = max(0, len(last.text) - FRONT_CHARS) + closing.start
        closings.insert(0, cut(last, start, len(last.text)))
        if start > 0:
            lines.append(cut(last, 0, start))
            break
    if not any(line.text for line in lines):
        lines, closings = [*lines, *closings], []
    return Block(
        headline.kicker,
        headline.title,
        headline.subtitle,
        (*bylines, *closings),
        tuple(line for line in lines if line.text),
    )


def _read_signed(text: str) -> Byline | None:
    """Return the dateline that a line opens with if it names an outlet and persons."""
    opening = read_opening(text[:FRONT_CHARS])
    rest = len(text) - opening.end if opening and opening.outlet and opening.names else 0
    return opening if rest >= MIN_TEXT_CHARS else None


def _find_colophon(text: str) -> int | None:
    """Return the start of the labels that end a text."""
    found = COLOPHON.search(text, max(0, len(text) - MAX_COLOPHON_CHARS))
    return found.start() if found and len(COLOPHON_LABEL.findall(found.group())) > 1 else None


def _behind_caption(text: str) -> tuple[int, int] | None:
    """Return the range of a signed dateline after a caption: 会议现场。某网讯（记者 王林） · 李森摄 某社电（记者…）."""
    for start in _dateline_starts(text[: MAX_BEFORE_DATELINE_CHARS + FRONT_CHARS]):
        opening = read_opening(text[start : start + FRONT_CHARS])
        if opening and opening.names and opening.outlet and start + opening.end < len(text):
            return start, start + opening.end
    return None


def _dateline_starts(text: str) -> Iterator[int]:
    """Yield where a dateline may begin: behind the first sentence if it is short, at well-known outlets before 讯（."""
    if start := text.find("。", 0, MAX_CAPTION_CHARS) + 1:
        yield start
    for signed in SIGNED_DATELINE.finditer(text, 0, MAX_BEFORE_DATELINE_CHARS):
        for start in range(max(1, signed.start() - MAX_DATELINE_CHARS), signed.start()):
            if starts_known(text[start : start + 12].removeprefix("【")):
                yield start


def _read_last(text: str) -> Byline | None:
    """Return the byline or dateline that fills or ends the last line of a text."""
    stamp = read_dateline(text)
    return Byline(0, len(text), names=stamp.names) if stamp and stamp.is_complete else read_closing(text[-FRONT_CHARS:])


def from_item(item: DigestItem) -> Block:
    """Return the block of an item of a digest."""
    title = cut(item.line, item.cut.start, item.cut.end)
    return finish_block(Headline(title=(title,)), (), [cut(item.line, item.cut.body, item.end)])


def _buried(marks: Sequence[LineMark], above: Sequence[Line]) -> Block | None:
    """Return the block of an article whose headline is in the middle of its text."""
    runs: list[tuple[int, int]] = []
    for at, mark in enumerate(marks):
        if mark.heading and not (runs and runs[-1][1] > at) and not (at and marks[at - 1].heading):
            runs.append((at, skip_headings(marks, at)))
    heads = [[mark.line for mark in marks[start:after]] for start, after in runs]
    text = "\n".join(mark.text for mark in marks)
    buried = find_buried(heads, text)
    if buried is None:
        return None
    start, after = runs[buried]
    headline = choose_buried(heads[buried], text, [head for at, head in enumerate(heads) if at != buried])
    end = after
    while end < len(marks) and marks[end].byline:
        end += 1
    lines = [mark.line for mark in marks]
    return finish_block(headline, [*above, *lines[after:end]], [*lines[:start], *headline.body, *lines[end:]])


def _cut_joined(byline: Sequence[Line], lines: Sequence[Line]) -> Block:
    """Return the block of a text whose headline, if any, is glued to its front or given in its last line."""
    if not lines:
        return Block((), (), (), (), tuple(byline))
    first = lines[0]
    headline_cut: HeadlineCut | None
    if (topic := TOPIC.match(first.text)) and (headline_cut := cut_title(first.text, topic.end())):
        return _with_topic(byline, cut(first, *topic.span("dateline")), headline_cut, lines)
    headline_cut = (cut_whole(first.text) if len(lines) > 1 else None) or cut_labelled(first.text)
    if (
        headline_cut is None
        and (headline_cut := cut_origin(first.text)) is None
        and not read_opening(first.text[:FRONT_CHARS])
    ):
        headline_cut = cut_plain(first.text)
    if headline_cut is None:
        return _named_below(byline, lines) or finish_block(Headline(), byline, lines)
    title = (cut(first, headline_cut.start, headline_cut.end),) if headline_cut.end > headline_cut.start else ()
    between = (
        (cut(first, headline_cut.end, headline_cut.body),)
        if first.text[headline_cut.end : headline_cut.body].strip()
        else ()
    )
    rest = [cut(first, headline_cut.body, len(first.text))] if headline_cut.body < len(first.text) else []
    if title and between and between[0].text.startswith(title[0].text):  # the headline is repeated
        between = ()
    return finish_block(Headline(title=title), (*byline, *between), [*rest, *lines[1:]])


def _with_topic(byline: Sequence[Line], dateline: Line, headline: HeadlineCut, lines: Sequence[Line]) -> Block:
    """Return the block of a text whose headline follows its dateline: 中新网某地8月8日电 题：…."""
    title = cut(lines[0], headline.start, headline.end)
    rest = cut(lines[0], headline.body, len(lines[0].text))
    text = [rest, *lines[1:]] if rest.text else lines[1:]
    return finish_block(Headline(title=(title,)), (*byline, dateline), text)


def _named_below(byline: Sequence[Line], lines: Sequence[Line]) -> Block | None:
    """Return the block of a text whose last line gives its headline: （原标题：某某任某区区长）."""
    last = lines[-1]
    match = NAMED_BELOW.search(last.text, max(0, len(last.text) - FRONT_CHARS))
    if not match:
        return None
    title = cut(last, match.start("title"), match.end("title"))
    rest = cut(last, 0, match.start())
    return finish_block(Headline(title=(title,)), byline, [*lines[:-1], *([rest] if rest.text else [])])


def cut(line: Line, start: int, end: int) -> Line:
    """Return the part of a line between two offsets into its text, without surrounding spaces."""
    part = line.text[start:end]
    bare = part.lstrip()
    first = line.start + start + len(part) - len(bare)
    bare = bare.rstrip()
    return Line(bare, first, first + len(bare))

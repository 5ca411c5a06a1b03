"""Mark the lines of a page for the splitter: complete or incomplete sentences, headings, bylines."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from indexer.document import Line
from indexer.entities.byline import MAX_BYLINE_CHARS as LONGEST_BYLINE
from indexer.entities.byline import Byline, read_line, read_opening
from indexer.entities.datelines import MAX_STAMP_CHARS as LONGEST_STAMP
from indexer.entities.datelines import Dateline, read_dateline
from indexer.split.headline_model import joint_score

# …参加。 · …好！” · …空间。（记者 王林）
CLOSED = re.compile(
    r"(?:[。！？!?…][”’』」）)】》\"']{0,3}|[。！？!?…”]\s{0,3}[（(【\[][^（()）]{1,60}[)）】\]]|[;；]|^[^（(]{0,40}[)）])$"
)
# 镇
HAN = re.compile(r"[\u4e00-\u9fff]")
# A line with one of the first is always closed; a line without one of the others never is.
ENDERS, CLOSERS = frozenset("。！？!?…;；"), frozenset("”’』」）)】》\"'")
# 【早读】某地昨日要闻： · 一周简讯：
DIGEST_NAME = re.compile(r".{0,24}(?:要闻|简讯|短讯|快讯|速递|速览|简报|播报|集纳|一句话新闻)(?:】|\s)?[：:]?$")
# Within a line: the end of a sentence with text after it.
INNER = re.compile(r"[。；;](?!$)")
# 一、 · （二） · 第三章 · 1. · ① · ——
NUMBERED = re.compile(
    r"[（(]?[一二三四五六七八九十]{1,3}[、）).．]|第[一二三四五六七八九十百\d]{1,4}[章节条部编]|[（(]?\d{1,2}[、）).．](?!\d)|[①-⑳]"
)
MAX_HEADING_CHARS, MAX_LONG_HEADING_CHARS, MAX_OPEN_CHARS, MAX_HEADINGS, MIN_TEXT_CHARS = 60, 100, 45, 8, 10
# Characters of a line that are read to find its opening, and its ending.
FRONT_CHARS, ENDING_CHARS = 160, 70
# A line at least this long, or as wide as its column, may be the first of a broken paragraph; then the next line must
# begin like a text, with more than MIN_TEXT_EVIDENCE, or MIN_TEXT_EVIDENCE_BELOW_HEADING if a heading is above.
MIN_JUDGED_CHARS, MIN_TEXT_EVIDENCE, MIN_TEXT_EVIDENCE_BELOW_HEADING = 30, 0.3, 2.0
# Length of the shortest stamp: 2031-06-15
MIN_STAMP_CHARS = 10
# Longest line that names the subject of the headline below it.
MAX_SUBJECT_CHARS = 20
# Narrowest column, and how far its lines differ in length; every few of them have a comma.
MIN_WRAPPED_CHARS, WRAP_SLACK_CHARS = 14, 2
PAUSE = re.compile(r"[，。；]")
# Maximum length of a dateline or byline.
MAX_ABOUT_CHARS = max(LONGEST_BYLINE, LONGEST_STAMP)


@dataclass(frozen=True, slots=True)
class LineMark:
    """A line and its features.

    `closed`: it ends like a sentence. `heading`: it reads like part of a headline. `byline`: the whole line is one;
    `opening`: the line begins with one.
    """

    line: Line
    closed: bool
    heading: bool = False
    byline: Byline | None = None
    opening: Byline | None = None

    @property
    def text(self) -> str:
        """Text of the line."""
        return self.line.text


def mark_lines(lines: tuple[Line, ...]) -> tuple[LineMark, ...]:
    """Return the mark of every line."""
    width, slack = measure(lines)
    abouts = list(_about(lines))
    line_marks: list[LineMark] = []
    for at, (line, about) in enumerate(zip(lines, abouts, strict=True)):
        closed = is_closed(line.text)
        if about:
            line_marks.append(LineMark(line, closed, byline=about))
            continue
        before = line_marks[-1] if line_marks else None
        fresh = before is None or before.closed or before.heading or before.byline is not None
        opening = read_opening(line.text[:FRONT_CHARS]) if fresh and len(line.text) > MIN_TEXT_CHARS else None
        wrapped = fresh and not (closed or width) and _is_wrapped(lines, at)
        below_byline = before is not None and before.byline is not None and _ends_headline(line_marks[-2:-1])
        heading = (
            not (closed or opening or below_byline or wrapped or not fresh)
            and at + 1 < len(lines)
            and (
                _reads_as_heading(line.text)
                or (_is_above_byline(lines, abouts, at) and _reads_as_long_heading(line.text))
            )
        ) or (fresh and at + 2 < len(lines) and _announces(line.text, lines[at + 1].text))
        if heading and (abs(len(line.text) - width) <= slack if width else len(line.text) >= MIN_JUDGED_CHARS):
            doubt = (
                MIN_TEXT_EVIDENCE
                if before is None or before.closed or before.byline
                else MIN_TEXT_EVIDENCE_BELOW_HEADING
            )
            heading = bool(abouts[at + 1]) or _begins_text(line.text, lines[at + 1].text, bool(width), doubt)
        line_marks.append(LineMark(line, closed, heading, opening=opening))
    return tuple(line_marks)


def _is_wrapped(lines: Sequence[Line], at: int) -> bool:
    """Return True if a line is the first of a paragraph in a narrow column: the next are as wide and have commas."""
    width, following = len(lines[at].text), [line.text for line in lines[at + 1 : at + 3]]
    if width < MIN_WRAPPED_CHARS or len(following) < 2 or is_closed(following[0]):
        return False
    return (
        abs(len(following[0]) - width) <= WRAP_SLACK_CHARS
        and len(following[1]) <= width + WRAP_SLACK_CHARS
        and all(PAUSE.search(text) for text in following)
    )


def _ends_headline(marks: Sequence[LineMark]) -> bool:
    """Return True if the line above a byline is a headline, not the name of a digest."""
    return any(mark.heading and not DIGEST_NAME.fullmatch(mark.text) for mark in marks)


def is_closed(text: str) -> bool:
    """Return True if a line ends like a sentence."""
    if text[-1] in ENDERS:
        return True
    return text[-1] in CLOSERS and bool(CLOSED.search(text, max(0, len(text) - ENDING_CHARS)))


def _begins_text(text: str, following: str, column: bool, doubt: float) -> bool:
    """Return True if the text after a line, which may begin a broken paragraph, shows that it is a heading."""
    if read_opening(following[:FRONT_CHARS]) or joint_score(text, following) > doubt:
        return True
    return not column and not is_closed(following) and _reads_as_heading(following)


def _about(lines: tuple[Line, ...]) -> Iterator[Byline | None]:
    """Yield, for each line, the byline or dateline that fills it, else None.

    The name of an outlet alone is a dateline if an adjacent line is one, and at the head of a page.
    """
    line_evidence = [_seen(line.text) if len(line.text) <= MAX_ABOUT_CHARS else (None, None) for line in lines]
    stamps = [stamp for stamp, _ in line_evidence]
    for at, (line, (stamp, only)) in enumerate(zip(lines, line_evidence, strict=True)):
        if stamp is None:
            yield only
            continue
        below = stamps[at + 1] if at + 1 < len(lines) else None
        above = stamps[at - 1] if at else None
        near = [below, above, *(stamps[2:4] if at == 0 else ())]
        heads = at == 0 and len(lines) > 2 and _reads_as_heading(lines[1].text) and not is_closed(lines[1].text)
        if stamp.is_complete or heads or any(other and other.is_complete for other in near):
            yield Byline(0, len(line.text), names=stamp.names)
        else:
            yield read_line(line.text)


# Pages repeat their lines; hostile ones do so without end.
@lru_cache(maxsize=4096)
def _seen(text: str) -> tuple[Dateline | None, Byline | None]:
    """Return the dateline that a line may be, or else the byline."""
    stamp = read_dateline(text)
    return stamp, None if stamp else read_line(text)


def skip_headings(marks: Sequence[LineMark], at: int) -> int:
    """Return the end of the headline that begins at `at`; of a run that is too long only the first line counts."""
    after = at
    while after < len(marks) and marks[after].heading:
        after += 1
    return after if after - at <= MAX_HEADINGS else at + 1


def measure(lines: tuple[Line, ...]) -> tuple[int, int]:
    """Return the width of a column in characters and its tolerance; (0, 0) if lines are paragraphs."""
    lengths = Counter(len(line.text) for line in lines if len(line.text) >= 10 and not is_closed(line.text))
    if len(lines) < 8 or not lengths:
        return 0, 0
    width, _ = lengths.most_common(1)[0]
    near = sum(count for length, count in lengths.items() if abs(length - width) <= 2)
    if width > MAX_OPEN_CHARS or near < max(5, 0.3 * len(lines)):
        return 0, 0
    return width, 0 if lengths[width] >= 0.85 * near else 2


def _announces(text: str, following: str) -> bool:
    """Return True if a line is the first part of a headline that continues below: 某县某乡：, without a list below."""
    if not (text.endswith(("：", ":")) and len(text) <= MAX_SUBJECT_CHARS and _reads_as_heading(text[:-1])):
        return False
    return not is_closed(following) and _reads_as_heading(following) and len(following) <= MIN_JUDGED_CHARS


def _reads_as_heading(text: str) -> bool:
    """Return True if a line that begins anew and does not end like a sentence can be part of a headline."""
    return 2 <= len(text) <= MAX_HEADING_CHARS and _has_form(text)


def _is_above_byline(lines: Sequence[Line], abouts: Sequence[Byline | None], at: int) -> bool:
    """Return True if a byline follows, or at the top of a page a stamp that was taken away."""
    taken_away = at == 0 and lines[1].start - lines[0].end >= MIN_STAMP_CHARS
    return abouts[at + 1] is not None or taken_away


def _reads_as_long_heading(text: str) -> bool:
    """Return True if a line above a byline can be two parts of a headline in a row: …时强调 紧抓…迈上新台阶."""
    return MAX_HEADING_CHARS < len(text) <= MAX_LONG_HEADING_CHARS and _has_form(text)


@lru_cache(maxsize=4096)
def _has_form(text: str) -> bool:
    if text[-1] in "，,、：:；;。" or INNER.search(text):
        return False
    return not NUMBERED.match(text) and bool(HAN.search(text))

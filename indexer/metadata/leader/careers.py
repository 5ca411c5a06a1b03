"""Careers: the person whose posts a text lists without naming the person again."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

from indexer.entities.person_names import NameSpan, read_name, read_name_before

_BORN = r"\d{4}年(?:\d{1,2}月)?(?:\d{1,2}日)?出?生"
# After the person that is introduced: 王林,男,汉族 · 王林,1970年3月生 · 王林出生于 · 王林是河北三河人,1970年3月生
_INTRODUCED = re.compile(
    rf",(?:[男女](?=[,(])|{_BORN})|(?:出?生于|出生在)\d{{4}}年|是[\u4e00-\u9fff]{{2,10}}人,{_BORN}"
)
# What each of these has.
_INTRODUCED_HINTS = (",男", ",女", "生于", "出生", "年生", "月生", "日生")
_PRONOUN = re.compile(r"[他她](?!们|人)")
_NAMED = re.compile(r"([\u4e00-\u9fff·]{2,12}?)(?:同志)?(?:\([^()\n]{1,8}\))?(?:,曾用名[^,]{2,4})?$")
_NO_SUBJECT = re.compile(r"[族年月日生人省市县]$|学历|学位|党员|[男女]")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_MONTH = r"\d{4}(?:年(?:\d{1,2}月)?|[./-]\d{1,2}(?!\d))"
# Marks of a clause of a career: 历任 · 2014年9月任 · 2005年6月至2006年3月, · 2016.09-2018.12
_MARK = re.compile(
    r"曾任|历任|曾担任|先后[担任在]*任?|[调转升改历出担续兼]任|任(?!命|免|前|职|期|务|何|意)|挂职"
    rf"|{_MONTH}(?:起|后|至今)?(?:\s?(?:至|[—~-]{{1,3}})\s?(?:{_MONTH}|今))?[,:  ]?(?=[^\d,。;]{{2}})"
)
_UNTIL_NOW = re.compile(r"至今|现任|[—-]$")
_CLAUSE = re.compile(r"[。;!?\n]")
# Beginnings of a sentence where its subject stands: 公开资料显示,王林曾任
_BEGINS = re.compile(r"(?<![^。;!?\n])(?:[^,。;]{2,12}(?:显示|介绍|悉|,))?")
_BEGINS_CLAUSE = re.compile(r"(?<=[,。;!?\n])|^")
MAX_CAREER_CHARS = 1500
MAX_NAMED_CHARS = 24
MAX_CLAUSE_CHARS = 40
# Minimum probability of a name that begins a sentence.
MIN_CERTAIN = 0.9
# The same of one that a pronoun stands for.
MIN_MEANT = 0.97


@dataclass(frozen=True, slots=True)
class CareerPost:
    """The person whose career a post belongs to, the end of its mark, and True if the post is of today."""

    name: NameSpan
    end: int
    is_now: bool


class Careers:
    """The persons that a folded text introduces with their particulars, and what it says of them below."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._subjects: list[NameSpan] = []
        self._known: set[str] = set()
        for introduced in _INTRODUCED.finditer(text) if any(hint in text for hint in _INTRODUCED_HINTS) else ():
            match = _NAMED.search(text, max(0, introduced.start() - MAX_NAMED_CHARS), introduced.start())
            if not match:
                continue
            start, end = match.start(1) + (match[1].rfind("简历") + 1 and match[1].rfind("简历") + 2), match.end(1)
            if _NO_SUBJECT.search(match[1]):
                continue
            if name := read_name_before(text, start, end):
                self._subjects.append(name)
            elif end - start < 4 and not _HAN.match(text, start - 1):
                self._subjects.append(NameSpan(start, end, 0.9))
        self._known.update(text[name.start : name.end] for name in self._subjects)

    def know(self, name: NameSpan) -> None:
        """Remember a person named with a post, who may be the subject of a sentence below."""
        self._known.add(self._text[name.start : name.end])

    def find(self, start: int, head: int, low: int) -> CareerPost | None:
        """Return whose post it is that begins from `start` on, with its noun at `head`; names end before `low`."""
        begin = max(0, start - MAX_CLAUSE_CHARS)
        for stop in _CLAUSE.finditer(self._text, begin, start):
            begin = stop.end()
        marks = list(_MARK.finditer(self._text, begin, head))
        if not marks or self._text[marks[-1].end() : low].strip(",:; "):
            return None
        name = self._subject(begin, start)
        is_now = bool(_UNTIL_NOW.search(self._text, marks[-1].start(), head))
        return CareerPost(name, marks[-1].end(), is_now) if name else None

    def _subject(self, begin: int, end: int) -> NameSpan | None:
        """Return the person that a clause is about: named at its beginning, else introduced before."""
        for opening in _BEGINS.finditer(self._text, begin, end):
            name = read_name(self._text, opening.end(), MIN_CERTAIN)
            if name and name.end < end and self._text[name.start : name.end] in self._known:
                return name
        at = bisect_right(self._subjects, end, key=lambda name: name.start) - 1
        if at >= 0 and end - self._subjects[at].end < MAX_CAREER_CHARS:
            return self._subjects[at]
        return self._meant(begin, end)

    def _meant(self, begin: int, end: int) -> NameSpan | None:
        """Return the person that a pronoun in a clause stands for: named first in what precedes it in the sentence."""
        pronoun = _PRONOUN.search(self._text, begin, end)
        low = max(0, begin - MAX_CLAUSE_CHARS)
        for opening in _BEGINS_CLAUSE.finditer(self._text, low, pronoun.start() if pronoun else low):
            name = read_name(self._text, opening.end(), MIN_MEANT)
            if name and pronoun and name.end < pronoun.start():
                return name
        return None

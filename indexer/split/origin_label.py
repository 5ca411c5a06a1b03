"""Origin labels (来源：人民网) glued between a headline and its text, or to the front of a text."""

from __future__ import annotations

import re

from indexer.entities.byline import read_opening
from indexer.entities.outlets import KIND
from indexer.split.headline import SENTENCE, HeadlineCut, make_cut
from indexer.split.headline_model import MAX_HEADLINE_CHARS, MIN_HEADLINE_CHARS, joint_score

# …再创新高来源：人民网
ORIGIN = re.compile(r"\s{0,3}(?:文章|信息|稿件)?(?:来\s?源|稿源)\s?[:：]\s{0,2}")
# 人民网－湖南频道, and the text glued to it
NAME = re.compile(r"[\u4e00-\u9fffA-Za-z·\-－—]{2,28}")
OUTLET_END = re.compile(rf"{KIND}$")
# Longest name ended by a space; weight of an outlet's ending compared with the adjacent characters.
MAX_NAME_CHARS, OUTLET_END_EVIDENCE = 16, 4.0


def cut_origin(text: str) -> HeadlineCut | None:
    """Return an empty headline if a text opens with its origin: 来源：人民网 and then the text."""
    origin = ORIGIN.match(text)
    return _behind_origin(text, 0, 0, origin.end()) if origin else None


def cut_before_origin(text: str, start: int) -> HeadlineCut | None:
    """Return a headline ended by 来源：人民网; the text continues after the outlet's name."""
    origin = ORIGIN.search(text, start + MIN_HEADLINE_CHARS, start + MAX_HEADLINE_CHARS)
    if not origin or SENTENCE.search(text, start, origin.start()):
        return None
    return _behind_origin(text, start, origin.start(), origin.end())


def _behind_origin(text: str, start: int, end: int, at: int) -> HeadlineCut:
    """Return a headline at `start` to `end` and the text after the outlet's name, which begins at `at`."""
    rest = text[at : at + 400]
    name = NAME.match(rest)
    longest = name.end() if name else 0
    options = [place for place in range(2, longest + 1) if rest[place : place + 1].strip()]
    signed = [place for place in options if read_opening(rest[place : place + 160])]
    if not signed and longest <= MAX_NAME_CHARS and rest[longest : longest + 1].isspace():
        return make_cut(text, start, end, at + longest, 0.9)
    body = max(signed or options, key=lambda place: _weigh(rest, place), default=longest)
    return make_cut(text, start, end, at + body, 0.9)


def _weigh(rest: str, place: int) -> float:
    """Return the evidence that an outlet's name ends at `place`."""
    return joint_score(rest[:place], rest[place:]) + OUTLET_END_EVIDENCE * bool(OUTLET_END.search(rest, 0, place))

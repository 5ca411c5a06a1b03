"""Persons' names: where they begin and end in a text, whether a word is one, and the parts of a run of glued names.

The only recogniser of names; its model is that of `name_spans`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from engine.text.gazetteer import gazetteer
from engine.text.name_weights import surnames
from indexer.entities.name_spans import backward, features, forward, is_varied, no_name_features, score

HAN = r"[\u3400-\u4dbf\u4e00-\u9fff]"
# Minimum probability of a name, and of one that has less support: the further ones of a list, one after a colon.
MIN_SURE, MIN_LISTED = 0.25, 0.6
# Minimum probability of a word by itself, of one behind a role, and of a transcribed one without a dot.
MIN_WORD, MIN_LABELLED, MIN_TRANSCRIBED = 0.5, 0.05, 0.8
MAX_WORD_CHARS, MAX_RUN_CHARS, CACHE_SIZE = 8, 24, 8192
# Readings whose scores differ by less are weighed by repetition within so many characters, with this bonus.
NEAR_MARGIN, NEARBY_CHARS, REPEAT_BONUS = 5.0, 5000, 4.0
# Titles and fillers after a family name without a given name: 王某, 郑经理
_TITLE = re.compile(
    r"某|经理|先生|女士|小姐|老师|师傅|医生|教授|主任|书记|同志|[局处科所院校站队市区县镇乡村部厅会团组]长"
)
# Words between a name and a post, when reading backwards: 刘玉杰同志已经(担任)
_BETWEEN = re.compile(
    r"(?:\([^()\n]{1,8}\))?(?:同志|先生|女士)?,?(?:已于今年\d{1,2}月|已经?|现|正式|继续|再次|又|也|拟|将|被|成功|全票|高票|新|即将|还|目前|此前)?$"
)


@dataclass(frozen=True, slots=True)
class NameSpan:
    """A name at `start` to `end` of the folded text, and its probability."""

    start: int
    end: int
    confidence: float


def read_name(text: str, at: int, least: float = MIN_SURE) -> NameSpan | None:
    """Return the most likely name that begins at `at` of folded text, None if its probability is below `least`."""
    name = _read(text, at)
    return name if name and name.confidence >= least else None


# The same place is read as the end of a post, as the end of a chain of posts, and as the beginning of a list.
@lru_cache(maxsize=256)
def _read(text: str, at: int) -> NameSpan | None:
    return _best(text, forward(text, at), at, None, 0.0)


def read_name_before(text: str, start: int, end: int) -> NameSpan | None:
    """Return the name within `start` to `end`, before intermediate words such as 同志已."""
    between = _BETWEEN.search(text, start, end)
    ends = dict.fromkeys((between.start() if between else end, end))
    spans = [name for last in ends if (name := _best(text, backward(text, start, last), None, last, MIN_SURE))]
    return max(spans, key=lambda name: name.confidence, default=None)


def is_repeated(text: str, name: NameSpan) -> bool:
    """Return True if a name is repeated nearby."""
    return text.count(text[name.start : name.end], max(0, name.start - 5000), name.end + 5000) > 1


def _best(
    text: str, ranges: Iterator[tuple[int, int]], at: int | None, end: int | None, least: float
) -> NameSpan | None:
    scored = [(score(features(text, low, high)), low, high) for low, high in ranges]
    if not scored:
        return None
    if at is not None and len(scored) > 1:
        scored = _weigh_repetition(text, scored)
    none = score(no_name_features(text, at, end))
    best, low, high = max(scored)
    top = max(best, none)
    total = math.exp(none - top) + sum(math.exp(score - top) for score, _, _ in scored)
    confidence = math.exp(best - top) / total
    if confidence < least or _TITLE.search(text, low + 1, high + 1):
        return None
    return NameSpan(low, high, confidence)


def _weigh_repetition(text: str, scored: list[tuple[float, int, int]]) -> list[tuple[float, int, int]]:
    """Weigh two readings of one beginning that are nearly alike by how often the text has each: 张伟|中, 张伟中."""
    (best, low, high), (second, _, other) = sorted(scored, reverse=True)[:2]
    if best - second > NEAR_MARGIN or abs(high - other) != 1:
        return scored
    short, long = sorted((high, other))
    start, end = max(0, low - NEARBY_CHARS), long + NEARBY_CHARS
    shorts, longs = text.count(text[low:short], start, end), text.count(text[low:long], start, end)
    if shorts < 2:
        return scored
    bonus = REPEAT_BONUS if longs == shorts and is_varied(text[start:end], text[low:long]) else 0.0
    bonus = -REPEAT_BONUS if longs < shorts else bonus
    return [(score + bonus * (to == long), begin, to) for score, begin, to in scored]


# Endings of bodies named before a person: 某县委宣传部王小林
BODY_END = (
    r"(?:部|局|中心|委|网|社|院|校|县|镇|乡|所|台|报|处|站|队|办|会|公司|集团|政府|大学|学院|频道|客户端|新闻|"
    r"融媒|发布)"
)
_BODY_END = re.compile(BODY_END)
_DOTTED_WORD = re.compile(rf"{HAN}{{1,8}}(?:[·•・‧]{HAN}{{1,8}}){{1,2}}")
_WORD = re.compile(rf"{HAN}{{2,{MAX_WORD_CHARS}}}|{_DOTTED_WORD.pattern}")
# Rare family names that are nearly always words: 有关, 上海.
_WORD_LIKE_FAMILIES = frozenset("者是有种回上都生线恒全要空和来平位字火呼杭补税虎脱")


def is_family(char: str) -> bool:
    """Return True if a character is a family name and seldom anything else."""
    return char in surnames()[0] and char not in _WORD_LIKE_FAMILIES


def is_name(word: str) -> bool:
    """Return True if a word by itself is more likely a name than not: 王林, 欧阳小林, 阿依古丽·买买提."""
    if _DOTTED_WORD.fullmatch(word):
        return True
    return name_probability(word) >= (MIN_TRANSCRIBED if len(word) > 3 and word[:2] not in surnames()[1] else MIN_WORD)


def may_be_name(word: str) -> bool:
    """Return True if a word behind a role can be a name, with a family name however rare: 记者 邸杭."""
    return name_probability(word) >= MIN_LABELLED


@lru_cache(CACHE_SIZE)
def name_probability(word: str) -> float:
    """Return the probability that a word by itself is a name; cities and one character doubled are none: 宁波, 谢谢."""
    if not _WORD.fullmatch(word) or word in _cities() or len(set(word)) == 1:
        return 0.0
    text, at, end = f"记者{word}\n", 2, 2 + len(word)
    ends = {high for _, high in forward(text, at)} | ({end} if len(word) <= 3 else set())
    if end not in ends:
        return 0.0
    scores = {high: score(features(text, at, high)) for high in ends}
    scores[at] = score(no_name_features(text, at, None))
    top = max(scores.values())
    return math.exp(scores[end] - top) / sum(math.exp(value - top) for value in scores.values())


@cache
def _cities() -> frozenset[str]:
    """Return the short names of cities and provinces, as used in datelines."""
    return frozenset(name for name, codes in gazetteer().short.items() if any(len(code) < 6 for code in codes.split()))


def cut_names(run: str) -> tuple[tuple[int, int], ...]:
    """Split a run of glued names into the most probable ranges, () if it is not one: 赵小林刘大双 -> 0-3, 3-6."""
    if is_name(run):
        return ((0, len(run)),)
    if not 4 <= len(run) <= MAX_RUN_CHARS:
        return ()
    best: dict[int, tuple[float, tuple[tuple[int, int], ...]]] = {len(run): (0.0, ())}
    for at in range(len(run) - 2, -1, -1):
        for end in range(at + 2, min(at + 4, len(run)) + 1):
            if end in best and is_name(run[at:end]):
                confidence = best[end][0] + math.log(name_probability(run[at:end]))
                if at not in best or confidence > best[at][0]:
                    best[at] = (confidence, ((at, end), *best[end][1]))
    return best[0][1] if 0 in best else ()


def drop_body(run: str) -> int:
    """Return the start of the name in a run that opens with a body, 0 if there is none: 大厂县委宣传部王小林 -> 7."""
    for match in reversed(list(_BODY_END.finditer(run))):
        if match.end() >= 3 and is_name(run[match.end() :]):
            return match.end()
    return 0

"""Detect the span of a person's name by its characters and context."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from indexer.entities.person_names import CUT_WEIGHT, UNFAMILIED, is_syllabic, read_syllables

# Weights are ten times the natural logarithm of the likelihood ratio of the characters in names and in other text.
MIN_WEIGHT, MIN_LISTED_WEIGHT, MIN_BACKWARD_WEIGHT, MIN_STOPPED_WEIGHT = 18, 35, 25, 25
# Minimum weight of a name before punctuation, which is as good evidence as a frequent name.
PUNCTUATION_WEIGHT = -12
FAMILY_OF_TWO, GIVEN_OF_TWO, UNUSUAL_WEIGHT = 60, 11, -15
# Penalty for a last part with characters not used in transcriptions, which includes the next word: 买买提正查看.
UNSPELT_WEIGHT = -40
# Characters never used in transcribed names: 已 in 兰迪·乔治已经
_NEVER = frozenset("的了是已被将曾也就还又则把从与及说称")
# 贺兰 in 贺兰若 is the family name.
FAMILY_ALONE = 40
# Added for each repetition of the whole name, and subtracted for each occurrence of its shorter form alone.
REPEAT_WEIGHT, SHORTER_FORM_WEIGHT = 15, 12

NEARBY_CHARS = 5000
_STOPS = frozenset(',、。;:()!?\n "”“》《[]【】')
HAN = "[\u4e00-\u9fff]"
# 叶尔夏提·吐尔逊拜
_DOTTED = re.compile(rf"{HAN}{{1,6}}(?:[·•‧・.]{HAN}{{1,7}}){{1,3}}")
_DOTTED_BEFORE = re.compile(rf"{HAN}{{1,6}}(?:[·•‧・]{HAN}{{1,7}}){{1,3}}$")
# 王 莉, padded to the width of three
_SPACED = re.compile(rf"({HAN})[ ]{{1,3}}({HAN})")
# Titles and fillers after a family name without a given name: 王某, 郑经理
_TITLE = re.compile(
    r"某|经理|先生|女士|小姐|老师|师傅|医生|教授|主任|书记|同志|[局处科所院校站队市区县镇乡村部厅会团组]长"
)
# Words that begin with a family name and precede punctuation as names do.
_WORD = re.compile(
    r"商议|商讨|商谈|来源|来电|来信|来访|来函|时任|任职|任免|任命|应邀|谈话|谈心|查看|查处|祝贺|谢绝|向前进|何时|方面"
    r"|宣布|宣读|开讲|普选|官邸|官员|官兵|郑重(?=[宣承声提表指])"
)
# Words between a name and a post, when reading backwards: 刘玉杰同志已经(担任)
_BETWEEN = re.compile(
    r"(?:\([^()\n]{1,8}\))?(?:同志|先生|女士)?,?(?:已于今年\d{1,2}月|已经?|现|正式|继续|再次|又|也|拟|将|被|成功|全票|高票|新|即将)?$"
)
# Characters that may precede the name of an appointee.
_OPENS = re.compile(
    r"(?:^|[,。;:、!?\n\"“”)（(》 ]|任命|决定|选举|提名|推选|推荐|接受|免去|同意|宣布|聘任|聘请|补选|增补"
    r"|由|和|与|及|的|后|者|称|获悉|显示|报道|任|当天|目前|其中)$"
)


@dataclass(frozen=True, slots=True)
class NameSpan:
    """A name at `start` to `end` of the folded text, and its weight."""

    start: int
    end: int
    weight: int


@cache
def _weights() -> dict[str, dict[str, int]]:
    packed = files("engine.data").joinpath("names.tsv.gz").read_bytes()
    tables: dict[str, dict[str, int]] = {}
    for line in gzip.decompress(packed).decode("utf-8").splitlines():
        role, weight, keys = line.split("\t")
        step = 2 if role in ("after2", "word") else 1
        tables.setdefault(role, {}).update({keys[i : i + step]: int(weight) for i in range(0, len(keys), step)})
    return tables


@cache
def _families() -> tuple[frozenset[str], frozenset[str]]:
    lines = files("engine.data").joinpath("surnames.txt").read_text("utf-8").splitlines()
    words = " ".join(line for line in lines if not line.startswith("#")).split()
    return frozenset("".join(word for word in words if len(word) != 2)), frozenset(w for w in words if len(w) == 2)


def read_name(text: str, at: int) -> NameSpan | None:
    """Return the most likely name that begins at `at` of folded text, None if none is likely."""
    best = max(_readings(text, at), key=lambda name: name.weight, default=None)
    if best is None or _TITLE.search(text, best.start + 1, best.end + 1) or _WORD.match(text, at):
        return None
    stopped = best.end >= len(text) or text[best.end] in _STOPS
    return best if best.weight >= (PUNCTUATION_WEIGHT if stopped else MIN_WEIGHT) else None


def read_name_before(text: str, start: int, end: int) -> NameSpan | None:
    """Return the name within `start` to `end`, before intermediate words such as 同志已."""
    between = _BETWEEN.search(text, start, end)
    ends = (between.start(), end) if between and between.start() < end else (end,)
    spans = [name for last in ends if (name := _name_before(text, start, last))]
    return max(spans, key=lambda name: name.weight, default=None)


def _name_before(text: str, start: int, end: int) -> NameSpan | None:
    """Return the name that ends at `end` and does not begin before `start`."""
    if dotted := _DOTTED_BEFORE.search(text, max(start, end - 24), end):
        return NameSpan(dotted.start(), end, MIN_LISTED_WEIGHT)
    name_spans: list[NameSpan] = []
    for length in (2, 3, 4):
        at = end - length
        if at < start:
            break
        weight = _weigh(text, at, end) + (10 if _OPENS.search(text, start, at) or at == start else -30)
        name_spans.append(NameSpan(at, end, weight))
    best = max(name_spans, key=lambda name: name.weight, default=None)
    return best if best and best.weight >= MIN_BACKWARD_WEIGHT else None


def is_repeated(text: str, name: NameSpan) -> bool:
    """Return True if a name is repeated nearby."""
    return _count(text, name.start, name.end) > 1


def _readings(text: str, at: int) -> Iterator[NameSpan]:
    if spaced := _SPACED.match(text, at):
        tables = _weights()
        weight = tables["family"].get(spaced[1], -40) + tables["only"].get(spaced[2], 0)
        after = (
            _after(text, spaced.end()) if re.match(HAN, text[spaced.end() : spaced.end() + 1]) else MIN_STOPPED_WEIGHT
        )
        if after > 0:  # 李 小明
            yield NameSpan(at, spaced.end(), weight + after)
    if dotted := _DOTTED.match(text, at):
        dot = max(dotted.group().rfind(mark) for mark in "·•‧・.")
        for end in range(at + dot + 2, dotted.end() + 1):
            if text[end - 1] in _NEVER and end > at + dot + 2:
                break
            repeated = _count(text, at, end) - 1
            strange = UNSPELT_WEIGHT * (not is_syllabic(text[at + dot + 1 : end])) + CUT_WEIGHT * is_syllabic(
                text[end : end + 1] or "。"
            )
            yield NameSpan(at, end, 60 + strange + _after(text, end) + REPEAT_WEIGHT * repeated)
        return
    if native := UNFAMILIED.match(text, at):
        yield NameSpan(at, native.end(), 40 + _after(text, native.end()))
    for end, weight in read_syllables(text, at):
        yield NameSpan(at, end, weight + _after(text, end))
    shorter = 0
    for end in range(at + 2, min(at + 5, len(text) + 1)):
        if not "\u4e00" <= text[end - 1] <= "\u9fff":
            break
        weight = _weigh(text, at, end)
        if weight <= -100:
            continue
        sightings = _count(text, at, end)
        if shorter and sightings < shorter:
            weight -= SHORTER_FORM_WEIGHT * min(shorter - sightings, 3)
        elif shorter and sightings > 1:
            weight += REPEAT_WEIGHT * min(sightings - 1, 3)
        shorter = sightings
        yield NameSpan(at, end, weight + _after(text, end))


def _count(text: str, at: int, end: int) -> int:
    """Count the occurrences of `text[at:end]` nearby; limits the search in very long texts."""
    return text.count(text[at:end], max(0, at - NEARBY_CHARS), end + NEARBY_CHARS)


def _weigh(text: str, at: int, end: int) -> int:
    """Return the weight of the characters from `at` to `end` as a name by themselves; -100 if they cannot be one."""
    tables, (one, two) = _weights(), _families()
    if text[at : at + 2] in two and end - at > 2:
        given, weight = text[at + 2 : end], FAMILY_OF_TWO
    elif text[at] in one:
        given, weight = text[at + 1 : end], tables["family"].get(text[at], 0) - tables["word"].get(text[at : at + 2], 0)
        weight -= FAMILY_ALONE * (end - at == 2 and text[at:end] in two)
    else:
        return -100
    if len(given) == 1:
        return weight + tables["only"].get(given, 0)
    if len(given) == 2:
        return weight + GIVEN_OF_TWO + tables["middle"].get(given[0], 0) + tables["last"].get(given[1], 0)
    return -100


def _after(text: str, end: int) -> int:
    """Return the weight of the text after `end` for a name that ends there."""
    if end >= len(text) or text[end] in _STOPS:
        return MIN_STOPPED_WEIGHT
    tables = _weights()
    pair = tables["after2"].get(text[end : end + 2])
    return pair if pair is not None else tables["after"].get(text[end], UNUSUAL_WEIGHT)

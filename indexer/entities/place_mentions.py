"""Find place names in a text, each with the gazetteer entries of that name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from engine.text.gazetteer import gazetteer
from indexer.entities.person_names import is_family

# Endings of full place names: 西集镇, 玉桥街道, 大厂回族自治县.
# Not if the last character begins another word: 发展乡村, 优于城镇化, 沿河区域, 城关市场.
_KIND = re.compile(
    r"街道办事处|街道|办事处|苏木|地区|林区|农场|管理区|[省县州盟]|市(?!场)|区(?![域间])|镇(?!化)|乡(?![村镇亲愁音土贤情野风])|旗(?![帜舰])"
)

# Characters after a short name that make it part of another name: 永定河, 北京路
_ELSE = frozenset("河路街湖桥线寺庄村屯寨闸坝")
# Short names that are part of another name because of the preceding characters: 潮白河, 长白山, 公安局长沙静姝
_RIVER = re.compile(r"(?<=[^\W在到赴往从对与和是的经由据向至及离])[\u4e00-\u9fff]河|(?<=长)白山")
_CHIEF = re.compile(r"(?<=[省市区县旗州盟镇乡局厅部处科股院校所站队组行])长.{1,3}")


@dataclass(frozen=True, slots=True)
class PlaceMention:
    """Mention of `name` at `start`: one of the places `codes`; `full` unless without its kind (通州 for 通州区)."""

    start: int
    end: int
    name: str
    codes: tuple[str, ...]
    full: bool


def find_mentions(text: str) -> tuple[PlaceMention, ...]:
    """Return all mentions in folded text, in order, without nested ones; towns by their full name only."""
    full = _full_names(text)
    return tuple(sorted((*full, *_short_names(text, full)), key=lambda mention: mention.start))


def _full_names(text: str) -> list[PlaceMention]:
    codes_by_name, tails = gazetteer().full, _tails()
    place_mentions: list[PlaceMention] = []
    for kind in _KIND.finditer(text):
        end = kind.end()
        for start in range(max(0, end - tails.get(text[end - 2 : end], 0)), kind.start()):
            codes = codes_by_name.get(text[start:end])
            if codes:
                while place_mentions and place_mentions[-1].start >= start:
                    place_mentions.pop()  # 城区 inside 古城区
                if not place_mentions or place_mentions[-1].end <= start:
                    place_mentions.append(PlaceMention(start, end, text[start:end], tuple(codes.split()), True))
                break
    return place_mentions


def _short_names(text: str, full: list[PlaceMention]) -> list[PlaceMention]:
    codes_by_name, heads = gazetteer().short, _heads()
    occupied = iter([*((m.start, m.end) for m in full), (len(text) + 1, len(text) + 1)])
    start, end = next(occupied)
    ends = {mention.end for mention in full}
    place_mentions: list[PlaceMention] = []
    after = 0
    for opening in _openings().finditer(text):
        at = opening.start()
        longest = heads.get(text[at : at + 2])
        if longest is None or at < after:
            continue
        while at >= end:
            start, end = next(occupied)
        for stop in range(min(at + longest, start), at + 1, -1):
            if (codes := codes_by_name.get(text[at:stop])) and text[stop : stop + 1] not in _ELSE:
                beside = at in ends or (place_mentions and place_mentions[-1].end == at)
                if _CHIEF.fullmatch(text, at, stop) or (not beside and _RIVER.fullmatch(text, at, stop)):
                    break
                place_mentions.append(PlaceMention(at, stop, text[at:stop], tuple(codes.split()), False))
                after = stop
                break
    return _without_persons(text, place_mentions)


def _without_persons(text: str, place_mentions: list[PlaceMention]) -> list[PlaceMention]:
    """Drop mentions that always follow one and the same family name: 刘东昌."""
    before: dict[str, list[str]] = {}
    for mention in place_mentions:
        before.setdefault(mention.name, []).append(text[mention.start - 1 : mention.start])
    persons = {
        name for name, chars in before.items() if len(chars) > 1 and len(set(chars)) == 1 and is_family(chars[0])
    }
    return [mention for mention in place_mentions if mention.name not in persons] if persons else place_mentions


@cache
def _tails() -> dict[str, int]:
    """Return the maximum length of a full name by its last two characters; avoids most look-ups of words in 市."""
    longest: dict[str, int] = {}
    for name in gazetteer().full:
        tail = name[-2:]
        if longest.get(tail, 0) < len(name):
            longest[tail] = len(name)
    return longest


@cache
def _heads() -> dict[str, int]:
    """Return the maximum length of a short name by its first two characters."""
    longest: dict[str, int] = {}
    for name in gazetteer().short:
        if longest.get(name[:2], 0) < len(name):
            longest[name[:2]] = len(name)
    return longest


@cache
def _openings() -> re.Pattern[str]:
    """Return a pattern that matches the first character of a short name if a second one of any follows."""
    names = gazetteer().short
    first, second = ("".join(sorted({name[i] for name in names})) for i in (0, 1))
    return re.compile(f"[{first}](?=[{second}])")

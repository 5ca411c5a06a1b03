"""How characters are read: pinyin without tones, initials, and the key under which homophones meet."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

MAX_READINGS = 8  # readings of one name: 乐 is le and yue, 重 is zhong and chong
# What ears and southern tongues do not tell apart: zh and z, ing and in
_HOMOPHONE_FINALS = re.compile(r"(?<=[zcs])h|(?<=[aei]n)g")


@cache
def readings_of() -> Mapping[str, tuple[str, ...]]:
    """The readings of each character, the commonest first."""
    lines = files("engine.data").joinpath("pinyin.txt").read_text("utf-8").splitlines()
    pairs = (line.split(" ") for line in lines)
    return {char: tuple(readings.split(",")) for readings, chars in pairs for char in chars}


def spellings(name: str) -> tuple[tuple[str, ...], ...]:
    """The ways to read a folded name, a syllable a character, at most eight; what has no reading is itself."""
    readings = readings_of()
    choices = [readings.get(char, (char,)) for char in name]
    return tuple(itertools.islice(itertools.product(*choices), MAX_READINGS))


def full_pinyin(name: str) -> str:
    """`name` spelt in its commonest reading: 西集镇 is xijizhen."""
    readings = readings_of()
    return "".join(readings.get(char, (char,))[0] for char in name)


def initials(name: str) -> str:
    """The first letters, one a character: 西集镇 is xjz."""
    readings = readings_of()
    return "".join(readings.get(char, (char,))[0][0] for char in name)


def sound_key(name: str) -> str:
    """A key that names which sound alike share: 西集镇 and 西吉镇, 漷县镇 and 霍县镇."""
    readings = readings_of()
    return " ".join(_HOMOPHONE_FINALS.sub("", readings.get(char, (char,))[0]) for char in name)


def same_sound(one: str, other: str) -> bool:
    """Whether two characters have a reading in common, for ears that do not tell zh and z apart."""
    readings = readings_of()
    heard = {_HOMOPHONE_FINALS.sub("", reading) for reading in readings.get(one, ())}
    return any(_HOMOPHONE_FINALS.sub("", reading) in heard for reading in readings.get(other, ()))

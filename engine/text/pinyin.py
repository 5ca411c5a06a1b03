"""Pinyin of names: spellings without tones, initials, and keys that near-homophones share."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files

MAX_READINGS = 8  # readings per name: 乐 is le and yue, 重 is zhong and chong
# Initials and finals that many speakers do not tell apart: zh and z, ing and in, l and n, hu and f.
_NEAR_SOUNDS = (
    (re.compile(r"^([zcs])h"), r"\1"),
    (re.compile(r"(?<=[aeiu]n)g$"), ""),
    (re.compile(r"^l"), "n"),
    (re.compile(r"^hu(?=.)"), "f"),
)


@cache
def readings_of() -> Mapping[str, tuple[str, ...]]:
    """Return the readings of each character, most common first."""
    lines = files("engine.data").joinpath("pinyin.txt").read_text("utf-8").splitlines()
    pairs = (line.split(" ") for line in lines)
    return {char: tuple(readings.split(",")) for readings, chars in pairs for char in chars}


def near_sound(reading: str) -> str:
    """Return a reading without the distinctions that many speakers do not make: si for shi, nan for lang."""
    for pattern, plain in _NEAR_SOUNDS:
        reading = pattern.sub(plain, reading)
    return reading


def spellings(name: str) -> tuple[tuple[str, ...], ...]:
    """Return up to MAX_READINGS readings of a folded name, one syllable per character.

    A character without a reading stands for itself.
    """
    readings = readings_of()
    choices = [readings.get(char) or (char,) for char in name]
    return tuple(itertools.islice(itertools.product(*choices), MAX_READINGS))


def full_pinyin(name: str) -> str:
    """Return `name` in its most common reading: xijizhen for 西集镇."""
    readings = _first_readings()
    return "".join([readings.get(char, char) for char in name])


def initials(name: str) -> str:
    """Return the first letter of each syllable: xjz for 西集镇."""
    readings = _first_readings()
    return "".join([readings.get(char, char)[0] for char in name])


def sound_key(name: str) -> str:
    """Return a key shared by names that sound alike: 西集镇 and 西吉镇, 漷县镇 and 霍县镇."""
    sounds = _sounds()
    return " ".join([sounds.get(char, char) for char in name])


def contains_pinyin(name: str, typed: str) -> bool:
    """Return whether `typed`, letters of a to z, spells a part of a folded name in full or by its initials.

    A part begins with any character; the last syllable may be unfinished: zhou, tongzho and tzq for 通州区.
    """
    letters = _first_letters()
    first = [letters.get(char, char) for char in name]
    starts = [start for start, found in enumerate(first) if typed[0] in found]
    if not starts:
        return False
    readings = readings_of()
    syllables = [readings.get(char) or (char,) for char in name]
    return any(_has_initials(first, start, typed) or _spells(syllables, start, typed) for start in starts)


def _has_initials(first: Sequence[str], start: int, typed: str) -> bool:
    room = len(first) - start
    return len(typed) <= room and all(letter in first[start + place] for place, letter in enumerate(typed))


def _spells(syllables: Sequence[tuple[str, ...]], start: int, typed: str) -> bool:
    ends = {0}  # characters of `typed` that the syllables so far may have used up
    for found in syllables[start:]:
        if any(one.startswith(typed[end:]) for end in ends for one in found):
            return True
        ends = {end + len(one) for end in ends for one in found if typed.startswith(one, end)}
        if not ends:
            return False
    return False


@cache
def _first_letters() -> Mapping[str, str]:
    return {char: "".join({reading[0] for reading in readings}) for char, readings in readings_of().items()}


@cache
def _first_readings() -> Mapping[str, str]:
    return {char: readings[0] for char, readings in readings_of().items()}


@cache
def _sounds() -> Mapping[str, str]:
    """Return the most common reading of each character, without distinctions such as zh and z, ing and in."""
    heard = {reading: near_sound(reading) for reading in set(_first_readings().values())}
    return {char: heard[reading] for char, reading in _first_readings().items()}


def same_sound(one: str, other: str) -> bool:
    """Return whether two characters share a reading, ignoring distinctions such as zh and z, ing and in."""
    readings = readings_of()
    heard = {near_sound(reading) for reading in readings.get(one, ())}
    return any(near_sound(reading) in heard for reading in readings.get(other, ()))

"""Reading of typed pinyin: the texts of the collection that it probably stands for."""

from __future__ import annotations

import heapq
import math
import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import cache

from engine.runtime.deadline import checked
from engine.suggest.pair_counts import PairCounts
from engine.suggest.slips import Correction
from engine.suggest.spelling import SpellingCorrector
from engine.suggest.text_likelihood import TextLikelihood, score
from engine.text.pinyin import readings_of

MIN_SYLLABLES, MAX_SYLLABLES = 2, 12
MAX_LETTERS = 60
MAX_SYLLABLE_LETTERS = 6
MAX_SPLITS = 6  # ways to divide letters into syllables: xian is xian and xi an
BEAM = 48  # beginnings of a text that are followed further
MAX_COUNTED = 32  # texts whose articles are counted
RARE_READING = 6.0  # what a reading other than a character's most common one costs, in logarithms of a probability
MIN_GAIN = -3.0  # least likelihood of a reading, on the scale of `slips`
MAX_DISTANCE = 5.0  # by how much a reading may be less likely than the best one
_TONE = re.compile("[\u0300\u0301\u0304\u030c]")
_MARKS = re.compile("[1-5 ]")
_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz")


def letters(typed: str) -> str | None:
    """Return typed pinyin in small letters with ' where a syllable must end and v for ü; None if it is none.

    It may be written zhuōzhōu, zhuo1zhou1, zhuo zhou, xi'an, lü or lv.
    """
    plain = unicodedata.normalize("NFC", _TONE.sub("", unicodedata.normalize("NFD", typed.lower()))).replace("ü", "v")
    spelled = _MARKS.sub("'", plain).strip("'")
    if len(plain) > MAX_LETTERS or plain[:1] not in _LETTERS or not _LETTERS.issuperset(spelled.replace("'", "")):
        return None
    return spelled


@cache
def _chars_of() -> dict[str, list[tuple[str, float]]]:
    """Return the characters of each syllable, each with what this reading of it costs."""
    chars: dict[str, list[tuple[str, float]]] = {}
    for char, readings in readings_of().items():
        for order, reading in enumerate(readings):
            for spelling in {reading, reading.replace("ü", "v"), reading.replace("lve", "lue").replace("nve", "nue")}:
                if len(spelling) > 1 or spelling in "aeo":
                    chars.setdefault(spelling, []).append((char, RARE_READING if order else 0.0))
    return chars


def splits(typed: str) -> list[tuple[str, ...]]:
    """Return up to MAX_SPLITS ways to divide `letters` into syllables, the fewest syllables first."""
    syllables = _chars_of()
    ways: list[list[tuple[str, ...]]] = [[()]]
    for end in range(1, len(typed) + 1):
        if typed[end - 1] == "'":
            ways.append(ways[-1])
            continue
        here = [
            (*before, typed[start:end])
            for start in range(max(0, end - MAX_SYLLABLE_LETTERS), end)
            if typed[start:end] in syllables
            for before in ways[start]
        ]
        ways.append(sorted(here, key=len)[:MAX_SPLITS])
    return ways[-1]


class PinyinReader:
    """Reads pinyin as texts of a collection. `count` returns the number of articles with a text. Thread-safe."""

    def __init__(self, names: SpellingCorrector, pairs: PairCounts, count: Callable[[str], int]) -> None:
        self._names, self._pairs, self._count = names, pairs, count

    def readings(self, typed: str) -> list[Correction]:
        """Return the texts that `typed` may stand for, best first: those with articles, and names by initials."""
        spelled = letters(typed)
        if spelled is None:
            return []
        texts: dict[str, float] = {}
        for syllables in splits(spelled):
            if MIN_SYLLABLES <= len(syllables) <= MAX_SYLLABLES:
                for text, fluency in self._texts(syllables):
                    texts[text] = max(fluency, texts.get(text, -math.inf))
        likelihood = TextLikelihood(self._names, self._pairs, self._count)
        likely = heapq.nlargest(MAX_COUNTED, texts, key=lambda text: (text in self._names, texts[text]))
        spelled_names = self._names.spelled(spelled.replace("'", ""))
        found = [
            Correction(
                text,
                score(likelihood.features(text, texts.get(text, 0.0))),
                likelihood.articles(text),
                text in self._names,
            )
            for text in checked(dict.fromkeys((*likely, *spelled_names)), 1)
            if likelihood.articles(text)
        ]
        least = max(MIN_GAIN, max((one.gain for one in found), default=0.0) - MAX_DISTANCE)
        return sorted((one for one in found if one.gain >= least), key=lambda one: (-one.gain, one.text))

    def _texts(self, syllables: tuple[str, ...]) -> Iterator[tuple[str, float]]:
        """Yield the likeliest texts with these syllables and the logarithms of their probabilities."""
        pairs, chars = self._pairs, _chars_of()
        beam = {char: math.log(pairs.total(char) + 1) - cost for char, cost in chars[syllables[0]] if pairs.total(char)}
        for syllable in checked(syllables[1:], 1):
            further: dict[str, float] = {}
            for text, fluency in heapq.nlargest(BEAM, beam.items(), key=lambda item: item[1]):
                total = pairs.total(text[-1]) + 50
                for char, cost in chars[syllable]:
                    if count := pairs.count(text[-1], char):
                        further[text + char] = fluency + math.log(count / total) - cost
            beam = further
        yield from heapq.nlargest(MAX_COUNTED, beam.items(), key=lambda item: item[1])

"""Correction of a mistyped text by what the collection contains: the likeliest text that one slip turns into it."""

from __future__ import annotations

import heapq
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from engine.runtime.deadline import checked
from engine.suggest.pair_counts import PairCounts
from engine.suggest.slip_candidates import Candidate, SlipCandidates
from engine.suggest.spelling import SpellingCorrector
from engine.suggest.text_likelihood import WEIGHTS, Features, TextLikelihood, score
from engine.text.segmenter import is_word

MIN_CHARS, MAX_CHARS = 2, 24  # lengths of texts that are corrected
MAX_COUNTED = 40  # candidates whose articles are counted
MAX_NAMES = 6  # names among the candidates
KNOWN_ARTICLES = 100  # a text in so many articles is taken as it was typed
MIN_RATIO, MIN_NAME_RATIO = 20, 2  # how many times more articles a candidate must have than what was typed
# A text no longer than this may be found by chance, and wrong in any character; a longer one that is found is right.
ALL_DOUBTFUL_CHARS = 4
MIN_PLACE_GAIN, PLACE_KINDS = (
    4.0,
    "省市州盟县区旗镇乡村道",
)  # least gain of a place for one of the same kind, where nothing was found
MAX_DISTANCE = 6.0  # by how much a correction may be less likely than the best one
MIN_GAIN, MIN_GAIN_WHERE_FOUND = 6.0, 7.0  # least gain of a correction, where nothing or something was found
# A correction that no article contains as a whole must contain the changed part with its neighbours so often.
MIN_WINDOW, MIN_WINDOW_ARTICLES = 3, 5
MAX_WINDOW = 4  # characters of the longest part of a text whose articles are counted
LONGER = 2.0  # what a character more is worth beside the probability that it costs


@dataclass(frozen=True, slots=True)
class Correction:
    """A text that was probably meant, how much likelier it is than what was typed, and its number of articles."""

    text: str
    gain: float
    articles: int
    is_name: bool = False

    def outnumbers(self, articles: int) -> bool:
        """Return whether this has so many more articles than what was typed that it was probably meant."""
        return self.articles >= articles * (MIN_NAME_RATIO if self.is_name else MIN_RATIO)


class SlipCorrector:
    """Corrects texts of Han characters. `count` returns the number of articles with a text. Thread-safe."""

    def __init__(self, names: SpellingCorrector, pairs: PairCounts, count: Callable[[str], int]) -> None:
        self._names, self._pairs, self._count = names, pairs, count
        self._slips = SlipCandidates(pairs)

    def corrections(self, typed: str) -> list[Correction]:
        """Return what was probably meant by a folded text, best first; nothing if it may well be right."""
        if not MIN_CHARS <= len(typed) <= MAX_CHARS or typed in self._names:
            return []
        places = self._slips.doubtful(typed)
        short = len(typed) <= ALL_DOUBTFUL_CHARS
        articles = self._count(typed) if places or short else KNOWN_ARTICLES
        if articles >= KNOWN_ARTICLES or (articles and (not short or is_word(typed))):
            return []
        if not articles and short:
            places = list(range(len(typed)))
        ranked = self._ranked(typed, places)
        least = MIN_GAIN_WHERE_FOUND if articles else MIN_GAIN
        likely = [one for one in ranked if one.gain >= ranked[0].gain - MAX_DISTANCE and one.outnumbers(articles)]
        is_place = not articles and typed[-1] in PLACE_KINDS
        return [
            one
            for one in likely
            if one.gain >= (MIN_PLACE_GAIN if is_place and one.is_name and one.text[-1] == typed[-1] else least)
        ]

    def _ranked(self, typed: str, places: list[int]) -> list[Correction]:
        """Return all candidates with a slip at one of these places, best first."""
        texts = TextLikelihood(self._names, self._pairs, self._count)
        base = min(
            score(self._features(Candidate(typed, "", place, place + 1), typed, texts)) for place in range(len(typed))
        )
        found = [
            Correction(text, score(features) - base, texts.articles(text), text in self._names)
            for text, features in self._candidates(typed, places, texts)
        ]
        return sorted(found, key=lambda one: (-one.gain, one.text))

    def candidates(self, typed: str) -> list[tuple[str, Features]]:
        """Return the texts that may have been meant by a folded text, a slip anywhere in it, with their features."""
        texts = TextLikelihood(self._names, self._pairs, self._count)
        return list(self._candidates(typed, list(range(len(typed))), texts))

    def _candidates(self, typed: str, places: list[int], texts: TextLikelihood) -> Iterator[tuple[str, Features]]:
        for one in checked(self._likeliest(typed, places, texts), 1):
            if texts.articles(one.text) or _best_window(one, MIN_WINDOW, texts) >= MIN_WINDOW_ARTICLES:
                yield one.text, self._features(one, typed, texts)

    def _likeliest(self, typed: str, places: list[int], texts: TextLikelihood) -> list[Candidate]:
        """Return the candidates that are likely by pairs of characters and by their words, and names like it."""
        candidates: dict[str, Candidate] = {}
        for one in self._slips.of(typed, places):
            former = candidates.get(one.text)
            if former is None or WEIGHTS[one.kind] > WEIGHTS[former.kind]:
                candidates[one.text] = one
        for name in self._names.names(typed, MAX_NAMES):
            candidates.setdefault(name.text, self._slips.compared(typed, name.text))
        candidates.pop(typed, None)
        guess = {
            text: texts.fluency(text) + WEIGHTS[one.kind] + LONGER * (len(text) - len(typed))
            for text, one in candidates.items()
        }
        likely = heapq.nlargest(2 * MAX_COUNTED, guess, key=guess.__getitem__)
        likely.sort(key=lambda text: sum(texts.words(text)) - guess[text])
        names = (text for text in candidates if text in self._names)
        return [candidates[text] for text in dict.fromkeys((*likely[:MAX_COUNTED], *names))]

    def _features(self, one: Candidate, typed: str, texts: TextLikelihood) -> Features:
        fluency = texts.fluency(one.text) - texts.fluency(typed)
        return texts.features(one.text, fluency) | {"surroundings": _surroundings(one, texts), one.kind: 1.0}


def _surroundings(one: Candidate, texts: TextLikelihood) -> float:
    """Return how well known the changed part is together with its neighbours, in windows of two to four."""
    if one.end - one.start > MAX_WINDOW:
        return 1.5 * math.log1p(texts.articles(one.text))
    lengths = range(2, min(MAX_WINDOW, len(one.text)) + 1)
    return sum(math.log1p(_best_window(one, length, texts)) for length in lengths) / 2


def _best_window(one: Candidate, length: int, texts: TextLikelihood) -> int:
    """Return how often the most frequent part of this length occurs that contains or lies in the changed part."""
    text, ends = one.text, (one.start, one.end - length)
    first, last = max(0, min(ends)), min(len(text) - length, max(ends))
    windows = (text[start : start + length] for start in range(first, last + 1))
    return max((texts.pairs.count(*window) if length == 2 else texts.articles(window) for window in windows), default=0)

"""Correction of a mistyped text by what the collection contains: the likeliest text that one slip turns into it."""

from __future__ import annotations

import heapq
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from engine.runtime.deadline import checked
from engine.suggest import slip_candidates
from engine.suggest.confusable import NEAR_SOUND, SAME_SOUND, SIMILAR_LOOK
from engine.suggest.pair_counts import PairCounts
from engine.suggest.slip_candidates import Candidate, SlipCandidates
from engine.suggest.spelling import SpellingCorrector
from engine.text.segmenter import cut_words, is_word

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
SHORT = 3  # characters of a text that is mostly a word or a name

# Weights of the features of `_score`, from a softmax over the candidates of 491 mistyped names, words and phrases; with
# them the meant text comes first for .95 of these and of 495 others (`python -m bench slips`).
WEIGHTS: Mapping[str, float] = {
    "articles": 1.66,
    "articles of a short text": -0.96,
    "surroundings": 0.52,
    "words": -1.13,
    "single characters": -1.66,
    "name": 3.23,
    "long name": 2.05,
    "fluency": 0.27,
    SAME_SOUND: 2.78,
    NEAR_SOUND: 0.79,
    SIMILAR_LOOK: 2.53,
    slip_candidates.WRONG: -2.86,
    slip_candidates.SWAPPED: 2.05,
    slip_candidates.MISSING: 0.32,
    slip_candidates.EXTRA: -2.61,
    slip_candidates.DOUBLED: -2.61,
    slip_candidates.WORD: 0.24,
    slip_candidates.NAME: -3.24,
}


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
        ranked = self.ranked(typed, places)
        least = MIN_GAIN_WHERE_FOUND if articles else MIN_GAIN
        likely = [one for one in ranked if one.gain >= ranked[0].gain - MAX_DISTANCE and one.outnumbers(articles)]
        is_place = not articles and typed[-1] in PLACE_KINDS
        return [
            one
            for one in likely
            if one.gain >= (MIN_PLACE_GAIN if is_place and one.is_name and one.text[-1] == typed[-1] else least)
        ]

    def ranked(self, typed: str, places: list[int]) -> list[Correction]:
        """Return all candidates with a slip at one of these places, best first."""
        counts = _Counts(lambda text: max(self._count(text), self._names.articles(text)), self._pairs)
        base = min(self._score(Candidate(typed, "", place, place + 1), typed, counts) for place in range(len(typed)))
        found = [
            Correction(
                one.text, self._score(one, typed, counts) - base, counts.articles(one.text), one.text in self._names
            )
            for one in checked(self._likeliest(typed, places), 1)
            if counts.articles(one.text) or counts.best_window(one, MIN_WINDOW) >= MIN_WINDOW_ARTICLES
        ]
        return sorted(found, key=lambda one: (-one.gain, one.text))

    def _likeliest(self, typed: str, places: list[int]) -> list[Candidate]:
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
            text: self._fluency(text) + WEIGHTS[one.kind] + 2.0 * (len(text) - len(typed))
            for text, one in candidates.items()
        }
        likely = heapq.nlargest(2 * MAX_COUNTED, guess, key=guess.__getitem__)
        likely.sort(key=lambda text: sum(self._words(text)) - guess[text])
        names = (text for text in candidates if text in self._names)
        return [candidates[text] for text in dict.fromkeys((*likely[:MAX_COUNTED], *names))]

    def _score(self, one: Candidate, typed: str, counts: _Counts) -> float:
        """Return how likely it is that `one` was meant, up to a constant."""
        text = one.text
        articles = math.log1p(counts.articles(text))
        words, single = self._words(text)
        known = text in self._names
        features = {
            "articles": articles,
            "articles of a short text": articles if len(text) <= SHORT else 0.0,
            "surroundings": counts.surroundings(one),
            "words": words,
            "single characters": single,
            "name": known,
            "long name": known and len(text) >= SHORT,
            "fluency": self._fluency(text) - self._fluency(typed),
            one.kind: 1.0,
        }
        return sum(WEIGHTS.get(name, 0.0) * value for name, value in features.items())

    def _words(self, text: str) -> tuple[int, int]:
        """Return the numbers of words beyond the first, and of words of one character; zeros for a name."""
        if text in self._names:
            return 0, 0
        words = [word for word, _ in cut_words(text)]
        return len(words) - 1, sum(len(word) == 1 for word in words)

    def _fluency(self, text: str) -> float:
        """Return the logarithm of the probability of each character after the one before it."""
        pairs = self._pairs
        return sum(math.log((pairs.count(a, b) + 0.05) / (pairs.total(a) + 50)) for a, b in pairwise(text))


class _Counts:
    """Numbers of articles with a text, each looked up once."""

    def __init__(self, count: Callable[[str], int], pairs: PairCounts) -> None:
        self._known: dict[str, int] = {}
        self._count, self._pairs = count, pairs

    def articles(self, text: str) -> int:
        if text not in self._known:
            self._known[text] = self._count(text)
        return self._known[text]

    def surroundings(self, one: Candidate) -> float:
        """Return how well known the changed part is together with its neighbours, in windows of two to four."""
        text = one.text
        if one.end - one.start > 4:
            return 1.5 * math.log1p(self.articles(text))
        return sum(math.log1p(self.best_window(one, length)) for length in range(2, min(4, len(text)) + 1)) / 2

    def best_window(self, one: Candidate, length: int) -> int:
        """Return how often the most frequent part of this length occurs that contains or lies in the changed part."""
        text, ends = one.text, (one.start, one.end - length)
        first, last = max(0, min(ends)), min(len(text) - length, max(ends))
        windows = [text[start : start + length] for start in range(first, last + 1)]
        return max(
            ((self._pairs.count(*window) if length == 2 else self.articles(window)) for window in windows), default=0
        )

"""Likelihood that a text was meant, by its articles, its words, whether it is a name, and how its characters flow."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from itertools import pairwise

from engine.suggest import slip_candidates
from engine.suggest.confusable import NEAR_SOUND, SAME_SOUND, SIMILAR_LOOK
from engine.suggest.pair_counts import PairCounts
from engine.suggest.spelling import SpellingCorrector
from engine.text.segmenter import cut_words

Features = Mapping[str, float]
SHORT = 3  # characters of a text that is mostly a word or a name
# Weights of the features, by softmax over the candidates for 491 mistyped texts. `python -m bench slip-weights` learns
# others in the same way from another sample, as good for slips; with them .940 of names in pinyin are read, not .956.
WEIGHTS: Features = {
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


def score(features: Features) -> float:
    """Return the likelihood of a text with these features, as a logarithm up to a constant."""
    return sum(WEIGHTS.get(name, 0.0) * value for name, value in features.items())


class TextLikelihood:
    """Features of the texts that one typed text may stand for; what is looked up or computed is kept meanwhile."""

    def __init__(self, names: SpellingCorrector, pairs: PairCounts, count: Callable[[str], int]) -> None:
        self.names, self.pairs, self._count = names, pairs, count
        self._articles: dict[str, int] = {}
        self._words: dict[str, tuple[int, int]] = {}

    def articles(self, text: str) -> int:
        """Return the number of articles that contain a text or are about the name that it is."""
        if text not in self._articles:
            self._articles[text] = max(self._count(text), self.names.articles(text))
        return self._articles[text]

    def words(self, text: str) -> tuple[int, int]:
        """Return the numbers of words beyond the first, and of words of one character; zeros for a name."""
        if text in self.names:
            return 0, 0
        if text not in self._words:
            words = [word for word, _ in cut_words(text)]
            self._words[text] = len(words) - 1, sum(len(word) == 1 for word in words)
        return self._words[text]

    def fluency(self, text: str) -> float:
        """Return the logarithm of the probability of each character after the one before it."""
        pairs = self.pairs
        return sum(math.log((pairs.count(a, b) + 0.05) / (pairs.total(a) + 50)) for a, b in pairwise(text))

    def features(self, text: str, fluency: float) -> dict[str, float]:
        """Return the features of a text, whose `fluency` is given as far as it tells texts apart."""
        articles = math.log1p(self.articles(text))
        words, single = self.words(text)
        is_name, is_short = text in self.names, len(text) <= SHORT
        return {
            "articles": articles,
            "articles of a short text": articles if is_short else 0.0,
            "words": words,
            "single characters": single,
            "name": is_name,
            "long name": is_name and len(text) >= SHORT,
            "fluency": fluency,
        }

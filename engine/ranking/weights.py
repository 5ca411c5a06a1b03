"""Weights of the ranking features."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RankingWeights:
    """Weights and parameters of the ranking features; `recency` 0 turns the preference for newer articles off.

    Tuned with `python -m bench ranking`, the same values for all query sets.
    """

    words: float = 0.25  # in bodies, where pairs, beginnings and windows carry nearly the same signal
    words_title: float = 1.0
    pairs: float = 0.6
    pairs_title: float = 0.4
    title: float = 1.0
    deck: float = 0.4  # kicker and subtitle
    lead: float = 0.3
    lead_pairs: float = 0.15
    opening: float = 0.3
    close: float = 0.3
    number: float = 2.0
    whole: float = 0.1
    named: float = 0.5
    recency: float = 0.3
    rubric: float = 0.3  # weight of the name of a series in a headline
    other: float = 0.25  # weight of a variant of the typed text
    boilerplate: float = 0.05  # weight of words in boilerplate: lines without a sentence, repeated headlines
    k1: float = 0.4  # BM25 k1 of words in bodies; next of pairs in bodies, then of headlines
    k1_pairs: float = 0.8
    k1_title: float = 1.2
    b: float = 0.6
    b_title: float = 0.25
    sentence_least: int = 20  # minimum characters of the first sentence; next the lengths of beginnings and the window
    lead_length: int = 100
    opening_length: int = 200
    stretch: int = 60


DEFAULT_WEIGHTS = RankingWeights()

"""What each kind of evidence is worth."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RankingWeights:
    """What each kind of evidence is worth; `recency` 0 turns the preference for newer articles off.

    Found with `python -m bench ranking`, one setting for all sets.
    """

    words: float = 0.25  # in bodies, where pairs, beginnings and stretches say nearly all that they say
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
    rubric: float = 0.3  # how much of it the name of a series in a headline counts
    other: float = 0.25  # how much another way to write what was typed
    aside: float = 0.05  # how much words in lines that are no sentences, and in the headline once more
    k1: float = 0.4  # of words in bodies; of pairs in bodies; of headlines
    k1_pairs: float = 0.8
    k1_title: float = 1.2
    b: float = 0.6
    b_title: float = 0.25
    sentence_least: int = 20  # characters that the first sentence has at least; those of a beginning
    lead_length: int = 100
    opening_length: int = 200
    stretch: int = 60


DEFAULT_WEIGHTS = RankingWeights()
_current_weights = DEFAULT_WEIGHTS


def current_weights() -> RankingWeights:
    """The weights that are judged by in this process."""
    return _current_weights


def set_weights(weights: RankingWeights) -> None:
    """Judge by these weights from now on, in this process."""
    global _current_weights
    _current_weights = weights

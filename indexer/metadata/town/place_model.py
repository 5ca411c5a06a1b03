"""Logistic model of which places an article speaks of: its mentions, and what supports each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

from indexer.metadata.town.candidates import Candidate, Setting, find_candidates, probability, spoken_features

# An article speaks of a place from this probability.
MIN_SPOKEN = 0.6


@dataclass(frozen=True, slots=True)
class SpokenPlace:
    """A place that an article speaks of with probability `confidence`, at its mentions."""

    candidate: Candidate
    confidence: float

    @property
    def code(self) -> str:
        """Return the code of the place."""
        return self.candidate.code


def find_spoken(setting: Setting, least: float = MIN_SPOKEN) -> list[SpokenPlace]:
    """Return the places that an article speaks of with at least this probability; each mention names one."""
    candidates = find_candidates(setting)
    confidence = {code: rate(spoken_features(setting, candidate)) for code, candidate in candidates.items()}
    mentions: dict[str, list[int]] = {}
    for number, mention in enumerate(setting.mentions):
        mentions.setdefault(max(mention.codes, key=lambda code: confidence[code]), []).append(number)
    return [
        SpokenPlace(replace(candidates[code], mentions=tuple(numbers)), confidence[code])
        for code, numbers in mentions.items()
        if confidence[code] >= least
    ]


def rate(features: Mapping[str, float]) -> float:
    """Return the probability that an article speaks of a place with these features."""
    weights = read_model()
    return probability(sum([weights.get(name, 0.0) * value for name, value in features.items()]))


@cache
def read_model() -> Mapping[str, float]:
    """Return the weights of the features."""
    lines = files("indexer.data").joinpath("place_model.tsv").read_text("utf-8").splitlines()
    return {name: float(weight) for name, weight in (line.split("\t") for line in lines)}

"""Occurrences of the texts of a query in the fields of articles, counted for the ranking features."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from engine.article import Article
from engine.ranking import numbers
from engine.ranking.boilerplate_mask import boilerplate_mask, repetitions
from engine.ranking.text_matrix import Array, TextMatrix
from engine.runtime.deadline import checked
from engine.text import kernels
from engine.text.normalize import sources

FIELDS = ("body", "title", "kicker", "subtitle")
BLOCK = 20  # articles between two checks of the deadline


@dataclass(frozen=True, slots=True)
class Beginnings:
    """Lengths in characters: bounds of the first sentence, the lead, the opening; and of a window of the body."""

    sentence_least: int
    sentence_most: int
    lead: int
    opening: int
    window: int


@dataclass(frozen=True, slots=True)
class Measures:
    """Counts of needles in articles; arrays have shape (needles, articles) unless said otherwise.

    `counts` has the shape (fields, needles, articles), in the order of FIELDS; `lengths` (fields, articles). Of the
    body, `beside` counts the occurrences that begin in boilerplate, `whole` those that are no part of a longer number;
    `early` (3, needles, articles) says whether a needle is in the first sentence, the lead and the opening, outside
    boilerplate. `densest` (articles) is the largest weight of distinct needles in a window.
    """

    counts: Array
    lengths: Array
    beside: Array
    whole: Array
    early: Array
    densest: Array


def measure(
    articles: Sequence[Article], needles: Sequence[str], weights: Mapping[str, float], beginnings: Beginnings
) -> Measures:
    """Measure the folded `needles` in articles. `weights` are those of the needles that windows are weighed by."""
    texts = [[getattr(article, field) or "" for article in articles] for field in FIELDS]
    lengths = np.array([list(map(len, row)) for row in texts], np.int64).reshape(len(FIELDS), len(articles))
    count = _compiled if kernels.ON and len(set().union(*needles)) <= kernels.MAX_CLASSES else _vectorised
    return count(texts, lengths, needles, weights, beginnings)


def _compiled(
    texts: Sequence[list[str]],
    lengths: Array,
    needles: Sequence[str],
    weights: Mapping[str, float],
    beginnings: Beginnings,
) -> Measures:
    bodies, titles, *_ = texts
    scanner = kernels.TextScanner(needles, sources)
    size, rows = len(bodies), len(needles)
    body = np.zeros((size, 3, rows), np.int64)
    early = np.zeros((size, 3, rows), np.uint8)
    others = np.zeros((len(FIELDS) - 1, size, rows), np.int64)
    densest = np.zeros(size)
    values = np.array([weights.get(needle, 0.0) for needle in needles])
    b = beginnings
    bounds = np.array([b.sentence_least, b.sentence_most, b.lead, b.opening], np.int64)
    for start in checked(range(0, size, BLOCK), 1):
        part = slice(start, start + BLOCK)
        places = list(map(repetitions, bodies[part], titles[part]))
        scanner.measure(bodies[part], places, body[part], early[part], densest[part], values, bounds, b.window)
    for row, counts in zip(texts[1:], others, strict=True):
        scanner.count(row, counts)
    counts = np.concatenate((body[None, :, 0], others)).transpose(0, 2, 1)
    return Measures(counts, lengths, body[:, 1].T, body[:, 2].T, early.transpose(1, 2, 0), densest)


def _vectorised(
    texts: Sequence[list[str]],
    lengths: Array,
    needles: Sequence[str],
    weights: Mapping[str, float],
    beginnings: Beginnings,
) -> Measures:
    bodies, titles, *decks = texts
    body = TextMatrix(bodies, needles)
    boilerplate = boilerplate_mask(body, bodies, titles)
    counts, beside = body.split_counts(list(needles), boilerplate)
    others = [TextMatrix(row, needles).counts(list(needles)) for row in (titles, *decks)]
    b = beginnings
    ends = (body.sentences(b.sentence_least, b.sentence_most), b.lead, b.opening) if len(body.codes) else (0, 0, 0)
    early = np.stack([body.counts(list(needles), end, ~boilerplate) > 0 for end in ends])
    whole = numbers.counts(body, tuple(needles))
    return Measures(np.stack([counts, *others]), lengths, beside, whole, early, body.densest(weights, b.window))

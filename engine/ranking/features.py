"""Relevance features of an article's text: words, character pairs, proximity, position, names and recency.

Words and pairs are scored by BM25 (Robertson, Zaragoza: The Probabilistic Relevance Framework, 2009) per field. Further
features are matches at the beginning of the body, since news puts the important facts first, and in its densest window.
Boilerplate (`engine.ranking.boilerplate_mask`) gets a low weight for words and is not part of the beginning.
`python -m bench search` measures the quality of the weights.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

import numpy as np

from engine.article import Article
from engine.ranking.measures import FIELDS, Beginnings, Measures, measure
from engine.ranking.query_terms import CollectionStatistics, QueryTerms
from engine.ranking.text_matrix import Array
from engine.runtime.deadline import checked
from engine.text.normalize import fold

# The articles of the first stage from an offset on, at most `limit`, in its order.
Candidates = Callable[[int, int], Sequence[Article]]

__all__ = ["Candidates", "CollectionStatistics", "FeatureScores", "QueryFeatures", "ScorePart"]


@dataclass(frozen=True, slots=True)
class ScorePart:
    """One contribution to a score: `count` occurrences of `text` in `field`, and the score they add."""

    kind: str
    field: str
    text: str
    count: int
    value: float


@dataclass(frozen=True, slots=True)
class FeatureScores:
    """Contributions of one kind and field; `counts` and `values` have shape (texts, articles)."""

    kind: str
    field: str
    texts: tuple[str, ...]
    counts: Array
    values: Array


@dataclass(frozen=True)
class QueryFeatures(QueryTerms):
    """Feature extractor for one query, with weights for one collection."""

    def best(self, candidates: Candidates, offset: int, limit: int) -> list[tuple[Article, float]]:
        """Return a window of hits with their scores: candidates of the first stage, rescored block by block."""
        first, end = offset // self.block * self.block, offset + limit
        articles = candidates(first, -(-end // self.block) * self.block - first)
        hits: list[tuple[Article, float]] = []
        for start in checked(range(0, len(articles), self.block), 1):
            block = articles[start : start + self.block]
            hits += sorted(zip(block, self.scores(block), strict=True), key=lambda hit: -hit[1])
        return hits[offset - first : end - first]

    def contributions(self, articles: Sequence[Article]) -> Iterator[FeatureScores]:
        """Yield all contributions to the scores of these articles; the columns add up to the scores."""
        weights = self.weights
        needles = dict.fromkeys([*self.words, *self.pairs, *self.numbers, *(text for text, _, _ in self.typed_chunks)])
        numbers_of = {needle: row for row, needle in enumerate(needles)}
        beginnings = Beginnings(
            weights.sentence_least, weights.opening_length, weights.lead_length, weights.opening_length, weights.stretch
        )
        windows = self.content_words if self.has_several_terms else {}
        found = measure(articles, list(needles), windows, beginnings)
        rows = _Rows(found, numbers_of)
        yield from self._fields(rows)
        yield from self._beginning(rows)
        if self.numbers:
            counts, idf = rows.of(found.whole, self.numbers), _column(self.numbers.values())
            yield FeatureScores("number", "body", tuple(self.numbers), counts, weights.number * idf * (counts > 0))
        if self.has_several_terms:
            yield FeatureScores("close", "body", ("",), found.lengths[:1] > 0, (weights.close * found.densest)[None])
        typed = tuple(typed for _, typed, _ in self.typed_chunks)
        idf = _column(idf for _, _, idf in self.typed_chunks)
        for field, name in ((1, "title"), (0, "body")) if typed else ():
            counts = rows.of(found.counts[field], [text for text, _, _ in self.typed_chunks])
            yield FeatureScores("whole", name, typed, counts, weights.whole * idf * (counts > 0))
        yield from self._named(articles)
        yield from self._recent(articles)

    def scores(self, articles: Sequence[Article]) -> list[float]:
        """Return the score of each article, the sum of all its contributions."""
        if not articles:
            return []
        values = [contribution.values for contribution in checked(self.contributions(articles), 1)]
        scores: list[float] = np.concatenate(values).sum(axis=0).tolist()
        return scores

    def parts(self, article: Article) -> tuple[ScorePart, ...]:
        """Return the non-zero contributions to the score of one article; the values add up to it."""
        score_parts = (
            ScorePart(c.kind, c.field, text, int(count), float(value))
            for c in checked(self.contributions([article]), 1)
            for text, count, value in zip(c.texts, c.counts[:, 0], c.values[:, 0], strict=True)
        )
        return tuple(part for part in score_parts if part.value)

    def _fields(self, rows: _Rows) -> Iterator[FeatureScores]:
        """Score words and pairs in each field by BM25; those in boilerplate of the body count with a lower weight."""
        weights, measures = self.weights, rows.measures
        selected = rows.rows(chain(self.words, self.pairs))
        counts = measures.counts[:, selected]
        often = counts.astype(np.float64)
        often[0] -= (1 - weights.boilerplate) * measures.beside[selected]
        parts = {"word": slice(0, len(self.words)), "pair": slice(len(self.words), len(selected))}
        curves = np.full((len(FIELDS), len(selected)), weights.k1_title)
        curves[0, parts["word"]], curves[0, parts["pair"]] = weights.k1, weights.k1_pairs
        idf = np.fromiter(chain(self.words.values(), self.pairs.values()), np.float64, len(selected))
        boosts = idf * (curves + 1)
        for place, in_body, in_title in (
            (parts["word"], weights.words, weights.words_title),
            (parts["pair"], weights.pairs, weights.pairs_title),
        ):
            boosts[:, place] *= _column((in_body, weights.title * in_title, *[weights.deck * in_title] * 2))
        b = np.array([weights.b] + [weights.b_title] * 3)
        means = np.array([self.collection.lengths.get(name) or 1 for name in FIELDS])
        norms = (1 - b + b / means * measures.lengths.T).T
        values = often / (often + curves[:, :, None] * norms[:, None])
        values *= boosts[:, :, None]
        for kind, terms in (("word", self.words), ("pair", self.pairs)):
            place = parts[kind]
            for number, name in enumerate(FIELDS):
                yield FeatureScores(kind, name, tuple(terms), counts[number, place], values[number, place])

    def _beginning(self, rows: _Rows) -> Iterator[FeatureScores]:
        """Add a bonus for matches in the first sentence and in the opening of the body."""
        weights, early = self.weights, rows.measures.early
        for kind, place, terms, share in (
            ("lead", 0, self.content_words, weights.lead),
            ("lead_pairs", 1, self.pairs, weights.lead_pairs),
            ("opening", 2, self.content_words, weights.opening),
        ):
            held = rows.of(early[place], terms)
            yield FeatureScores(kind, "body", tuple(terms), held, share * _column(terms.values()) * held)

    def _named(self, articles: Sequence[Article]) -> Iterator[FeatureScores]:
        """Score towns and leaders of the articles that the query names; the first of an article counts most."""
        names_text = "\n".join(self.names)
        for kind, names_of in (("town", _towns), ("leader", _leaders)) if names_text else ():
            places = [names_of(article) for article in articles]
            for name in dict.fromkeys(chain.from_iterable(places)):
                folded = _folded(name)
                if folded in names_text:
                    boost = self.weights.named * self.collection.idf(folded, True)
                    shares = np.array([[1 / (1 + names.index(name) / 4) if name in names else 0.0 for names in places]])
                    yield FeatureScores("named", kind, (name,), shares > 0, boost * shares)

    def _recent(self, articles: Sequence[Article]) -> Iterator[FeatureScores]:
        """Score recency: the full weight for the newest article, half of it after a year."""
        if self.collection.newest and self.weights.recency:
            ages = [max(0, (self.collection.newest - a.date).days) / 365 if a.date else np.inf for a in articles]
            values = self.weights.recency * 0.5 ** np.array(ages)
            yield FeatureScores("recent", "date", ("",), (values > 0)[None], values[None])


class _Rows:
    """Measures with the row of each needle."""

    def __init__(self, measures: Measures, numbers: Mapping[str, int]) -> None:
        self.measures, self._numbers = measures, numbers

    def rows(self, needles: Iterable[str]) -> list[int]:
        """Return the rows of needles."""
        return [self._numbers[needle] for needle in needles]

    def of(self, array: Array, needles: Iterable[str]) -> Array:
        """Return the rows of an array for needles."""
        selected: Array = array[self.rows(needles)]
        return selected


def _column(values: Iterable[float]) -> Array:
    return np.array(list(values))[:, None]


def _towns(article: Article) -> tuple[str, ...]:
    return _last_parts(article.towns)


def _leaders(article: Article) -> tuple[str, ...]:
    return tuple(dict.fromkeys([leader.name for leader in article.leaders])) if article.leaders else ()


# Cached, since the same towns and leaders recur at every search.
@lru_cache(1 << 14)
def _last_parts(paths: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(path.rpartition("/")[2] for path in paths))


@lru_cache(1 << 14)
def _folded(name: str) -> str:
    return fold(name)

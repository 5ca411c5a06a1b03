"""Relevance features of an article's text: words, character pairs, proximity, position, names and recency.

Words and pairs are scored by BM25 (Robertson, Zaragoza: The Probabilistic Relevance Framework, 2009) per field. Further
features are matches at the beginning of the body, since news puts the important facts first, and in its densest window.
Boilerplate (`engine.ranking.boilerplate_mask`) gets a low weight for words and is not part of the beginning.
`python -m bench search` measures the quality of the weights.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

import numpy as np

from engine.article import Article
from engine.ranking import numbers
from engine.ranking.boilerplate_mask import boilerplate_mask
from engine.ranking.query_terms import CollectionStatistics, QueryTerms
from engine.ranking.text_matrix import Array, TextMatrix
from engine.runtime.deadline import checked
from engine.text.normalize import fold

__all__ = ["CollectionStatistics", "FeatureScores", "QueryFeatures", "ScorePart"]


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

    def contributions(self, articles: Sequence[Article]) -> Iterator[FeatureScores]:
        """Yield all contributions to the scores of these articles; the columns add up to the scores."""
        weights = self.weights
        needles = [*self.words, *self.pairs, *self.numbers, *(folded for folded, _, _ in self.typed_chunks)]
        bodies, headlines = [article.body for article in articles], [article.title or "" for article in articles]
        body, titles = TextMatrix(bodies, needles), TextMatrix(headlines, needles)
        boilerplate = boilerplate_mask(body, bodies, headlines)
        shares, curves = (weights.words, weights.pairs), (weights.k1, weights.k1_pairs)
        yield from self._field("body", body, shares, curves, weights.b, boilerplate)
        for name, texts, boost in (
            ("title", titles, weights.title),
            ("kicker", TextMatrix([article.kicker or "" for article in articles], needles), weights.deck),
            ("subtitle", TextMatrix([article.subtitle or "" for article in articles], needles), weights.deck),
        ):
            shares = boost * weights.words_title, boost * weights.pairs_title
            yield from self._field(name, texts, shares, (weights.k1_title, weights.k1_title), weights.b_title)
        yield from self._beginning(body, ~boilerplate)
        if self.numbers and len(body.codes):
            counts, idf = numbers.counts(body, tuple(self.numbers)), np.array(list(self.numbers.values()))[:, None]
            yield FeatureScores("number", "body", tuple(self.numbers), counts, weights.number * idf * (counts > 0))
        if self.has_several_terms:
            dense = weights.close * body.densest(self.content_words, weights.stretch)
            yield FeatureScores("close", "body", ("",), body.any[None], dense[None])
        for name, texts in (("title", titles), ("body", body)):
            counts = texts.counts([folded for folded, _, _ in self.typed_chunks])
            idf = np.array([idf for _, _, idf in self.typed_chunks])[:, None]
            typed = tuple(typed for _, typed, _ in self.typed_chunks)
            yield FeatureScores("whole", name, typed, counts, weights.whole * idf * (counts > 0))
        yield from self._named(articles)
        yield from self._recent(articles)

    def scores(self, articles: Sequence[Article]) -> list[float]:
        """Return the score of each article, the sum of all its contributions."""
        if not articles:
            return []
        total = np.zeros(len(articles))
        for contribution in checked(self.contributions(articles), 1):
            total += contribution.values.sum(axis=0)
        return [float(score) for score in total]

    def parts(self, article: Article) -> tuple[ScorePart, ...]:
        """Return the non-zero contributions to the score of one article; the values add up to it."""
        score_parts = (
            ScorePart(c.kind, c.field, text, int(count), float(value))
            for c in checked(self.contributions([article]), 1)
            for text, count, value in zip(c.texts, c.counts[:, 0], c.values[:, 0], strict=True)
        )
        return tuple(part for part in score_parts if part.value)

    def _field(
        self,
        name: str,
        texts: TextMatrix,
        shares: tuple[float, float],
        curves: tuple[float, float],
        b: float,
        boilerplate: Array | None = None,
    ) -> Iterator[FeatureScores]:
        """Score words and pairs in a field by BM25.

        `shares` and `curves` are the weight and the k1 of words and of pairs; occurrences in `boilerplate` count with
        the weight `aside`.
        """
        if not len(texts.codes):
            return
        length = 1 - b + b * texts.lengths / (self.collection.lengths.get(name) or 1)
        for kind, terms, share, k1 in zip(("word", "pair"), (self.words, self.pairs), shares, curves, strict=True):
            norm = k1 * length
            if boilerplate is None:
                counts = often = texts.counts(list(terms))
            else:
                counts, beside = texts.split_counts(list(terms), boilerplate)
                often = counts - (1 - self.weights.aside) * beside
            boosts = share * (k1 + 1) * np.array(list(terms.values()))[:, None]
            yield FeatureScores(kind, name, tuple(terms), counts, boosts * often / (often + norm))

    def _beginning(self, body: TextMatrix, meaningful: Array) -> Iterator[FeatureScores]:
        """Add a bonus for matches in the first sentence and in the opening of the body.

        `meaningful` is True for the characters that count.
        """
        weights = self.weights
        if not len(body.codes):
            return
        for kind, terms, share, length in (
            ("lead", self.content_words, weights.lead, body.sentences(weights.sentence_least, weights.opening_length)),
            ("lead_pairs", self.pairs, weights.lead_pairs, weights.lead_length),
            ("opening", self.content_words, weights.opening, weights.opening_length),
        ):
            held = body.counts(list(terms), length, meaningful) > 0
            yield FeatureScores(
                kind, "body", tuple(terms), held, share * np.array(list(terms.values()))[:, None] * held
            )

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

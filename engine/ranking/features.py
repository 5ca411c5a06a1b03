"""How well an article answers a query, judged from its text: words, pairs of characters, how close, how early, who.

Words and pairs are weighed by BM25 (Robertson, Zaragoza: The Probabilistic Relevance Framework, 2009), each field on
its own; then what stands at the beginning of a body, as news put first what matters, and the densest stretch of it.
What a page carries beside its text (`engine.ranking.boilerplate_mask`) counts little as words, and is no beginning.
`python -m bench search` measures how well the weights do.
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
    """One contribution to a score: in which field which text stands how often, and what that is worth."""

    kind: str
    field: str
    text: str
    count: int
    value: float


@dataclass(frozen=True, slots=True)
class FeatureScores:
    """The same for several texts and articles: a row for each text, a column for each article."""

    kind: str
    field: str
    texts: tuple[str, ...]
    counts: Array
    values: Array


@dataclass(frozen=True)
class QueryFeatures(QueryTerms):
    """What a query looks for in texts, weighed for one collection."""

    def contributions(self, articles: Sequence[Article]) -> Iterator[FeatureScores]:
        """Everything that can speak for these articles; the columns add up to the scores."""
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
        """The sums of all contributions, an article each."""
        if not articles:
            return []
        total = np.zeros(len(articles))
        for contribution in checked(self.contributions(articles), 1):
            total += contribution.values.sum(axis=0)
        return [float(score) for score in total]

    def parts(self, article: Article) -> tuple[ScorePart, ...]:
        """What speaks for one article; the values add up to its score."""
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
        """Words and pairs in a field: what each is worth, and the k1 of each; those that stand `aside` count less."""
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
        """What the beginning of the body has, counted once more: the first sentence, and a little behind it."""
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
        """Towns and leaders of the article that the query names; the first of an article counts most."""
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
        """A little for newer articles: all of it for the newest, half after a year."""
        if self.collection.newest and self.weights.recency:
            ages = [max(0, (self.collection.newest - a.date).days) / 365 if a.date else np.inf for a in articles]
            values = self.weights.recency * 0.5 ** np.array(ages)
            yield FeatureScores("recent", "date", ("",), (values > 0)[None], values[None])


def _towns(article: Article) -> tuple[str, ...]:
    return _last_parts(article.towns)


def _leaders(article: Article) -> tuple[str, ...]:
    return tuple(dict.fromkeys([leader.name for leader in article.leaders])) if article.leaders else ()


# The same towns and leaders come back at every search.
@lru_cache(1 << 14)
def _last_parts(paths: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(path.rpartition("/")[2] for path in paths))


@lru_cache(1 << 14)
def _folded(name: str) -> str:
    return fold(name)

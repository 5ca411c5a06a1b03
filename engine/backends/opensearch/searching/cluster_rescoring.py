"""Second-stage ranking on a cluster: candidates ranked by indexed words are rescored by their text."""

from __future__ import annotations

import datetime
import math
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache

from engine.article import Article
from engine.backends.opensearch.searching.statistics import ClusterStatistics
from engine.query.tree import Query, Request
from engine.ranking.features import QueryFeatures
from engine.ranking.query_terms import CHARS_PER_WORD, CollectionStatistics, estimate_df
from engine.schema import WORD_FIELDS
from engine.vocabulary import Vocabulary

Candidates = Callable[[int, int], list[tuple[Article, float]]]


class ClusterRescoring:
    """Rescores matches of one generation with its statistics."""

    def __init__(self, statistics: ClusterStatistics, newest: datetime.date | None, vocabulary: Vocabulary) -> None:
        self._statistics, self._vocabulary = statistics, vocabulary
        lengths = {field: statistics.average(field) * CHARS_PER_WORD for field in WORD_FIELDS}
        self.collection = CollectionStatistics(lru_cache(maxsize=4096)(self._idf), lengths, newest)

    def evidence(self, query: Query) -> QueryFeatures:
        """Return the ranking features of a query, weighted for this generation; idf is fetched in one request."""

        def features(idf: Callable[[str, bool], float]) -> QueryFeatures:
            collection = replace(self.collection, idf=idf)
            return QueryFeatures(query, collection, self._vocabulary.weights, self._vocabulary.words)

        def compute(idf: Callable[[str, bool], float]) -> tuple[object, ...]:
            draft = features(idf)
            return draft.words, draft.pairs, draft.numbers

        self._statistics.learn_all(compute)
        return features(self.collection.idf)

    def best(self, request: Request, candidates: Candidates) -> list[tuple[Article, float]]:
        """Return the requested window of hits; `candidates(offset, limit)` returns first-stage hits."""
        evidence = self.evidence(request.ranked_by or request.query)
        if not evidence.chunks:
            return candidates(request.offset, request.limit)
        return evidence.best(
            lambda offset, limit: [article for article, _ in candidates(offset, limit)], request.offset, request.limit
        )

    def _idf(self, text: str, word: bool) -> float:
        if word:
            return max(0.05, self._statistics.idf("body", text) - 1)
        documents = estimate_df(self._statistics.estimate(text))
        return max(0.05, math.log((self._statistics.documents + 1) / (documents + 1)))

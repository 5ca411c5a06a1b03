"""Second-stage ranking: candidates ranked by indexed words are rescored by their text."""

from __future__ import annotations

import datetime
import math
from collections.abc import Callable
from functools import lru_cache

from engine.article import Article
from engine.backends.whoosh.searching.evaluator import Evaluator, ResultSet
from engine.query.tree import Query, Request
from engine.ranking.features import QueryFeatures
from engine.ranking.query_terms import CHARS_PER_WORD, CollectionStatistics, estimate_df
from engine.vocabulary import Vocabulary


class Rescoring:
    """Rescores matches of one generation; `article` reads an article, `idf` is that of an indexed word in a field."""

    def __init__(
        self,
        evaluator: Evaluator,
        article: Callable[[int], Article],
        idf: Callable[[str, str], float],
        newest: datetime.date | None,
        vocabulary: Vocabulary,
    ) -> None:
        self._evaluator, self._article, self._word, self._vocabulary = evaluator, article, idf, vocabulary
        lengths = {
            field: evaluator.scoring.average(field) * CHARS_PER_WORD
            for field in ("body", "title", "kicker", "subtitle")
        }
        self.collection = CollectionStatistics(lru_cache(maxsize=4096)(self._idf), lengths, newest)

    def evidence(self, query: Query) -> QueryFeatures:
        """Return the ranking features of a query, weighted for this generation."""
        return QueryFeatures(query, self.collection, self._vocabulary.weights, self._vocabulary.words)

    def best(self, matches: ResultSet, request: Request) -> list[tuple[Article, float]]:
        """Return the requested window of hits with their scores."""
        evidence = self.evidence(request.ranked_by or request.query)
        if not evidence.chunks or not request.limit:
            return [
                (self._article(document), score)
                for document, score in matches.best(request.offset + request.limit)[request.offset :]
            ]
        return evidence.best(
            lambda offset, limit: [self._article(document) for document, _ in matches.best(offset + limit)[offset:]],
            request.offset,
            request.limit,
        )

    def _idf(self, text: str, word: bool) -> float:
        if word:
            return max(0.05, self._word("body", text) - 1)
        documents = sum(leaf.documents for leaf in self._evaluator.segment_searchers)
        indexes = [leaf.segment.literal for leaf in self._evaluator.segment_searchers]
        held = estimate_df(sum(index.estimate(text) for index in indexes if index is not None))
        return max(0.05, math.log((documents + 1) / (held + 1)))

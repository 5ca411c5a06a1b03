"""A collection of short texts in memory, for tests of corrections."""

from __future__ import annotations

from collections.abc import Iterable

from engine.query.tree import And, Phrase, Query, Term
from engine.suggest.completion import Suggestion
from engine.suggest.pair_counts import PairCounts
from engine.suggest.query_correction import QueryCorrector
from engine.suggest.spelling import SpellingCorrector


def corrector_of(names: Iterable[tuple[str, int]], texts: Iterable[tuple[str, int]] = ()) -> QueryCorrector:
    """Return a corrector for names and texts, each with the number of articles that contain it."""
    names = list(names)
    articles = [*names, *texts]

    def count(query: Query) -> int:
        parts = query.parts if isinstance(query, And) else (query,)
        wanted = [part.text for part in parts if isinstance(part, Term | Phrase)]
        return sum(number for text, number in articles if all(part in text for part in wanted))

    pairs = PairCounts.of_texts(text for text, number in articles for _ in range(number))
    return QueryCorrector(SpellingCorrector(Suggestion(name, "town", number) for name, number in names), pairs, count)

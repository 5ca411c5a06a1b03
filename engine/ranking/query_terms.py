"""Weighted terms of a query: words, character pairs, numbers and whole chunks, with their idf in a collection."""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from engine.query.match_ranges import needles
from engine.query.pasted_text import rubric_ranges
from engine.query.tree import And, Facet, Near, Or, Phrase, Query, Term
from engine.ranking.numbers import numbers
from engine.ranking.weights import DEFAULT_WEIGHTS, RankingWeights
from engine.text.normalize import fold
from engine.text.segmenter import Token, tokens
from engine.text.words import MIN_HEADLINE_WORDS, function_words, query_words

# Candidates per block for one word, several words, and headlines, whose words mostly match other articles.
SINGLE_WORD_CANDIDATES, MULTI_WORD_CANDIDATES, HEADLINE_CANDIDATES = 20, 60, 100
CHARS_PER_WORD = 1.6  # mean number of characters per indexed word; backends know lengths in words
_RUN = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class CollectionStatistics:
    """Statistics of a collection for ranking.

    `idf(text, True)` is the inverse document frequency (natural log) of a word of the index, `idf(text, False)` that of
    a pair of characters. `lengths` are the mean lengths of fields in characters. `newest` is the date of the newest
    article.
    """

    idf: Callable[[str, bool], float]
    lengths: Mapping[str, float]
    newest: datetime.date | None = None


@dataclass(frozen=True)
class QueryTerms:
    """Terms of `query` with their weights in one collection.

    `user_words` are the operator's words. Text that the reader typed has the full weight; variants of it have a
    reduced weight, and so have names of series in it (【新春走基层】), which articles seldom repeat.
    """

    query: Query
    collection: CollectionStatistics
    weights: RankingWeights = DEFAULT_WEIGHTS
    user_words: tuple[str, ...] = ()

    @cached_property
    def chunks(self) -> dict[Term | Phrase, float]:
        """The texts of the query, those of a NEAR separately, with their weights (0 to 1)."""
        weights: dict[Term | Phrase, float] = {}
        for chunk, share in _chunks(self.query, 1.0, self.weights.other):
            weights[chunk] = max(share, weights.get(chunk, 0.0))
        return weights

    @cached_property
    def words(self) -> dict[str, float]:
        """The words of the query, including shorter words inside long ones, with their weighted idf."""
        weighted = (
            (token.text, share * self._part(chunk.text, token.start))
            for chunk, share in self.chunks.items()
            for token in self._tokens(chunk.text)
        )
        return {word: share * self.collection.idf(word, True) for word, share in _largest_shares(weighted).items()}

    @cached_property
    def pairs(self) -> dict[str, float]:
        """All pairs of adjacent characters of the query, with their weighted idf."""
        weighted = (
            (run.group()[i : i + 2], share * self._part(chunk.text, run.start()))
            for chunk, share in self.chunks.items()
            for run in _RUN.finditer(fold(chunk.text))
            for i in range(max(1, len(run.group()) - 1))
        )
        return {pair: share * self.collection.idf(pair, False) for pair, share in _largest_shares(weighted).items()}

    @cached_property
    def numbers(self) -> dict[str, float]:
        """The standalone numbers that were typed, with their idf."""
        typed = [chunk for chunk, share in self.chunks.items() if share == 1.0]
        distinct = dict.fromkeys(number for chunk in typed for number in numbers(fold(chunk.text)))
        return {number: self.collection.idf(number, True) for number in distinct}

    @cached_property
    def content_words(self) -> dict[str, float]:
        """The words with meaning of their own: no function words, and no single Han characters, if others remain."""
        content_words = {word: idf for word, idf in self.words.items() if word not in function_words()}
        return (
            {word: idf for word, idf in content_words.items() if len(word) > 1 or word.isascii()}
            or content_words
            or self.words
        )

    @cached_property
    def typed_chunks(self) -> tuple[tuple[str, str, float], ...]:
        """The chunks of more than two characters, as (folded, as typed, summed idf of their words)."""
        folded = [(needles(chunk)[0], chunk.text) for chunk in self.chunks]
        return tuple((n, t, sum(self.words[w.text] for w in self._tokens(t))) for n, t in folded if len(n) > 2)

    def _tokens(self, text: str) -> Iterator[Token]:
        return tokens(text, self.user_words)

    def _part(self, text: str, place: int) -> float:
        return self.weights.rubric if any(start <= place < end for start, end in rubric_ranges(text)) else 1.0

    @property
    def has_several_terms(self) -> bool:
        """True if there is more than one content word, so that proximity matters."""
        return len(self.content_words) > 1

    @property
    def block(self) -> int:
        """Number of candidates rescored together, so that the order of hits does not depend on the page size."""
        if not self.has_several_terms:
            return SINGLE_WORD_CANDIDATES
        return (
            HEADLINE_CANDIDATES
            if any(len(query_words(chunk.text)) >= MIN_HEADLINE_WORDS for chunk in self.chunks)
            else MULTI_WORD_CANDIDATES
        )

    @property
    def names(self) -> set[str]:
        """The folded texts and facet values of the query."""
        return {fold(chunk.text) for chunk in self.chunks} | {fold(part.value) for part in _facets(self.query)}


def estimate_df(occurrences: int) -> float:
    """Estimate the document frequency of a pair of characters from its number of occurrences, `occurrences`.

    Frequent pairs occur in clusters. Fitted to 74,542 news items: pairs with 10 occurrences are in 9 of them, pairs
    with 10,000 occurrences in 6,000.
    """
    return occurrences / (1 + 0.07 * math.log(occurrences)) if occurrences else 0.0


def _chunks(query: Query, share: float, other: float) -> Iterator[tuple[Term | Phrase, float]]:
    """Yield the texts that a query does not exclude, with their weights; variants are multiplied by `other`."""
    if isinstance(query, Term | Phrase):
        yield query, share
    elif isinstance(query, Near):
        yield from ((Phrase(text, query.field), share) for text in query.parts)
    elif isinstance(query, And | Or):
        is_group = isinstance(query, Or) and query.variants
        for place, part in enumerate(query.parts):
            yield from _chunks(part, share * other if is_group and place else share, other)


def _largest_shares(pairs: Iterable[tuple[str, float]]) -> dict[str, float]:
    """Return each text with the largest of its weights."""
    weights: dict[str, float] = {}
    for text, share in pairs:
        weights[text] = max(share, weights.get(text, 0.0))
    return weights


def _facets(query: Query) -> list[Facet]:
    parts = getattr(query, "parts", ())
    if isinstance(query, Facet):
        return [query]
    return [facet for part in parts if not isinstance(part, str) for facet in _facets(part)]

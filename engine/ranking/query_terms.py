"""What a query looks for in texts: words, pairs of characters, whole chunks, each with its rarity in a collection."""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from engine.query.expansion import is_variant_group
from engine.query.match_ranges import needles
from engine.query.pasted_text import rubric_ranges
from engine.query.tree import And, Facet, Near, Or, Phrase, Query, Term
from engine.ranking.numbers import numbers
from engine.ranking.weights import RankingWeights, current_weights
from engine.text.normalize import fold
from engine.text.segmenter import tokens
from engine.text.words import MIN_HEADLINE_WORDS, function_words, query_words

# Candidates that are judged at once, for one word, for several and for headlines, whose words are most often others'.
SINGLE_WORD_CANDIDATES, MULTI_WORD_CANDIDATES, HEADLINE_CANDIDATES = 20, 60, 100
_RUN = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class CollectionStatistics:
    """What the worth of a word depends on: `rarity` of a word or a pair of characters (natural log), mean lengths.

    `rarity(text, word)` is asked with True for words of the index and False for pairs of characters. `lengths` are mean
    characters by field. `newest` is the date of the newest article.
    """

    idf: Callable[[str, bool], float]
    lengths: Mapping[str, float]
    newest: datetime.date | None = None


@dataclass(frozen=True)
class QueryTerms:
    """What `query` asks for, in the terms of one collection.

    What a reader typed counts in full; the names of series in it (【新春走基层】), which articles seldom repeat, and
    other ways to write it count in part.
    """

    query: Query
    collection: CollectionStatistics
    weights: RankingWeights = field(default_factory=current_weights)

    @cached_property
    def chunks(self) -> dict[Term | Phrase, float]:
        """The texts asked for, a NEAR's one by one, and how much of it each counts."""
        weights: dict[Term | Phrase, float] = {}
        for chunk, share in _chunks(self.query, 1.0, self.weights.other):
            weights[chunk] = max(share, weights.get(chunk, 0.0))
        return weights

    @cached_property
    def words(self) -> dict[str, float]:
        """The words asked for, long ones and those inside them, with their rarity."""
        weighted = (
            (token.text, share * self._part(chunk.text, token.start))
            for chunk, share in self.chunks.items()
            for token in tokens(chunk.text)
        )
        return {word: share * self.collection.idf(word, True) for word, share in _largest_shares(weighted).items()}

    @cached_property
    def pairs(self) -> dict[str, float]:
        """All pairs of neighbouring characters asked for, with their rarity."""
        weighted = (
            (run.group()[i : i + 2], share * self._part(chunk.text, run.start()))
            for chunk, share in self.chunks.items()
            for run in _RUN.finditer(fold(chunk.text))
            for i in range(max(1, len(run.group()) - 1))
        )
        return {pair: share * self.collection.idf(pair, False) for pair, share in _largest_shares(weighted).items()}

    @cached_property
    def numbers(self) -> dict[str, float]:
        """The numbers asked for that stand by themselves, with their rarity."""
        typed = [chunk for chunk, share in self.chunks.items() if share == 1.0]
        distinct = dict.fromkeys(number for chunk in typed for number in numbers(fold(chunk.text)))
        return {number: self.collection.idf(number, True) for number in distinct}

    @cached_property
    def content_words(self) -> dict[str, float]:
        """The words that say something by themselves: no function words, and no single characters of Han."""
        content_words = {word: idf for word, idf in self.words.items() if word not in function_words()}
        return (
            {word: idf for word, idf in content_words.items() if len(word) > 1 or word.isascii()}
            or content_words
            or self.words
        )

    @cached_property
    def typed_chunks(self) -> tuple[tuple[str, str, float], ...]:
        """The chunks of more than two characters: folded, as typed, and the rarity of their words together."""
        folded = [(needles(chunk)[0], chunk.text) for chunk in self.chunks]
        return tuple((n, t, sum(self.words[w.text] for w in tokens(t))) for n, t in folded if len(n) > 2)

    def _part(self, text: str, place: int) -> float:
        return self.weights.rubric if any(start <= place < end for start, end in rubric_ranges(text)) else 1.0

    @property
    def has_several_terms(self) -> bool:
        """Whether more than one thing is asked for, so that it matters how they stand together."""
        return len(self.content_words) > 1

    @property
    def block(self) -> int:
        """How many articles are judged at once: a page shows the same order wherever it is cut from."""
        if not self.has_several_terms:
            return SINGLE_WORD_CANDIDATES
        return (
            HEADLINE_CANDIDATES
            if any(len(query_words(chunk.text)) >= MIN_HEADLINE_WORDS for chunk in self.chunks)
            else MULTI_WORD_CANDIDATES
        )

    @property
    def names(self) -> set[str]:
        """The texts and the values of facets that are asked for, folded."""
        return {fold(chunk.text) for chunk in self.chunks} | {fold(part.value) for part in _facets(self.query)}


def estimate_df(stands: int) -> float:
    """In how many articles a pair of characters is that stands so often, roughly: frequent ones come in clusters.

    Fitted to 74,542 news items: pairs that stand ten times are in nine of them, those that stand 10,000 times in 6,000.
    """
    return stands / (1 + 0.07 * math.log(stands)) if stands else 0.0


def _chunks(query: Query, share: float, other: float) -> Iterator[tuple[Term | Phrase, float]]:
    """The texts that a query asks for and does not exclude, with their shares."""
    if isinstance(query, Term | Phrase):
        yield query, share
    elif isinstance(query, Near):
        yield from ((Phrase(text, query.field), share) for text in query.parts)
    elif isinstance(query, And | Or):
        is_group = isinstance(query, Or) and is_variant_group(query)
        for place, part in enumerate(query.parts):
            yield from _chunks(part, share * other if is_group and place else share, other)


def _largest_shares(pairs: Iterable[tuple[str, float]]) -> dict[str, float]:
    """Each text once, with the largest of its shares."""
    weights: dict[str, float] = {}
    for text, share in pairs:
        weights[text] = max(share, weights.get(text, 0.0))
    return weights


def _facets(query: Query) -> list[Facet]:
    parts = getattr(query, "parts", ())
    if isinstance(query, Facet):
        return [query]
    return [facet for part in parts if not isinstance(part, str) for facet in _facets(part)]

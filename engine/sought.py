"""What a query looks for in texts: words, pairs of characters, whole chunks, each with its rarity in a collection."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

from engine.analysis import tokens
from engine.matching import needles, wanted
from engine.normalize import fold
from engine.query import Facet, Near, Phrase, Query, Term
from engine.words import function_words

_RUN = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Collection:
    """What the worth of a word depends on: `rarity` of a word or a pair of characters (natural log), mean lengths.

    `rarity(text, word)` is asked with True for words of the index and False for pairs of characters. `lengths` are mean
    characters by field. `newest` is the date of the newest article.
    """

    rarity: Callable[[str, bool], float]
    lengths: Mapping[str, float]
    newest: datetime.date | None = None


@dataclass(frozen=True)
class Sought:
    """What `query` asks for, in the terms of one collection."""

    query: Query
    collection: Collection

    @cached_property
    def chunks(self) -> tuple[Term | Phrase, ...]:
        """The texts asked for, a NEAR's one by one."""
        found: list[Term | Phrase] = []
        for part in wanted(self.query):
            if isinstance(part, Near):
                found += [Phrase(text, part.field) for text in part.parts]
            elif isinstance(part, Term | Phrase):
                found.append(part)
        return tuple(dict.fromkeys(found))

    @cached_property
    def words(self) -> dict[str, float]:
        """The words asked for, long ones and those inside them, with their rarity."""
        found = dict.fromkeys(token.text for chunk in self.chunks for token in tokens(chunk.text))
        return {word: self.collection.rarity(word, True) for word in found}

    @cached_property
    def pairs(self) -> dict[str, float]:
        """All pairs of neighbouring characters asked for, with their rarity."""
        runs = [run.group() for chunk in self.chunks for run in _RUN.finditer(fold(chunk.text))]
        found = dict.fromkeys(run[i : i + 2] for run in runs for i in range(max(1, len(run) - 1)))
        return {pair: self.collection.rarity(pair, False) for pair in found}

    @cached_property
    def telling(self) -> dict[str, float]:
        """The words that say something by themselves: no function words, and no single characters of Han."""
        said = {word: rarity for word, rarity in self.words.items() if word not in function_words()}
        return {word: rarity for word, rarity in said.items() if len(word) > 1 or word.isascii()} or said or self.words

    @cached_property
    def typed(self) -> tuple[tuple[str, str, float], ...]:
        """The chunks of more than two characters: folded, as typed, and the rarity of their words together."""
        folded = [(needles(chunk)[0], chunk.text) for chunk in self.chunks]
        return tuple((n, t, sum(self.words[w.text] for w in tokens(t))) for n, t in folded if len(n) > 2)

    @property
    def several(self) -> bool:
        """Whether more than one thing is asked for, so that it matters how they stand together."""
        return len(self.telling) > 1

    @property
    def names(self) -> set[str]:
        """The texts and the values of facets that are asked for, folded."""
        return {fold(chunk.text) for chunk in self.chunks} | {fold(part.value) for part in _facets(self.query)}


def _facets(query: Query) -> list[Facet]:
    parts = getattr(query, "parts", ())
    if isinstance(query, Facet):
        return [query]
    return [facet for part in parts if not isinstance(part, str) for facet in _facets(part)]

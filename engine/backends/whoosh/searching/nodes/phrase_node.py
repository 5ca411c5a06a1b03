"""Phrase matching: positions of each word in turn, kept where they follow the previous word."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from engine.backends.whoosh import kernels
from engine.backends.whoosh.arrays.array_file import Array
from engine.backends.whoosh.arrays.ragged import changes
from engine.backends.whoosh.searching.nodes.matches import Matches, no_matches
from engine.backends.whoosh.searching.nodes.term_node import TermNode


class PhraseNode:
    """Words of one field, each 1 to `slop` positions after the previous one."""

    def __init__(self, words: Sequence[TermNode], documents: int, slop: int, boost: float) -> None:
        self.words, self.documents, self.slop, self.boost = words, documents, slop, boost
        self.size = min([word.size for word in words])

    def compiled(self) -> list[kernels.Term] | None:
        """Return the words as kernel terms, None if the kernels do not support one of them."""
        terms = [word.compiled for word in self.words]
        return None if None in terms else terms  # type: ignore[return-value]  # none of them is None

    def all(self) -> Matches:
        """Return every match."""
        return find_phrase(self.words, self.documents, self.slop, self.boost)

    def at(self, docs: Array) -> tuple[Array, Array]:
        """Return the mask of `docs` that match, and their scores."""
        return self.all().at(docs)


def find_phrase(words: Sequence[TermNode], documents: int, slop: int, boost: float) -> Matches:
    """Return documents in which each word is 1 to `slop` positions after the previous; scored as the sum of words."""
    docs, rows = _common(words)
    if not len(docs):
        return no_matches(documents)
    ends = _keys(words, docs, rows, slop) >> np.int64(32)
    unique = ends[changes(ends)]
    at = docs.searchsorted(unique)
    scores = np.zeros(len(unique), np.float32)
    for word, row in zip(words, rows, strict=True):
        scores += word.score(unique, row[at])
    return Matches(documents, unique, scores * np.float32(boost) if boost != 1 else scores)


def _common(words: Sequence[TermNode]) -> tuple[Array, list[Array]]:
    """Return documents that contain all the words, and each word's postings in them."""
    first, *others = sorted(range(len(words)), key=lambda place: words[place].size)
    docs = words[first].docs()
    rows = {first: np.arange(len(docs))}
    for place in others:
        hit, rows_hit = words[place].chosen(docs)
        docs = docs[hit]
        rows = {known: row[hit] for known, row in rows.items()} | {place: rows_hit}
    return docs, [rows[place] for place in range(len(words))]


def _keys(words: Sequence[TermNode], docs: Array, rows: Sequence[Array], slop: int) -> Array:
    """Return the ends of phrases: document and position of the last word in one number, ascending."""

    def keys(place: int) -> Array:
        positions, counts = words[place].positions(rows[place])
        return (docs.repeat(counts) << np.int64(32)) + positions

    if slop == 1:
        # Adjacent words: start with the rarest, and shift the positions of each word to the start of the phrase.
        order = sorted(range(len(words)), key=lambda place: words[place].size)
        result = keys(order[0]) - order[0]
        for place in order[1:]:
            result = _both(result, keys(place) - place)
        return result + len(words) - 1
    result = keys(0)
    for place in range(1, len(words)):
        following = keys(place)
        before = result.searchsorted(following) - 1
        near = before >= 0
        near[near] = following[near] - result[before[near]] <= slop
        result = following[near]
        if not len(result):
            break
    return result


def _both(some: Array, others: Array) -> Array:
    """Return the numbers that are in both arrays, all ascending."""
    if len(some) > len(others):
        some, others = others, some
    if not len(some):
        return some
    place = np.minimum(others.searchsorted(some), len(others) - 1)
    same: Array = others.take(place) == some
    return some[same]

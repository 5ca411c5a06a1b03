"""Pasted headlines, whose chunks separated by spaces form one sentence."""

from __future__ import annotations

import re

from engine.query.tree import And, Or, Query, Term
from engine.runtime.bounded_cache import bounded
from engine.text.words import MIN_HEADLINE_WORDS, is_sentence, query_words

# 【新春走基层】暖心列车开进大山
_RUBRIC = re.compile("【[^【】]{1,60}】")


def join_headline(query: Query) -> Query:
    """Join the chunks of `query` that form a headline: 镇里开会研究产业发展 部署下一步 is one sentence.

    An article must then contain a share of all their words (`engine.text.words.required_matches`) instead of a share of
    the words of each chunk. A headline is two or more chunks of several words, one of them a sentence, or one chunk as
    long as a headline; single words before and between those belong to it (中办 国办印发…). A name or word after it was
    added by the reader and must match, as must any number of names and single words with spaces.
    """
    if isinstance(query, Or):
        return Or(tuple(join_headline(part) for part in query.parts))
    if not isinstance(query, And):
        return query
    free = [part for part in query.parts if isinstance(part, Term) and part.field is None]
    sizes = [len(query_words(part.text)) for part in free]
    pieces = free[: max((place + 1 for place, size in enumerate(sizes) if size > 1), default=0)]
    if len(pieces) < 2 or not _is_headline(pieces):
        return query
    whole = Term(" ".join(piece.text for piece in pieces))
    others = tuple(part for part in query.parts if not any(part is piece for piece in pieces))
    return And((whole, *others)) if others else whole


@bounded(1 << 20)
def rubric_ranges(text: str) -> tuple[tuple[int, int], ...]:
    """Return the ranges of series names in a headline (【新春走基层】); none where it has no other text."""
    ranges = tuple(match.span() for match in _RUBRIC.finditer(text))
    return ranges if any(char.isalnum() for char in _RUBRIC.sub("", text)) else ()


def _is_headline(pieces: list[Term]) -> bool:
    sentences = [len(query_words(piece.text)) for piece in pieces if is_sentence(piece.text)]
    several = sum(len(query_words(piece.text)) > 1 for piece in pieces) > 1
    return bool(sentences) and (several or max(sentences) >= MIN_HEADLINE_WORDS)

"""Pasted sentences: chunks between which a headline has its spaces are one sentence."""

from __future__ import annotations

from engine.query import And, Or, Query, Term
from engine.words import is_sentence, words


def joined(query: Query) -> Query:
    """`query` with its chunks joined where one of them is a sentence: 镇里开会研究产业发展 部署下一步 is one headline.

    An article must then hold a share of all their words (`engine.words.enough`) instead of a share of each chunk's.
    Names and single words, however many, stay as they are: all of them must match.
    """
    if isinstance(query, Or):
        return Or(tuple(joined(part) for part in query.parts))
    if not isinstance(query, And):
        return query
    free = [part for part in query.parts if isinstance(part, Term) and part.field is None]
    chunks = [part for part in free if len(words(part.text)) > 1]
    if len(chunks) < 2 or not any(is_sentence(chunk.text) for chunk in chunks):
        return query
    whole = Term(" ".join(chunk.text for chunk in chunks))
    others = tuple(part for part in query.parts if part not in chunks)
    return And((whole, *others)) if others else whole

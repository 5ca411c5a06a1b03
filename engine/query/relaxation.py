"""A query that finds nothing, made to ask for less: what still finds something, and exactly what was dropped."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from engine import schema
from engine.article import Article
from engine.query.expansion import expand
from engine.query.match_ranges import folded_ranges
from engine.query.printer import format_query
from engine.query.tree import And, DateRange, Every, Facet, Near, Not, Or, Phrase, Query, Term, Wildcard
from engine.runtime.deadline import checked
from engine.text.normalize import fold
from engine.text.words import query_words, required_matches, shareable_words

MAX_PARTS = 24  # parts that are tried one by one

BestArticle = Callable[[Query], Article | None]


@dataclass(frozen=True, slots=True)
class RelaxedQuery:
    """What to search for instead, and the parts that it no longer asks for, as the reader would type them."""

    query: Query
    dropped: tuple[str, ...]


def relax(query: Query, best: BestArticle) -> RelaxedQuery | None:
    """The part of a query without matches that the best article for it has; None where no article has any of it.

    `best` gives the first article for a query, filters included, judged by all that was asked. Chunks are dropped
    before words of chunks. Exclusions, dates and fields that the reader chose stay.
    """
    fixed, parts = _parts(query)
    loose = loosen(query)
    article = best(loose) if loose else None
    if article is None:
        return None
    for finer in (lambda part: [part], _pieces, _shared):
        pieces = list(dict.fromkeys(piece for part in parts for piece in finer(part)))
        contained = [part for part in checked(pieces, 1) if article_contains(article, part)]
        if contained and len(contained) < len(pieces):
            return RelaxedQuery(
                _all([*fixed, *contained]), tuple(format_query(part) for part in pieces if part not in contained)
            )
    return None


def article_contains(article: Article, part: Query) -> bool:
    """Whether an article has a part of a query, or another way of writing it."""
    return _has(article, expand(part))


def _has(article: Article, part: Query) -> bool:
    if isinstance(part, And | Or):
        return (all if isinstance(part, And) else any)(_has(article, inner) for inner in part.parts)
    if isinstance(part, Not):
        return not _has(article, part.part)
    if isinstance(part, Facet):
        return any(schema.is_value(value, part.value) for value in schema.facet_values(article, part.field))
    if isinstance(part, DateRange):
        return article.date is not None and (part.since or article.date) <= article.date <= (part.until or article.date)
    if isinstance(part, Every):
        return True
    texts = [(fold(text), text) for zone, text in schema.texts(article) if part.field in (None, zone)]
    if isinstance(part, Term):
        whole = fold(part.text)
        matches = sum(any(word in folded for folded, _ in texts) for word in query_words(part.text))
        return matches >= required_matches(part.text) > 0 or any(whole in folded for folded, _ in texts)
    return any(folded_ranges(folded, part, None, text) for folded, text in texts)


def loosen(query: Query) -> Query | None:
    """`query` asking for any of its words: for the articles below those that hold all; None where it is one word."""
    fixed, parts = _parts(query)
    pieces = list(dict.fromkeys(piece for part in parts for piece in _shared(part)))
    if not pieces or (len(pieces) < 2 and pieces == parts):
        return None
    return _all([*fixed, Or(tuple(pieces)) if len(pieces) > 1 else pieces[0]])


def _parts(query: Query) -> tuple[list[Query], list[Query]]:
    """What must stay, and what may go."""
    parts: list[Query] = list(query.parts) if isinstance(query, And) else [query]
    free: list[Query] = [part for part in parts if not isinstance(part, Not) and _has_text(part)]
    return [part for part in parts if part not in free], free[:MAX_PARTS]


def _has_text(part: Query) -> bool:
    if isinstance(part, And | Or):
        return any(_has_text(inner) for inner in part.parts)
    return isinstance(part, Term | Phrase | Wildcard | Near | Facet)


def _pieces(part: Query) -> list[Query]:
    """The words of a chunk as chunks of their own; what is quoted stays whole."""
    if isinstance(part, Term):
        return [replace(part, text=word) for word in query_words(part.text)] or [part]
    if isinstance(part, Near):
        return [Phrase(text, part.field) for text in part.parts]
    return [part]


def _shared(part: Query) -> list[Query]:
    """The same, with the words inside unbroken stretches."""
    if isinstance(part, Term):
        return [replace(part, text=word) for word in shareable_words(part.text)] or [part]
    return _pieces(part)


def _all(parts: list[Query]) -> Query:
    return parts[0] if len(parts) == 1 else And(tuple(parts))

"""Relaxation of a query without hits: drop parts until something matches, and report the dropped parts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from engine import schema
from engine.article import Article
from engine.query.expansion import QueryExpansion
from engine.query.match_ranges import folded_ranges
from engine.query.printer import format_query
from engine.query.tree import And, DateRange, Every, Facet, Near, Not, Or, Phrase, Query, Term, Wildcard
from engine.runtime.deadline import checked
from engine.text.normalize import fold
from engine.text.words import query_words, required_matches, shareable_words

MAX_PARTS = 24  # parts tested one by one

BestArticle = Callable[[Query], Article | None]


@dataclass(frozen=True, slots=True)
class RelaxedQuery:
    """The relaxed query, and the dropped parts as the reader would type them."""

    query: Query
    dropped: tuple[str, ...]


def relax(query: Query, best: BestArticle, expansion: QueryExpansion) -> RelaxedQuery | None:
    """Reduce a query without hits to the parts that its best article contains; None if no article contains any.

    `best` returns the first article for a query with the filters, ranked by the whole original query. Whole chunks are
    dropped before words of chunks. Exclusions, dates and fields are kept.
    """
    fixed, parts = _parts(query)
    loose = loosen(query)
    article = best(loose) if loose else None
    if article is None:
        return None
    for finer in (lambda part: [part], _pieces, _shared):
        pieces = list(dict.fromkeys(piece for part in parts for piece in finer(part)))
        contained = [part for part in checked(pieces, 1) if article_contains(article, part, expansion)]
        if contained and len(contained) < len(pieces):
            return RelaxedQuery(
                _all([*fixed, *contained]), tuple(format_query(part) for part in pieces if part not in contained)
            )
    return None


def article_contains(article: Article, part: Query, expansion: QueryExpansion) -> bool:
    """Return whether an article contains a part of a query or a variant of it."""
    return _has(article, expansion.expand(part))


def _has(article: Article, part: Query) -> bool:
    if isinstance(part, And | Or):
        return (all if isinstance(part, And) else any)(_has(article, inner) for inner in part.parts)
    if isinstance(part, Not):
        return not _has(article, part.part)
    if isinstance(part, Facet):
        return schema.is_named(article, part.field, part.value)
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
    """Return `query` matching any of its words, for hits below those with all; None if it is a single word."""
    fixed, parts = _parts(query)
    pieces = list(dict.fromkeys(piece for part in parts for piece in _shared(part)))
    if not pieces or (len(pieces) < 2 and pieces == parts):
        return None
    return _all([*fixed, Or(tuple(pieces)) if len(pieces) > 1 else pieces[0]])


def _parts(query: Query) -> tuple[list[Query], list[Query]]:
    """Split a query into the parts that must stay and those that may be dropped."""
    parts: list[Query] = list(query.parts) if isinstance(query, And) else [query]
    free: list[Query] = [part for part in parts if not isinstance(part, Not) and _has_text(part)]
    return [part for part in parts if part not in free], free[:MAX_PARTS]


def _has_text(part: Query) -> bool:
    if isinstance(part, And | Or):
        return any(_has_text(inner) for inner in part.parts)
    return isinstance(part, Term | Phrase | Wildcard | Near | Facet)


def _pieces(part: Query) -> list[Query]:
    """Split a chunk into its words and a NEAR into its texts; quoted text stays whole."""
    if isinstance(part, Term):
        return [replace(part, text=word) for word in query_words(part.text)] or [part]
    if isinstance(part, Near):
        return [Phrase(text, part.field) for text in part.parts]
    return [part]


def _shared(part: Query) -> list[Query]:
    """Split like `_pieces`, but a chunk into its `shareable_words`, including those inside unbroken stretches."""
    if isinstance(part, Term):
        return [replace(part, text=word) for word in shareable_words(part.text)] or [part]
    return _pieces(part)


def _all(parts: list[Query]) -> Query:
    return parts[0] if len(parts) == 1 else And(tuple(parts))

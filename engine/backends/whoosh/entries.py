"""Articles to entries of the index: segmented, with their facets; what the worker processes of a build do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from engine import schema
from engine.analysis import tokens
from engine.article import Article
from engine.backends.whoosh import pieces
from engine.backends.whoosh.pieces import Entry, Piece, Plan


def entry(article: Article) -> Entry:
    """The entry of one article."""
    day = int(article.date.strftime("%Y%m%d")) if article.date else None
    return Entry(
        words={name: [token.text for token in tokens(getattr(article, name) or "")] for name in schema.WORD_FIELDS},
        values={
            "id": article.id,
            "source": article.source,
            "town": schema.facet_values(article, "town"),
            "leader": schema.facet_values(article, "leader"),
            "date": day,
            "group": article.group or (),
        },
        stored=article.to_stored(),
        zones=schema.texts(article),
        facets={field.name: schema.facet_values(article, field.name) for field in schema.FIELDS if field.facet},
    )


def zones(document: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """The literal texts of a stored article."""
    return schema.texts(Article.from_stored(document))


def piece(articles: Sequence[Article], plan: Plan) -> Piece:
    """A piece of the index."""
    return pieces.make([entry(article) for article in articles], plan)

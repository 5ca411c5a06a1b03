"""Articles to entries of the index: segmented, with their facets; what the worker processes of a build do."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from pathlib import Path

from engine import analysis, schema
from engine.article import Article
from engine.backends.whoosh.writing import pieces
from engine.backends.whoosh.writing.pieces import Entry, Piece, Plan


def entry(article: Article) -> Entry:
    """The entry of one article."""
    day = _number(article.date) if article.date else None
    return Entry(
        words={name: analysis.words(getattr(article, name) or "") for name in schema.WORD_FIELDS},
        values={
            "id": article.id,
            "source": article.source,
            "town": schema.facet_values(article, "town"),
            "leader": schema.facet_values(article, "leader"),
            "date": day,
            "group": article.group or (),
            "former": article.former,
            "added": int(article.added.timestamp()) if article.added else None,
        },
        stored=article.to_stored(),
        zones=schema.texts(article),
        facets={field.name: schema.facet_values(article, field.name) for field in schema.FIELDS if field.facet},
    )


def _number(date: datetime.date) -> int:
    return date.year * 10000 + date.month * 100 + date.day


def piece(articles: Iterable[Article], plan: Plan) -> Piece:
    """A piece of the index."""
    return pieces.make(map(entry, articles), plan)


def piece_file(articles: Sequence[Article], plan: Plan, path: Path) -> int:
    """A piece in a file; returns how many documents it has."""
    made = piece(articles, plan)
    made.write(path)
    return made.documents

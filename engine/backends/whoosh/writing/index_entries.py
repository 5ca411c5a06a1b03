"""Conversion of articles to index entries with words and facets; run in the worker processes of a build."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable, Sequence
from pathlib import Path

from engine import schema
from engine.article import Article
from engine.backends.whoosh.writing import partial_segments
from engine.backends.whoosh.writing.partial_segments import IndexEntry, IndexLayout, PartialSegment
from engine.text import segmenter


def index_entry(article: Article, user_words: tuple[str, ...] = ()) -> IndexEntry:
    """Return the index entry of one article; `user_words` are kept whole."""
    day = _number(article.date) if article.date else None
    return IndexEntry(
        words={name: segmenter.words(getattr(article, name) or "", user_words) for name in schema.WORD_FIELDS},
        values={
            "id": article.id,
            "source": article.source,
            "town": schema.facet_values(article, "town"),
            "place": schema.place_names(article),
            "leader": schema.endings(schema.leader_paths(article)),
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


def build_partial_segment(
    articles: Iterable[Article], plan: IndexLayout, user_words: tuple[str, ...] = ()
) -> PartialSegment:
    """Return the partial segment of these articles."""
    return partial_segments.build_part((index_entry(article, user_words) for article in articles), plan)


def pack_articles(articles: Sequence[Article]) -> bytes:
    """Serialise articles for `write_partial_segment`; while they wait they take a fraction of the memory."""
    stored = [article.to_stored() for article in articles]
    return json.dumps(stored, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def write_partial_segment(packed: bytes, plan: IndexLayout, path: Path, user_words: tuple[str, ...] = ()) -> int:
    """Write the partial segment of packed articles to a file; return its number of documents."""
    articles = map(Article.from_stored, json.loads(packed.decode("utf-8", "surrogatepass")))
    part = build_partial_segment(articles, plan, user_words)
    part.write(path)
    return part.documents

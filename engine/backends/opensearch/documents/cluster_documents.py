"""Conversion between articles and documents of the cluster."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from typing import Any

from engine import schema
from engine.article import Article
from engine.backends.opensearch.documents.character_tokens import character_tokens
from engine.backends.opensearch.documents.mapping import OTHER_ZONES_FIELD
from engine.errors import IndexDamaged
from engine.messages import describe_error
from engine.text.segmenter import words

CHECKSUM_MODULUS = 1 << 20  # keeps the sum of marks exact for billions of articles
ESCAPED_FIELD = "escaped"


def to_document(article: Article, user_words: tuple[str, ...] = ()) -> dict[str, Any]:
    """Return the fields of an article, without `order`, its place in the index."""
    texts: dict[str, list[str]] = {}
    for name, text in schema.texts(article):
        texts.setdefault(name, []).append(text)
    longest = {name: max(len(line) for text in held for line in text.split("\n")) for name, held in texts.items()}
    longest[OTHER_ZONES_FIELD] = max((length for name, length in longest.items() if name != "body"), default=0)
    stored = _stored(article)
    crc = checksum(stored)
    towns = schema.facet_values(article, "town")
    return {
        "words": {
            name: " ".join(words(value, user_words)) for name in schema.WORD_FIELDS if (value := getattr(article, name))
        },
        "text": {name: [character_tokens(text) for text in several] for name, several in texts.items()},
        "longest": longest,
        "source": article.source or None,
        "town": towns,
        "town_names": list(schema.endings(towns)),
        "place_names": list(schema.place_names(article)),
        "leader": schema.facet_values(article, "leader"),
        "leader_names": list(schema.endings(schema.leader_paths(article))),
        "month": schema.facet_values(article, "date"),
        "group": article.group,
        "former": list(article.former),
        "added": int(article.added.timestamp()) if article.added else 0,
        "day": int(article.date.strftime("%Y%m%d")) if article.date else 0,
        "mark": crc % CHECKSUM_MODULUS,
        "crc": crc,
        "stored": stored,
    }


def _stored(article: Article) -> dict[str, Any]:
    """Return the stored form of the article; as escaped JSON if it contains lone surrogates, invalid in UTF-8."""
    stored = article.to_stored()
    text = json.dumps(stored, ensure_ascii=False)
    try:
        text.encode()
    except UnicodeEncodeError:
        return {ESCAPED_FIELD: json.dumps(stored)}
    return stored


def checksum(stored: Mapping[str, Any]) -> int:
    """Return the crc32 of an article's stored form."""
    return zlib.crc32(json.dumps(stored, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode())


def from_document(source: Mapping[str, Any]) -> Article:
    """Return the article of a document. Raises IndexDamaged."""
    try:
        stored = source["stored"]
        return Article.from_stored(json.loads(stored[ESCAPED_FIELD]) if ESCAPED_FIELD in stored else stored)
    except (KeyError, TypeError, ValueError) as error:
        raise IndexDamaged(
            "An article of the index cannot be read (%(error)s); build the index again.", error=describe_error(error)
        ) from error

"""Fields, analyzers and build metadata of an index on a cluster."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from engine import schema
from engine.backends.opensearch.documents.character_tokens import GAP_TOKEN
from engine.errors import IndexDamaged, IndexVersionError
from engine.messages import Message

VERSION = 1
META_KEY = "zhenwen"  # key of the build metadata in `_meta` of the mapping
OTHER_ZONES_FIELD = "others"  # all zones but the body, in one field
ZONE_GAP_POSITIONS = 10_000  # positions between two texts of a field, so that no phrase or span crosses them
MAX_TOKEN_CHARS = 8_000  # characters of a token; Lucene takes 32,766 bytes
FACET_FIELDS = {"source": "source", "town": "town", "leader": "leader", "date": "month"}  # facet: field of the cluster
# Fields missing from generations written before 2026-12.
OPTIONAL_FIELDS = {
    "former": {"type": "keyword", "doc_values": False},
    "leader_names": {"type": "keyword", "doc_values": False},
    "place_names": {"type": "keyword", "doc_values": False},
    "added": {"type": "long"},
}


@dataclass(frozen=True)
class BuildMeta:
    """Metadata that is added to a generation when it is verified."""

    built: datetime.datetime
    articles: int
    digest: str
    next: int = 1  # the number of the next article


def settings(shards: int | None, replicas: int | None) -> dict[str, Any]:
    """Return the settings of a new index."""
    copies = {"auto_expand_replicas": "0-1"} if replicas is None else {"number_of_replicas": replicas}
    return {
        "number_of_shards": shards or 1,
        **copies,
        # Replicas copy segment files instead of indexing every document again.
        "replication.type": "SEGMENT",
        "refresh_interval": -1,
        "analysis": {
            "tokenizer": {"tokens": {"type": "whitespace", "max_token_length": MAX_TOKEN_CHARS}},
            "filter": {
                "pairs": {"type": "shingle", "token_separator": "", "output_unigrams": True},
                "ways": {"type": "pattern_capture", "preserve_original": False, "patterns": ["([^|]+)"]},
                "gaps": {"type": "stop", "stopwords": [GAP_TOKEN]},
            },
            "analyzer": {
                "words": {"tokenizer": "tokens"},
                "characters": {"tokenizer": "tokens", "filter": ["pairs"]},
                "asked": {"tokenizer": "tokens", "filter": ["ways", "gaps"]},
            },
        },
    }


def mappings() -> dict[str, Any]:
    """Return the fields of a new index. Stored is the article itself, not its tokens."""
    word = {"type": "text", "analyzer": "words", "index_options": "freqs"}
    zone = {
        "type": "text",
        "analyzer": "characters",
        "search_analyzer": "asked",
        "norms": False,
        "position_increment_gap": ZONE_GAP_POSITIONS,
    }
    keyword = {"type": "keyword"}
    zones = {
        name: zone if name == "body" else {**zone, "copy_to": f"text.{OTHER_ZONES_FIELD}"} for name in schema.ZONES
    }
    return {
        "dynamic": "strict",
        "_source": {"includes": ["stored", "crc"]},
        "_meta": {META_KEY: {"version": VERSION}},
        "properties": {
            "words": {"properties": dict.fromkeys(schema.WORD_FIELDS, word)},
            "text": {"properties": {**zones, OTHER_ZONES_FIELD: zone}},
            # Length in characters of the longest line of each zone.
            "longest": {
                "properties": {
                    key: {"type": "integer", "doc_values": False} for key in (*schema.ZONES, OTHER_ZONES_FIELD)
                }
            },
            "source": keyword,
            "town": keyword,
            "town_names": {**keyword, "doc_values": False},
            "leader": keyword,
            "month": keyword,
            "group": {**keyword, "doc_values": False},
            **OPTIONAL_FIELDS,
            "day": {"type": "integer"},
            "order": {"type": "long"},
            "mark": {"type": "integer", "index": False},
            "crc": {"type": "long", "index": False, "doc_values": False},
            "stored": {"type": "object", "enabled": False},
        },
    }


def read(index: str, held: dict[str, Any]) -> BuildMeta | None:
    """Return the build metadata of a generation, None if it was never verified.

    Raises IndexVersionError, IndexDamaged.
    """
    meta = held.get("_meta", {}).get(META_KEY)
    if not isinstance(meta, dict) or not isinstance(meta.get("version"), int):
        raise IndexVersionError(
            "The index %(index)s was not written by this program; name another, or build anew.", index=index
        )
    if meta["version"] != VERSION:
        age = Message("older") if meta["version"] < VERSION else Message("newer")
        raise IndexVersionError(
            "The index %(index)s has version %(version)s of the format, %(age)s than %(limit)s: `zhenwen build` "
            "makes it anew.",
            index=index,
            version=meta["version"],
            age=age,
            limit=VERSION,
        )
    if "built" not in meta:
        return None
    try:
        moment = datetime.datetime.fromisoformat(meta["built"])
        return BuildMeta(moment, int(meta["articles"]), str(meta["digest"]), int(meta["next"]))
    except (KeyError, ValueError, TypeError) as error:
        raise IndexDamaged(
            "What is known of the index %(index)s cannot be read; build it again.", index=index
        ) from error


def write(meta: BuildMeta) -> dict[str, Any]:
    """Return build metadata as a part of the mapping."""
    told = {"built": meta.built.isoformat(), "articles": meta.articles, "digest": meta.digest, "next": meta.next}
    return {"_meta": {META_KEY: {"version": VERSION, **told}}}


def unbuilt_meta() -> dict[str, Any]:
    """Return the part of the mapping of a generation being written, even if it is a clone of an older one."""
    return {"_meta": {META_KEY: {"version": VERSION}}, "properties": OPTIONAL_FIELDS}

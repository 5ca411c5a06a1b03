"""One record of a table: its columns to a raw document."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from engine.errors import DocumentRejected
from indexer.document import RawDocument
from indexer.encoding import unify
from indexer.readers.kind import FIELDS
from indexer.readers.markup import text_of

# <p>正文</p> · 第一段<br>第二段
MARKUP = re.compile(r"</(?:p|div|span|section|td)>|<br\s{0,3}/?>", re.IGNORECASE)


def make_document(name: str, row: int, record: Mapping[str, Any], columns: Mapping[str, str]) -> RawDocument:
    """The document of one record. Raises DocumentRejected where it has no body."""
    values = {field: record.get(columns.get(field, field)) for field in FIELDS}
    body = values.pop("body")
    if not isinstance(body, str) or not body.strip():
        column = columns.get("body", "body")
        raise DocumentRejected(f"has no text under {column!r}, only {', '.join(map(repr, list(record)[:12]))}")
    text = text_of(body) if MARKUP.search(body) else unify(body)
    given = {field: written for field, value in values.items() if (written := _write(value))}
    url = given.pop("url", None)
    return RawDocument(name, text, given, url=url, row=row)


def _write(value: Any) -> str:
    """A value as text: lists and objects as JSON, nothing for null."""
    if value is None or value in ([], {}):
        return ""
    if isinstance(value, (list, dict)):
        return json.dumps(value, ensure_ascii=False)
    return unify(str(value)).strip()

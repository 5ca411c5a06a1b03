"""Convert one record of a table to a raw document."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from engine.errors import DocumentRejected
from engine.messages import Message
from indexer.document import RawDocument
from indexer.readers.encoding import unify
from indexer.readers.stated_fields import TEXT_FIELDS, is_empty
from indexer.readers.table_columns import resolve
from indexer.readers.visible_text import text_of

# <p>正文</p> · 第一段<br>第二段
MARKUP = re.compile(r"</(?:p|div|span|section|td)>|<br\s{0,3}/?>", re.IGNORECASE)
# &nbsp; · &#8220; and an escaped line end as some programs write it: 。\\n
ENTITY = re.compile(r"&(?:[a-zA-Z]{2,8}|#\d{2,6}|#[xX][\da-fA-F]{2,5});")
WRITTEN_BREAK = re.compile(r"(?<=[^\x00-\x7f])(?:\\r)?\\n")
# Keys under which an object holds its name: {"source": {"name": …}}
NAMES = ("name", "title", "text", "value")


def make_document(
    name: str, row: int, record: Mapping[str, Any], columns: Mapping[str, str], digest: str = ""
) -> RawDocument:
    """Return the document of one record, of a line with this digest. Raises DocumentRejected if it has no body."""
    columns_found = resolve(record, columns)
    values = {field: _first(record[name] for name in names) for field, names in columns_found.items()}
    body = _join(values.pop("body", None))
    if is_empty(body):
        column = columns.get("body", "body")
        raise DocumentRejected(
            "has no text under %(column)r, only %(known)s",
            column=column,
            known=", ".join(map(repr, list(record)[:12])),
        )
    text = _to_text(body)
    stated = {field: written for field, value in values.items() if (written := _write(field, value))}
    url = stated.pop("url", None)
    return RawDocument(name, text, stated, url=url, row=row, record=digest)


def reject_some(name: str, wrong: list[Message]) -> None:
    """Raise DocumentRejected if some records of a file are wrong, with the first reason."""
    if wrong:
        rest = Message(" (and %(count)s more of its records)", count=len(wrong) - 1) if len(wrong) > 1 else ""
        raise DocumentRejected("%(name)s: %(problem)s%(rest)s.", name=name, problem=wrong[0], rest=rest)


def _first(values: Iterable[Any]) -> Any:
    """Return the first non-empty value, None if all are empty."""
    return next((value for value in values if value not in (None, "", [], {}) and str(value).strip()), None)


def _join(value: Any) -> str:
    """Return a body as text; each string of a list becomes a paragraph."""
    if isinstance(value, list):
        return "\n".join(item for item in value if isinstance(item, str))
    return value if isinstance(value, str) else ""


def _to_text(body: str) -> str:
    """Remove markup, escaped or not, that the program that wrote the table left in a body."""
    if not MARKUP.search(body) and ENTITY.search(body):
        body = html.unescape(body)
    return text_of(body) if MARKUP.search(body) else unify(WRITTEN_BREAK.sub("\n", body))


def _write(field: str, value: Any) -> str:
    """Return a value as text: JSON for lists and objects, an object's name for a text field, empty for null."""
    if isinstance(value, dict) and field in TEXT_FIELDS:
        value = next((value[key] for key in NAMES if isinstance(value.get(key), str)), None)
    text = json.dumps(value, ensure_ascii=False) if isinstance(value, list | dict) else unify(str(value)).strip()
    text = html.unescape(text) if field in TEXT_FIELDS and ENTITY.search(text) else text
    return "" if is_empty(text) else text

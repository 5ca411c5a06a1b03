"""Name and note of a saved search, and a default name."""

from __future__ import annotations

from engine.messages import translatable
from searchapp.request.params import FACETS, SearchRequest
from searchapp.request.reader_errors import ReaderError
from searchapp.request.untrusted_text import has_link, printable

MAX_NAME_CHARS, MAX_NOTE_CHARS = 100, 500


class WordingRefused(ReaderError):
    """A name or a note cannot be used."""


def checked_name(text: str, otherwise: str = "") -> str:
    """Return the name on one line; `otherwise` if it is empty. Raises WordingRefused if it is too long."""
    line = " ".join(printable(text).split()) or otherwise[:MAX_NAME_CHARS]
    if len(line) > MAX_NAME_CHARS:
        raise WordingRefused(translatable("A name has at most %(number)s characters."), number=MAX_NAME_CHARS)
    return line


def checked_note(text: str) -> str:
    """Return the note with its line breaks. Raises WordingRefused if it is too long."""
    lines = "\n".join(printable(line).strip() for line in text.splitlines()).strip()
    if len(lines) > MAX_NOTE_CHARS:
        raise WordingRefused(translatable("A note has at most %(number)s characters."), number=MAX_NOTE_CHARS)
    return lines


def checked_mail_note(text: str) -> str:
    """Return a note that may be mailed to others. Raises WordingRefused if it is too long or contains a link."""
    checked = checked_note(text)
    if has_link(checked):
        raise WordingRefused(translatable("To keep spam out, the note may not have web addresses in it."))
    return checked


def describe(search_request: SearchRequest) -> str:
    """Describe the search in a few words: 樱桃 · 西集镇 · 2023-05-01–2023-05-31; empty for the empty search."""
    filters = search_request.filters
    parts = [search_request.text, *(value.rsplit("/", 1)[-1] for facet in FACETS for value in getattr(filters, facet))]
    if filters.since or filters.until:
        parts.append(f"{filters.since or ''}–{filters.until or ''}")
    if filters.undated:
        parts.append("?–?")
    parts += [f"-{value.rsplit('/', 1)[-1]}" for _, value in filters.without]
    return " ".join(printable(" · ".join(part for part in parts if part)).split())

"""What a reader types as the name and the note of a search, and a name where none is typed."""

from __future__ import annotations

from searchapp.mail.strangers import has_link, printable
from searchapp.params import FACETS, Asked, translatable
from searchapp.sentences import ReaderError

LONGEST_NAME, LONGEST_NOTE = 100, 500


class WordingRefused(ReaderError):
    """A name or a note cannot be used."""


def name(text: str, otherwise: str = "") -> str:
    """The name on one line; `otherwise` where it is empty. Raises WordingRefused where it is too long."""
    line = " ".join(printable(text).split()) or otherwise[:LONGEST_NAME]
    if len(line) > LONGEST_NAME:
        raise WordingRefused(translatable("名称最多 %(number)s 个字。"), number=LONGEST_NAME)
    return line


def note(text: str) -> str:
    """The note, with its line breaks. Raises WordingRefused where it is too long."""
    lines = "\n".join(printable(line).strip() for line in text.splitlines()).strip()
    if len(lines) > LONGEST_NOTE:
        raise WordingRefused(translatable("附言最多 %(number)s 个字。"), number=LONGEST_NOTE)
    return lines


def mailable(text: str) -> str:
    """A note that may be mailed to others. Raises WordingRefused also where it has a link in it."""
    checked = note(text)
    if has_link(checked):
        raise WordingRefused(translatable("为防垃圾邮件，附言里不能有网址。"))
    return checked


def describe(asked: Asked) -> str:
    """The search in a few words: 樱桃 · 西集镇 · 2023-05-01–2023-05-31; empty for the empty search."""
    filters = asked.filters
    parts = [asked.text, *(value.rsplit("/", 1)[-1] for facet in FACETS for value in getattr(filters, facet))]
    if filters.since or filters.until:
        parts.append(f"{filters.since or ''}–{filters.until or ''}")
    parts += [f"-{value.rsplit('/', 1)[-1]}" for _, value in filters.without]
    return " ".join(printable(" · ".join(part for part in parts if part)).split())

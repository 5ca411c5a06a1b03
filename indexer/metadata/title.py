"""The headline of an article: kicker, title and subtitle."""

from __future__ import annotations

from engine.article import Evidence
from indexer.document import Draft, Line


def find_title(draft: Draft) -> tuple[str | None, tuple[Evidence, ...]]:
    """The title, None where the text does not say."""
    return _of("title", draft, draft.block.title)


def find_kicker(draft: Draft) -> tuple[str | None, tuple[Evidence, ...]]:
    """The line above the title (引题)."""
    return _of("kicker", draft, draft.block.kicker)


def find_subtitle(draft: Draft) -> tuple[str | None, tuple[Evidence, ...]]:
    """The line below the title (副题)."""
    return _of("subtitle", draft, draft.block.subtitle)


def _of(field: str, draft: Draft, lines: tuple[Line, ...]) -> tuple[str | None, tuple[Evidence, ...]]:
    """The value of a headline part: what the format states, else the lines that the page has for it."""
    given = draft.page.document.given.get(field)
    if given:
        return given, (Evidence(field, given, "given", 1.0),)
    if not lines:
        return None, ()
    value = " ".join(line.text for line in lines)
    return value, (Evidence(field, value, "headline", 0.8, value, lines[0].start, lines[-1].end),)

"""Citations of articles in the format of GB/T 7714-2015."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from engine.article import Article, Leader

MOST_AUTHORS = 3
UNKNOWN_PUBLISHER = "出版者不详"  # the standard's words, in the language of the article


def web_address(article: Article) -> str | None:
    """Return the article's URL if it is http or https; javascript: and data: URLs are not safe to follow."""
    return article.url if article.url and article.url.lower().startswith(("http://", "https://")) else None


def heading(article: Article) -> str:
    """Return the title, else the beginning of the text, else the id."""
    if article.title:
        return article.title
    start = " ".join(article.body[:40].split())
    return f"{start[:28]}…" if start else article.id


def named(leaders: Iterable[Leader]) -> tuple[str, ...]:
    """Return the names of these leaders without duplicates."""
    return tuple(dict.fromkeys(leader.name for leader in leaders))


def cite(article: Article, today: datetime.date) -> str:
    """Format the reference as authors. title[N]. newspaper, date.

    With a URL it is [N/OL], followed by the access date `today` and the URL. Without a URL and a source, it says that
    the publisher is unknown.
    """
    address = web_address(article)
    names = ", ".join(article.authors[:MOST_AUTHORS]) + (", 等" if len(article.authors) > MOST_AUTHORS else "")
    publisher = article.source or article.site or (None if address else UNKNOWN_PUBLISHER)
    published = ", ".join(part for part in (publisher, _iso(article.date)) if part)
    parts = [names, f"{heading(article)}[{'N/OL' if address else 'N'}]"]
    parts.append(published + (f"[{today.isoformat()}]" if address else ""))
    return ". ".join(part for part in [*parts, address] if part) + ("" if address else ".")


def _iso(date: datetime.date | None) -> str | None:
    return date.isoformat() if date else None

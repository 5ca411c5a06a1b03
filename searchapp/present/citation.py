"""How to cite an article by GB/T 7714-2015."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from engine.article import Article, Leader

MOST_AUTHORS = 3


def web_address(article: Article) -> str | None:
    """The article's URL where it is one of the web; a javascript: or data: URL is none to follow."""
    return article.url if article.url and article.url.lower().startswith(("http://", "https://")) else None


def heading(article: Article) -> str:
    """The title or, where there is none, the beginning of the text."""
    if article.title:
        return article.title
    start = " ".join(article.body[:40].split())
    return f"{start[:28]}…" if start else article.id


def named(leaders: Iterable[Leader]) -> tuple[str, ...]:
    """The names of these people, each once."""
    return tuple(dict.fromkeys(leader.name for leader in leaders))


def cite(article: Article, today: datetime.date) -> str:
    """The reference: authors. title[N]. newspaper, date. With a URL it is [N/OL], with the day it was looked up."""
    address = web_address(article)
    names = ", ".join(article.authors[:MOST_AUTHORS]) + (", 等" if len(article.authors) > MOST_AUTHORS else "")
    published = ", ".join(part for part in (article.source or article.site, _iso(article.date)) if part)
    parts = [names, f"{heading(article)}[{'N/OL' if address else 'N'}]"]
    parts.append(published + (f"[{today.isoformat()}]" if address else ""))
    return ". ".join(part for part in [*parts, address] if part) + ("" if address else ".")


def _iso(date: datetime.date | None) -> str | None:
    return date.isoformat() if date else None

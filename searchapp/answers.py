"""What programs are answered, whichever way they ask: the values behind the API and the MCP server."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any

from engine import describing, explaining
from engine.article import Article
from engine.backend import Engine
from engine.parser import read as understand
from engine.variants import expand
from searchapp import links, search
from searchapp.completion import complete
from searchapp.params import Asked

LONGEST_TYPED = 100


def facet(engine: Engine, asked: Asked, name: str, find: str, size: int) -> dict[str, Any]:
    """The `size` most frequent values of a facet whose last part holds `find`, and how many there are."""
    page = search.run(engine, replace(asked, page=1), 1)
    values = [v for v in page.results.facets.get(name, ()) if find in v.value.rsplit("/", 1)[-1]]
    return {"facet": name, "total": len(values), "values": [asdict(value) for value in values[:size]]}


def explain(engine: Engine, text: str, article_id: str, language: str) -> dict[str, Any]:
    """How a query is read and, where an article is named, what speaks for it. Raises ArticleNotFound."""
    reading = understand(text)
    problems = [
        {"kind": p.kind, "message": str(p), "start": p.start, "end": p.end, "guess": p.guess} for p in reading.problems
    ]
    parts = [{"text": part.text, "without": part.without} for part in describing.chips(reading.query, language)]
    understood = describing.describe(reading.query, language)
    match = None
    if article_id:
        match = explaining.to_json(engine.explain(article_id, expand(reading.whole)), language)
    return {"query": text, "understood": understood, "parts": parts, "problems": problems, "match": match}


def suggest(engine: Engine, typed: str, frequent: Sequence[str] = ()) -> dict[str, Any]:
    """What a beginning may become, each with the address of its search."""
    typed = typed[:LONGEST_TYPED]
    found = [
        {"text": one.text, "kind": one.kind, "count": one.count, "place": one.place, "search": links.url(one.asked)}
        for one in complete(engine, typed, frequent)
    ]
    return {"query": typed, "suggestions": found}


def whole(found: Article) -> dict[str, Any]:
    """The public form of an article with its URL, what it is a reprint of, and how all this is known."""
    return {
        **found.to_json(),
        "url": found.url,
        "reprint_of": found.group,
        "evidence": [asdict(evidence) for evidence in found.evidence],
        "repairs": [asdict(repair) for repair in found.repairs],
    }


def brief(found: Article) -> dict[str, Any]:
    """What names an article in a list."""
    return {key: value for key, value in found.to_json().items() if key in ("id", "title", "date", "source")}

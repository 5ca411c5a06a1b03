"""JSON values shared by the HTTP API and the MCP server."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from engine.article import Article
from engine.backend import Engine
from engine.messages import translate
from engine.query import description
from engine.query.parser import parse_leniently as understand
from engine.ranking import explanation
from searchapp.present.facet_links import find_values
from searchapp.request import links
from searchapp.request.params import SearchRequest
from searchapp.service import search_service
from searchapp.service.search_suggestions import suggest_searches

MAX_TYPED_CHARS = 100


def facet_answer(engine: Engine, search_request: SearchRequest, name: str, find: str, size: int) -> dict[str, Any]:
    """Return a page of `size` facet values that contain `find`, the most frequent first, and how many there are."""
    values = find_values(search_service.facet_values(engine, search_request, name), name, find)
    start = (search_request.page - 1) * size
    return {"facet": name, "total": len(values), "values": [asdict(value) for value in values[start : start + size]]}


def explanation_answer(engine: Engine, text: str, article_id: str, language: str) -> dict[str, Any]:
    """Explain how a query is parsed and, given an article id, why the article matches. Raises ArticleNotFound."""
    reading, expansion = understand(text), engine.vocabulary.expansion
    problems = [
        {"kind": p.kind, "message": translate(p, language=language), "start": p.start, "end": p.end, "guess": p.guess}
        for p in reading.problems
    ]
    parts = [
        {"text": part.text, "without": part.without}
        for part in description.query_parts(reading.query, expansion, language)
    ]
    understood = description.describe(reading.query, expansion, language)
    match = None
    if article_id:
        match = explanation.to_json(engine.explain(article_id, expansion.expand(reading.whole)), language)
    return {"query": text, "understood": understood, "parts": parts, "problems": problems, "match": match}


def suggestion_answer(engine: Engine, typed: str, frequent: Sequence[str] = ()) -> dict[str, Any]:
    """Return the completions of `typed`, each with the URL of its search."""
    typed = typed[:MAX_TYPED_CHARS]
    suggestions = [
        {
            "text": one.text,
            "kind": one.kind,
            "count": one.count,
            "place": one.place,
            "search": links.url(one.search_request),
        }
        for one in suggest_searches(engine, typed, frequent)
    ]
    return {"query": typed, "suggestions": suggestions}


def full_answer(article: Article) -> dict[str, Any]:
    """Return the public form of an article with its URL, the id of the article it reprints, evidence and repairs."""
    return {
        **article.to_json(),
        "url": article.url,
        "reprint_of": article.group,
        **article.origins_to_json(),
    }


def brief_answer(article: Article) -> dict[str, Any]:
    """Return the fields that identify an article in a list."""
    return {key: value for key, value in article.to_json().items() if key in ("id", "title", "date", "source")}

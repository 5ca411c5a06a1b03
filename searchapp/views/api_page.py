"""API documentation page with every operation, its arguments, and working examples for this index."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from flask import Blueprint, current_app, redirect, render_template, request
from werkzeug.wrappers import Response as WerkzeugResponse

from engine.messages import Message
from searchapp.api import openapi
from searchapp.request import links
from searchapp.request.params import SearchRequest
from searchapp.server import request_context, site_urls
from searchapp.service import search_service
from searchapp.service.starting_points import EXAMPLE_HEADLINES, example_queries

blueprint = Blueprint("api_page", __name__)


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation as shown on the page; `example` is the rest of its URL, empty if there is none to show."""

    method: str
    path: str
    summary: Message
    arguments: tuple[dict[str, Any], ...]
    example: str


@blueprint.get("/api")
def page() -> str:
    """Render the API documentation."""
    kinds = current_app.extensions["statuses"].items()
    problems = [(kind.code(), kind.title(), status) for kind, status in kinds]
    context = {"operations": tuple(_operations()), "problems": problems, "site": site_urls.page_base_url()}
    return render_template("api.html", search_request=SearchRequest(), root=openapi.ROOT, **context)


@blueprint.get("/openapi.json")
def description() -> WerkzeugResponse:
    """Lead programs that look for the description in the usual place to it."""
    return redirect(f"{request.script_root}{openapi.ROOT}/openapi.json", 308)


def _operations() -> Iterator[Operation]:
    given = _examples()
    for path, methods in openapi.paths().items():
        for method, operation in methods.items():
            example = given.get(operation["operationId"], "")
            yield Operation(method.upper(), path, operation["summary"], tuple(operation["parameters"]), example)


def _examples() -> dict[str, str]:
    newest = search_service.run_search(request_context.engine(), SearchRequest(), EXAMPLE_HEADLINES)
    typed = next((example.text for example in example_queries(newest) if example.kind == "all"), "")
    query = links.url(SearchRequest(text=typed), "")
    result = {
        "search": f"/search{query}",
        "facet": f"/facets/town{query}",
        "explain": f"/explain{query}",
        "new": f"/new{query}",
    }
    result |= {"index": "/index", "description": "/openapi.json", "suggest": f"/suggest{query}", "new": f"/new{query}"}
    if newest.results.hits:
        name = quote(newest.results.hits[0].article.id, safe="")
        result |= {"article": f"/articles/{name}", "similar": f"/similar/{name}"}
    return result

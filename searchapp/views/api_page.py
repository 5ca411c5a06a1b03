"""The API's page for people: every operation, its arguments, and examples that find something in this index."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from flask import Blueprint, current_app, render_template

from searchapp import links, openapi, problem, search
from searchapp.params import Asked
from searchapp.sentences import title_of
from searchapp.starts import examples
from searchapp.views import addresses, current

blueprint = Blueprint("api_page", __name__)


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation as the page shows it; `example` is the rest of its URL, empty where nothing can be shown."""

    method: str
    path: str
    summary: str
    arguments: tuple[dict[str, Any], ...]
    example: str


@blueprint.get("/api")
def page() -> str:
    """How programs search here."""
    kinds = current_app.extensions["statuses"].items()
    problems = [(problem.slug(kind), title_of(kind), status) for kind, status in kinds]
    shown = {"operations": tuple(_operations()), "problems": problems, "site": addresses.of_pages()}
    return render_template("api.html", asked=Asked(), root=openapi.ROOT, **shown)


def _operations() -> Iterator[Operation]:
    given = _examples()
    for path, methods in openapi.paths().items():
        for method, said in methods.items():
            example = given.get(said["operationId"], "")
            yield Operation(method.upper(), path, said["summary"], tuple(said["parameters"]), example)


def _examples() -> dict[str, str]:
    newest = search.run(current.engine(), Asked(), 1)
    typed = next((example.text for example in examples(newest) if example.kind == "all"), "")
    query = links.url(Asked(text=typed), "")
    found = {"search": f"/search{query}", "facet": f"/facets/town{query}", "explain": f"/explain{query}"}
    found |= {"index": "/index", "description": "/openapi.json", "suggest": f"/suggest{query}"}
    if newest.results.hits:
        name = quote(newest.results.hits[0].article.id, safe="")
        found |= {"article": f"/articles/{name}", "similar": f"/similar/{name}"}
    return found

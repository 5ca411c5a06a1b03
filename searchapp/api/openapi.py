"""OpenAPI 3.1 description of the API, for programs and for the API page."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from engine.messages import Message
from engine.query.tree import TEXT_FIELDS
from engine.results.results import FACETS as ALL_FACETS
from searchapp.api.openapi_schemas import SCHEMAS, TEXT, Schema, reference
from searchapp.api.problem import MIMETYPE
from searchapp.request.params import DAY_PATTERN, FACETS, FLAG, MAX_VALUES, SORTS

ROOT = "/api/v1"
VERSION = "1.0"
_DAY: Schema = {"type": "string", "pattern": DAY_PATTERN}
LEADER_PATH = "通州区/区长/郑林"
_FLAG: Schema = {"type": "string", "enum": ["", FLAG]}
_ONLY = {
    "town": Message("Only this place: its path or the last part of it; repeat for alternatives."),
    "leader": Message(
        "Only articles that name this person with a post, or a path such as %(example)s; repeat for alternatives.",
        example=LEADER_PATH,
    ),
    "source": Message("Only this source; repeat for alternatives."),
}
_WITHOUT = {
    "town": Message("Without this place: its path or the last part of it; repeatable."),
    "leader": Message(
        "Without articles that name this person with a post, or a path such as %(example)s; repeatable.",
        example=LEADER_PATH,
    ),
    "source": Message("Without this source; repeatable."),
}


def _argument(name: str, schema: Schema, description: Message, where: str = "query") -> Schema:
    return {"name": name, "in": where, "required": where == "path", "description": description, "schema": schema}


def _number(name: str, most: int, description: Message) -> Schema:
    return _argument(name, {"type": "integer", "minimum": 1, "maximum": most}, description)


def _search() -> list[Schema]:
    several: Schema = {"type": "array", "items": TEXT, "maxItems": MAX_VALUES}
    query = Message("What a reader types into the box; fields are %(fields)s.", fields=", ".join(TEXT_FIELDS))
    arguments = [_argument("q", TEXT, query)]
    arguments += [_argument(name, several, _ONLY[name]) for name in FACETS]
    arguments += [_argument(f"not_{name}", several, _WITHOUT[name]) for name in FACETS]
    arguments += [_argument("from", _DAY, Message("Published on this day, month or year, or later."))]
    arguments += [_argument("to", _DAY, Message("Published on this day, month or year, or earlier."))]
    return [
        *arguments,
        _argument("undated", _FLAG, Message("1 for articles without a date, beside those of the dates given.")),
    ]


_LANG = _argument(
    "lang", {"type": "string", "enum": ["zh", "en"]}, Message("Language of sentences; else that of Accept-Language.")
)
_ID = _argument("id", TEXT, Message("The name in the short link."), "path")
_SORT = _argument(
    "sort", {"type": "string", "enum": ["", *SORTS]}, Message("By relevance, or by date where q is empty.")
)
_VERBATIM = _argument(
    "verbatim",
    _FLAG,
    Message("1 searches for q as it was typed, even where nothing is found and something similar would be."),
)
_PAGE = _number("page", 999_999, Message("Page of hits; 1 is the first."))
_SIZE = _number("size", 100, Message("Hits on a page."))
_NEW_SIZE = _number("size", 1000, Message("Articles in an answer."))
_SINCE = _argument(
    "since", TEXT, Message("A moment such as 2026-12-01T10:00:00Z, or what next says; without it none are listed.")
)
_CURSOR = _argument("cursor", TEXT, Message("Where to go on, from the header Link; takes the place of page and size."))
_FIND = _argument("find", TEXT, Message("Only values whose name contains this, in characters or pinyin."))
_WHICH = _argument("article", TEXT, Message("The id of an article: why it matches."))
_VALUES = _number("size", 1000, Message("Values on a page."))
_VALUES_PAGE = _number("page", 999_999, Message("Page of values; 1 is the first."))


def _answers(schema: str | None, *problems: int, status: int = 200) -> Schema:
    problem = {
        400: Message("An argument cannot be used"),
        401: Message("The owner's secret is missing"),
        404: Message("Not found"),
    }
    problem |= {410: Message("No longer there"), 429: Message("Too many requests")}
    problem |= {503: Message("The index or the store is not there now, or too many ask at once")}
    refused = {"content": {MIMETYPE: {"schema": reference("Problem")}}}
    good: Schema = {"description": Message("Done")}
    if schema:
        good["content"] = {
            "application/json": {"schema": reference(schema) if schema in SCHEMAS else {"type": "object"}}
        }
    refusals = {str(code): {"description": problem[code], **refused} for code in sorted({*problems, 429, 503})}
    return {str(status): good, **refusals}


_OWNED: dict[str, Any] = {"security": [{"owner": []}]}


def _operation(
    name: str, summary: Message, answers: Schema, arguments: Sequence[Schema] = (), body: str = "", **more: Any
) -> Schema:
    if body:
        more["requestBody"] = {"required": True, "content": {"application/json": {"schema": reference(body)}}}
    return {"operationId": name, "summary": summary, "parameters": [*arguments, _LANG], "responses": answers, **more}


def _get(name: str, summary: Message, answers: Schema, *arguments: Schema, **more: Any) -> Schema:
    return {"get": _operation(name, summary, answers, arguments, **more)}


def paths() -> dict[str, Schema]:
    """Return every operation, by path and method."""
    article = _argument("id", TEXT, Message("The article's id."), "path")
    name = _argument("name", {"type": "string", "enum": list(ALL_FACETS)}, Message("The facet."), "path")
    how, found = Message("How a query is understood, and why an article matches"), _answers("Results", 400, 410)
    new = _answers("NewArticles", 400)
    similar, completions = _answers("Similar", 404), Message("Completions and corrections")
    return {
        "/search": _get("search", Message("Find articles"), found, *_search(), _SORT, _VERBATIM, _PAGE, _SIZE, _CURSOR),
        "/new": _get("new", Message("Articles of a search indexed since a moment"), new, *_search(), _SINCE, _NEW_SIZE),
        "/articles/{id}": _get("article", Message("One article"), _answers("Article", 404), article),
        "/facets/{name}": _get(
            "facet",
            Message("All values of a facet"),
            _answers("Facet", 400, 404),
            name,
            *_search(),
            _FIND,
            _VALUES,
            _VALUES_PAGE,
        ),
        "/explain": _get("explain", how, _answers("Explanation", 400, 404), _search()[0], _WHICH),
        "/suggest": _get("suggest", completions, _answers("Suggestions"), _search()[0]),
        "/similar/{id}": _get("similar", Message("Similar articles"), similar, article),
        "/index": _get("index", Message("What the index holds"), _answers("Index")),
        "/openapi.json": _get("description", Message("This description"), _answers("OpenAPI")),
        "/saved": _saved(),
        "/saved/{id}": _one_saved(),
    }


def _saved() -> Schema:
    created = _answers("SavedNew", 400, 401, 429, status=201)
    either: dict[str, Any] = {"security": [{}, *_OWNED["security"]]}
    return {
        **_get("list_saved", Message("All searches of the owner"), _answers("SavedList", 401, 404), **_OWNED),
        "post": _operation("save", Message("Save a search"), created, body="Save", **either),
    }


def _one_saved() -> Schema:
    live, renamed = _answers("SavedResults", 404, 410), _answers("Saved", 400, 401, 404, 410)
    gone = _answers(None, 401, 404, 410, status=204)
    return {
        **_get("saved", Message("A saved search, live"), live, _ID),
        "patch": _operation("rename_saved", Message("Rename a saved search"), renamed, [_ID], "Rename", **_OWNED),
        "delete": _operation("delete_saved", Message("Delete a saved search"), gone, [_ID], **_OWNED),
    }


@cache
def arguments(path: str, method: str) -> dict[str, bool]:
    """Return the query arguments of an operation, each with whether it is repeatable."""
    described = paths().get(path, {}).get(method, {}).get("parameters", ())
    return {one["name"]: one["schema"].get("type") == "array" for one in described if one["in"] == "query"}


def document() -> Schema:
    """Return the complete OpenAPI document."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Zhenwen",
            "version": VERSION,
            "description": Message(
                "Full-text search for China's local-government news. A published name keeps its meaning."
            ),
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": ROOT}],
        "paths": paths(),
        "components": {
            "schemas": SCHEMAS,
            "securitySchemes": {
                "owner": {"type": "http", "scheme": "bearer", "description": Message("The owner's secret.")}
            },
        },
    }

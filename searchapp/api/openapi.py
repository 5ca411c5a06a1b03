"""OpenAPI 3.1 description of the API, for programs and for the API page."""

from __future__ import annotations

from functools import cache
from typing import Any

from engine.article import LEADER_KINDS, LEADER_STATUSES
from engine.messages import Message
from engine.query.tree import TEXT_FIELDS
from engine.results.results import FACETS as ALL_FACETS
from searchapp.api.problem import MIMETYPE
from searchapp.request.params import DAY_PATTERN, FACETS, MAX_VALUES, SORTS

ROOT = "/api/v1"
VERSION = "1.0"
Schema = dict[str, Any]

_TEXT: Schema = {"type": "string"}
_MAYBE: Schema = {"type": ["string", "null"]}
_NUMBER: Schema = {"type": "number"}
_COUNT: Schema = {"type": "integer", "minimum": 0}
_DAY: Schema = {"type": "string", "pattern": DAY_PATTERN}
LEADER_PATH = "通州区/区长/郑林"
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


def _object(**properties: Schema) -> Schema:
    return {"type": "object", "required": list(properties), "properties": properties}


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _see(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


_OFFSETS: Schema = {"type": "array", "items": _COUNT, "minItems": 2, "maxItems": 2}
_LEADER = _object(
    name=_TEXT, post=_TEXT, org=_MAYBE, kind={"enum": list(LEADER_KINDS)}, status={"enum": list(LEADER_STATUSES)}
)
_BRIEF = {"id": _TEXT, "title": _MAYBE, "date": _MAYBE, "source": _MAYBE}
_SNIPPET = _object(text=_TEXT, ranges=_list(_OFFSETS))
_EVIDENCE = {"field": _TEXT, "value": _TEXT, "rule": _TEXT, "sure": _NUMBER, "quote": _TEXT}
_MAYBE_COUNT: Schema = {"type": ["integer", "null"]}
_SAVED = {"id": _TEXT, "name": _TEXT, "note": _TEXT, "query": _TEXT, "created": _TEXT, "expires": _MAYBE}
_SAVED |= {"link": _TEXT, "feed": _TEXT}

SCHEMAS: dict[str, Schema] = {
    "Problem": {
        "type": "object",
        "required": ["type", "title", "status"],
        "properties": {"type": _TEXT, "title": _TEXT, "status": {"type": "integer"}, "detail": _TEXT},
    },
    "FacetValue": _object(value=_TEXT, count=_COUNT, selected={"type": "boolean"}),
    "Hit": _object(
        **_BRIEF,
        towns=_list(_TEXT),
        leaders=_list(_LEADER),
        score=_NUMBER,
        snippets=_list(_SNIPPET),
    ),
    "Results": _object(
        query=_TEXT,
        total=_COUNT,
        hits=_list(_see("Hit")),
        facets=_object(**{name: _list(_see("FacetValue")) for name in ALL_FACETS}),
        understood=_TEXT,
        dropped=_list(_TEXT),
        suggestions=_list(_TEXT),
    ),
    "Article": _object(
        **_BRIEF,
        file=_TEXT,
        **dict.fromkeys(("subtitle", "kicker", "site", "time", "editor", "url", "reprint_of"), _MAYBE),
        **{name: _list(_TEXT) for name in ("authors", "keywords", "towns", "places")},
        leaders=_list(_LEADER),
        former_posts=_list(_LEADER),
        body=_TEXT,
        evidence=_list(_object(**_EVIDENCE, start=_MAYBE_COUNT, end=_MAYBE_COUNT)),
        repairs=_list(_object(kind=_TEXT, text=_TEXT, reason=_TEXT, start=_COUNT, end=_COUNT)),
    ),
    "Facet": _object(facet={"enum": list(ALL_FACETS)}, total=_COUNT, values=_list(_see("FacetValue"))),
    "Explanation": _object(
        query=_TEXT,
        understood=_TEXT,
        parts=_list(_object(text=_TEXT, without=_TEXT)),
        problems=_list(_object(kind=_TEXT, message=_TEXT, start=_COUNT, end=_COUNT, guess=_MAYBE)),
        match={"oneOf": [{"type": "null"}, _see("Match")]},
    ),
    "Match": _object(
        score=_NUMBER,
        parts=_list(_object(kind=_TEXT, field=_TEXT, text=_TEXT, count=_COUNT, value=_NUMBER)),
        reasons=_list(_object(text=_TEXT, value=_NUMBER)),
    ),
    "Suggestions": _object(
        query=_TEXT, suggestions=_list(_object(text=_TEXT, kind=_TEXT, count=_COUNT, place=_TEXT, search=_TEXT))
    ),
    "Similar": _object(articles=_list(_object(**_BRIEF))),
    "Index": _object(generation=_TEXT, built=_TEXT, articles=_COUNT, sources=_COUNT, first=_MAYBE, last=_MAYBE),
    "Saved": _object(**_SAVED),
    "SavedNew": _object(**_SAVED, owner=_TEXT),
    "SavedList": _object(saved=_list(_see("Saved"))),
    "SavedResults": _object(
        **_SAVED,
        **dict.fromkeys(("then", "now", "came", "went"), _COUNT),
        new=_list(_object(**_BRIEF)),
        results=_see("Results"),
    ),
    "Save": {
        "type": "object",
        "properties": {
            "query": {"type": "string", "description": Message("The part of a search's URL behind the question mark.")},
            "name": {"type": "string", "maxLength": 100},
            "note": {"type": "string", "maxLength": 500},
            "lifetime": {
                "type": "string",
                "enum": ["", "30", "365"],
                "description": Message("Days; empty is for good."),
            },
        },
        "additionalProperties": False,
    },
    "Rename": {
        "type": "object",
        "properties": {"name": {"type": "string", "maxLength": 100}, "note": {"type": "string", "maxLength": 500}},
        "additionalProperties": False,
    },
}


def _argument(name: str, schema: Schema, description: Message, where: str = "query") -> Schema:
    return {"name": name, "in": where, "required": where == "path", "description": description, "schema": schema}


def _number(name: str, most: int, description: Message) -> Schema:
    return _argument(name, {"type": "integer", "minimum": 1, "maximum": most}, description)


def _search() -> list[Schema]:
    several: Schema = {"type": "array", "items": _TEXT, "maxItems": MAX_VALUES}
    query = Message("What a reader types into the box; fields are %(fields)s.", fields=", ".join(TEXT_FIELDS))
    found = [_argument("q", _TEXT, query)]
    found += [_argument(name, several, _ONLY[name]) for name in FACETS]
    found += [_argument(f"not_{name}", several, _WITHOUT[name]) for name in FACETS]
    found += [_argument("from", _DAY, Message("Published on this day, month or year, or later."))]
    return [*found, _argument("to", _DAY, Message("Published on this day, month or year, or earlier."))]


_LANG = _argument(
    "lang", {"type": "string", "enum": ["zh", "en"]}, Message("Language of sentences; else that of Accept-Language.")
)
_ID = _argument("id", _TEXT, Message("The name in the short link."), "path")
_SORT = _argument(
    "sort", {"type": "string", "enum": ["", *SORTS]}, Message("By relevance, or by date where q is empty.")
)
_PAGE = _number("page", 999_999, Message("Page of hits; 1 is the first."))
_SIZE = _number("size", 100, Message("Hits on a page."))
_CURSOR = _argument("cursor", _TEXT, Message("Where to go on, from the header Link; takes the place of page and size."))
_FIND = _argument("find", _TEXT, Message("Only values whose name contains this."))
_WHICH = _argument("article", _TEXT, Message("The id of an article: why it matches."))
_VALUES = _number("size", 1000, Message("How many values."))


def _answers(schema: str | None, *problems: int, status: int = 200) -> Schema:
    told = {
        400: Message("An argument cannot be used"),
        401: Message("The owner's secret is missing"),
        404: Message("Not found"),
    }
    told |= {410: Message("No longer there"), 429: Message("Too many requests")}
    told |= {503: Message("The index or the store is not there now, or too many ask at once")}
    refused = {"content": {MIMETYPE: {"schema": _see("Problem")}}}
    good: Schema = {"description": Message("Done")}
    if schema:
        good["content"] = {"application/json": {"schema": _see(schema) if schema in SCHEMAS else {"type": "object"}}}
    found = {str(status): good}
    return found | {str(code): {"description": told[code], **refused} for code in sorted({*problems, 429, 503})}


def _operation(name: str, summary: Message, answers: Schema, arguments: list[Schema], **more: Any) -> Schema:
    return {"operationId": name, "summary": summary, "parameters": [*arguments, _LANG], "responses": answers, **more}


def _body(schema: str) -> Schema:
    return {"required": True, "content": {"application/json": {"schema": _see(schema)}}}


_OWNED: dict[str, Any] = {"security": [{"owner": []}]}


def paths() -> dict[str, Schema]:
    """Return every operation, by path and method."""
    article = _argument("id", _TEXT, Message("The article's id."), "path")
    name = _argument("name", {"type": "string", "enum": list(ALL_FACETS)}, Message("The facet."), "path")
    return {
        "/search": {
            "get": _operation(
                "search",
                Message("Find articles"),
                _answers("Results", 400, 410),
                [*_search(), _SORT, _PAGE, _SIZE, _CURSOR],
            )
        },
        "/articles/{id}": {"get": _operation("article", Message("One article"), _answers("Article", 404), [article])},
        "/facets/{name}": {
            "get": _operation(
                "facet",
                Message("All values of a facet"),
                _answers("Facet", 400, 404),
                [name, *_search(), _FIND, _VALUES],
            )
        },
        "/explain": {
            "get": _operation(
                "explain",
                Message("How a query is understood, and why an article matches"),
                _answers("Explanation", 400, 404),
                [*_search()[:1], _WHICH],
            )
        },
        "/suggest": {
            "get": _operation("suggest", Message("Completions and corrections"), _answers("Suggestions"), _search()[:1])
        },
        "/similar/{id}": {
            "get": _operation("similar", Message("Similar articles"), _answers("Similar", 404), [article])
        },
        "/index": {"get": _operation("index", Message("What the index holds"), _answers("Index"), [])},
        "/openapi.json": {"get": _operation("description", Message("This description"), _answers("OpenAPI"), [])},
        "/saved": {
            "get": _operation(
                "list_saved", Message("All searches of the owner"), _answers("SavedList", 401, 404), [], **_OWNED
            ),
            "post": _operation(
                "save",
                Message("Save a search"),
                _answers("SavedNew", 400, 401, 429, status=201),
                [],
                requestBody=_body("Save"),
                security=[{}, {"owner": []}],
            ),
        },
        "/saved/{id}": {
            "get": _operation("saved", Message("A saved search, live"), _answers("SavedResults", 404, 410), [_ID]),
            "patch": _operation(
                "rename_saved",
                Message("Rename a saved search"),
                _answers("Saved", 400, 401, 404, 410),
                [_ID],
                requestBody=_body("Rename"),
                **_OWNED,
            ),
            "delete": _operation(
                "delete_saved",
                Message("Delete a saved search"),
                _answers(None, 401, 404, 410, status=204),
                [_ID],
                **_OWNED,
            ),
        },
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

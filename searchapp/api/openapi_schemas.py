"""Schemas of the values in requests and answers of the API."""

from __future__ import annotations

from typing import Any

from engine.article import LEADER_KINDS, LEADER_STATUSES
from engine.messages import Message
from engine.results.results import FACETS as ALL_FACETS

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
_MAYBE: Schema = {"type": ["string", "null"]}
_NUMBER: Schema = {"type": "number"}
_COUNT: Schema = {"type": "integer", "minimum": 0}


def _object(**properties: Schema) -> Schema:
    return {"type": "object", "required": list(properties), "properties": properties}


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def reference(name: str) -> Schema:
    """Return a reference to one of `SCHEMAS`."""
    return {"$ref": f"#/components/schemas/{name}"}


_OFFSETS: Schema = {"type": "array", "items": _COUNT, "minItems": 2, "maxItems": 2}
_LEADER = _object(
    name=TEXT, post=TEXT, org=_MAYBE, kind={"enum": list(LEADER_KINDS)}, status={"enum": list(LEADER_STATUSES)}
)
_BRIEF = {"id": TEXT, "title": _MAYBE, "date": _MAYBE, "source": _MAYBE}
_SNIPPET = _object(text=TEXT, ranges=_list(_OFFSETS))
_EVIDENCE = {"field": TEXT, "value": TEXT, "rule": TEXT, "sure": _NUMBER, "quote": TEXT}
_MAYBE_COUNT: Schema = {"type": ["integer", "null"]}
_SAVED = {"id": TEXT, "name": TEXT, "note": TEXT, "query": TEXT, "created": TEXT, "expires": _MAYBE}
_SAVED |= {"link": TEXT, "feed": TEXT}

SCHEMAS: dict[str, Schema] = {
    "Problem": {
        "type": "object",
        "required": ["type", "title", "status"],
        "properties": {"type": TEXT, "title": TEXT, "status": {"type": "integer"}, "detail": TEXT},
    },
    "FacetValue": _object(value=TEXT, count=_COUNT, selected={"type": "boolean"}),
    "Hit": _object(
        **_BRIEF,
        towns=_list(TEXT),
        leaders=_list(_LEADER),
        score=_NUMBER,
        snippets=_list(_SNIPPET),
    ),
    "Results": _object(
        query=TEXT,
        total=_COUNT,
        undated=_COUNT,
        hits=_list(reference("Hit")),
        facets=_object(**{name: _list(reference("FacetValue")) for name in ALL_FACETS}),
        understood=TEXT,
        dropped=_list(TEXT),
        suggestions=_list(TEXT),
        corrected=_MAYBE,
    ),
    "Article": _object(
        **_BRIEF,
        file=TEXT,
        **dict.fromkeys(("subtitle", "kicker", "site", "time", "editor", "url", "reprint_of"), _MAYBE),
        **{name: _list(TEXT) for name in ("authors", "keywords", "towns", "places")},
        leaders=_list(_LEADER),
        former_posts=_list(_LEADER),
        body=TEXT,
        evidence=_list(_object(**_EVIDENCE, start=_MAYBE_COUNT, end=_MAYBE_COUNT)),
        repairs=_list(_object(kind=TEXT, text=TEXT, reason=TEXT, start=_COUNT, end=_COUNT)),
    ),
    "Facet": _object(facet={"enum": list(ALL_FACETS)}, total=_COUNT, values=_list(reference("FacetValue"))),
    "Explanation": _object(
        query=TEXT,
        understood=TEXT,
        parts=_list(_object(text=TEXT, without=TEXT)),
        problems=_list(_object(kind=TEXT, message=TEXT, start=_COUNT, end=_COUNT, guess=_MAYBE)),
        match={"oneOf": [{"type": "null"}, reference("Match")]},
    ),
    "Match": _object(
        score=_NUMBER,
        parts=_list(_object(kind=TEXT, field=TEXT, text=TEXT, count=_COUNT, value=_NUMBER)),
        reasons=_list(_object(text=TEXT, value=_NUMBER)),
    ),
    "Suggestions": _object(
        query=TEXT, suggestions=_list(_object(text=TEXT, kind=TEXT, count=_COUNT, place=TEXT, search=TEXT))
    ),
    "Similar": _object(articles=_list(_object(**_BRIEF))),
    "NewArticles": _object(total=_COUNT, articles=_list(_object(**_BRIEF, added=_MAYBE)), next=TEXT),
    "Index": _object(generation=TEXT, built=TEXT, articles=_COUNT, sources=_COUNT, first=_MAYBE, last=_MAYBE),
    "Saved": _object(**_SAVED),
    "SavedNew": _object(**_SAVED, owner=TEXT),
    "SavedList": _object(saved=_list(reference("Saved"))),
    "SavedResults": _object(
        **_SAVED,
        **dict.fromkeys(("then", "now", "came", "went"), _COUNT),
        new=_list(_object(**_BRIEF)),
        results=reference("Results"),
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

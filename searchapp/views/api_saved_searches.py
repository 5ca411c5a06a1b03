"""API endpoints for saved searches."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl

from flask import Blueprint, Response, request

from engine.messages import translatable
from searchapp.alerts import saved_changes
from searchapp.alerts.alert_check import saved_request
from searchapp.api import answers, openapi
from searchapp.api.openapi_schemas import SCHEMAS
from searchapp.request import search_name
from searchapp.request.params import BadArgument, SearchRequest, read_request
from searchapp.request.reader_errors import ReaderError
from searchapp.saved.link_tokens import is_token, new_secret
from searchapp.saved.records import SavedSearch
from searchapp.server import language, reader_services, request_context, site_urls
from searchapp.service import search_service
from searchapp.views import share_page
from searchapp.views.api_endpoints import UnknownArgument, check_arguments, json_response, open_to_all
from searchapp.views.saved_searches import private

blueprint = Blueprint("api_saved", __name__, url_prefix=f"{openapi.ROOT}/saved")
blueprint.before_request(check_arguments)
_BEARER = "Bearer "


class OwnerUnknown(ReaderError):
    """The header Authorization has no owner's secret."""


class BodyRefused(ReaderError):
    """The body of the request is not what the description asks for."""


@blueprint.post("")
def save() -> Response:
    """Save a search; the response contains the owner's secret."""
    body = _body("Save")
    search_request = replace(_search_request(_text(body, "query")), page=1)
    owner = _owner() if "Authorization" in request.headers else new_secret()
    about = (_text(body, "name"), _text(body, "note"), _text(body, "lifetime"))
    saved = share_page.keep(search_request, owner, *about)
    response = private(json_response({**_named(saved), "owner": owner}, 201))
    response.headers["Location"] = f"{request.script_root}{openapi.ROOT}/saved/{saved.id}"
    return response


@blueprint.get("")
def mine() -> Response:
    """Return all saved searches of the owner."""
    owned = reader_services.store().searches.of_owner(_owner())
    return private(json_response({"saved": [_named(saved) for saved in owned]}))


@blueprint.get("/<search_id>")
def show(search_id: str) -> Response:
    """Return a saved search with its current results and the changes since it was saved."""
    store = reader_services.store().searches
    saved = store.find(search_id)
    search_request, engine = saved_request(saved), request_context.engine()
    changed = saved_changes.compare_snapshots(
        store.first(saved.id), saved_changes.current_changes(engine, store, saved.id, search_request)
    )
    new = [answers.brief_answer(article) for article in saved_changes.new_articles(engine, search_request, changed)]
    counts = {"then": changed.then.total, "now": changed.now.total, "came": changed.came, "went": changed.went}
    page = search_service.run_search(engine, search_request, request_context.page_size(), correct=False)
    return open_to_all(
        private(
            json_response({**_named(saved), **counts, "new": new, "results": page.to_json(language.language_code())})
        )
    )


@blueprint.patch("/<search_id>")
def rename(search_id: str) -> Response:
    """Change the name or the note of a saved search."""
    owner, body, store = _owner(), _body("Rename"), reader_services.store().searches
    saved = store.find(search_id)
    name = search_name.checked_name(_text(body, "name"), saved.name)
    note = search_name.checked_note(_text(body, "note")) if "note" in body else saved.note
    store.rename(owner, search_id, name, note)
    return private(json_response(_named(store.find(search_id))))


@blueprint.delete("/<search_id>")
def delete(search_id: str) -> Response:
    """Delete a saved search."""
    reader_services.store().searches.delete(_owner(), search_id)
    return private(Response(status=204))


def _named(saved: SavedSearch) -> dict[str, Any]:
    link = f"{site_urls.page_base_url()}/s/{saved.id}"
    return {
        "id": saved.id,
        "name": saved.name,
        "note": saved.note,
        "query": saved.query,
        "created": saved.created.isoformat(timespec="seconds"),
        "expires": saved.expires.isoformat(timespec="seconds") if saved.expires else None,
        "link": link,
        "feed": f"{link}/feed",
    }


def _owner() -> str:
    header = request.headers.get("Authorization", "")
    secret = header.removeprefix(_BEARER)
    if header == secret or not is_token(secret):
        raise OwnerUnknown(translatable("The header Authorization has to say Bearer and the owner's secret."))
    return secret


def _search_request(query: str) -> SearchRequest:
    """Parse a query string; unknown names are rejected, as ignoring them would return too much."""
    known = openapi.arguments("/search", "get")
    try:
        pairs = parse_qsl(query, keep_blank_values=True, max_num_fields=1000)
    except ValueError:
        raise BadArgument("query", query, translatable("That is too many values at once; 100 is the most.")) from None
    for name, _ in pairs:
        if name not in known:
            raise UnknownArgument(name, known)
    return read_request(pairs)


def _body(schema: str) -> dict[str, Any]:
    """Parse the JSON body; names must be in the schema and may not repeat. Raises BodyRefused, UnknownArgument."""
    known = SCHEMAS[schema]["properties"]

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        result = dict(pairs)
        if len(result) < len(pairs):
            raise ValueError("repeated")
        return result

    # A form on another site cannot send this type without a CORS preflight, which is refused.
    try:
        body = (
            json.loads(request.get_data(), object_pairs_hook=once) if request.mimetype == "application/json" else None
        )
    except (ValueError, RecursionError):
        body = None
    if not isinstance(body, dict):
        raise BodyRefused(translatable("The body has to be a JSON object of the type application/json."))
    for name in body:
        if name not in known:
            raise UnknownArgument(name, known)
    return body


def _text(body: dict[str, Any], name: str) -> str:
    value = body.get(name, "")
    if not isinstance(value, str):
        raise BadArgument(name, str(value), translatable("This has to be text."))
    return value.encode("utf-8", "replace").decode("utf-8")

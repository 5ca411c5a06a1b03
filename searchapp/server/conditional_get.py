"""Conditional GET: a page depends only on its URL, language, day, index and the version of this program."""

from __future__ import annotations

import datetime
import hashlib

from flask import Flask, Response, current_app, request

from searchapp.server import language, request_context

# Blueprints whose pages depend on nothing else.
CACHEABLE_BLUEPRINTS = frozenset({"home", "search", "article", "facet", "machines", "suggest", "why", "feeds", "api"})
ASSET_MAX_AGE_SECONDS = 365 * 24 * 3600


def register(app: Flask) -> None:
    """Answer 304 where the client has the page already, and let hashed static files be cached forever."""
    app.before_request(_unchanged)
    app.after_request(_label)


def _tag() -> str:
    """Return the validator (ETag) of the requested page."""
    parts = (
        current_app.extensions["asset_digest"],
        request_context.info().generation,
        request.full_path,
        request.host_url,
        language.language_code(),
        datetime.date.today().isoformat(),
    )
    return hashlib.blake2b(repr(parts).encode(), digest_size=9).hexdigest()


def _unchanged() -> Response | None:
    """Return an empty 304 response if the request has the current validator, without searching or rendering."""
    if (
        request.blueprint not in CACHEABLE_BLUEPRINTS
        or request.method not in ("GET", "HEAD")
        or not request.if_none_match
    ):
        return None
    # Compression appends its name to the validator: "abc:br".
    tags = {tag.partition(":")[0] for tag in request.if_none_match.as_set()}
    if _tag() not in tags:
        return None
    return _labelled(Response(status=304))


def _label(response: Response) -> Response:
    if request.endpoint == "static":
        current_digest = current_app.extensions["assets"].get((request.view_args or {}).get("filename"))
        if current_digest and request.args.get("v") == current_digest:
            response.cache_control.max_age, response.cache_control.public = ASSET_MAX_AGE_SECONDS, True
            response.cache_control.no_cache, response.cache_control.immutable = None, True
    elif response.status_code == 200 and request.blueprint in CACHEABLE_BLUEPRINTS:
        _labelled(response)
    elif "Cache-Control" not in response.headers:
        response.cache_control.no_store = True
    return response


def _labelled(response: Response) -> Response:
    response.set_etag(_tag())
    response.last_modified = request_context.info().built
    response.cache_control.no_cache = True
    response.vary.update(("Accept-Language", "Cookie"))
    return response

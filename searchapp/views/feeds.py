"""Atom feeds of searches, at the URL of the search, so that every town, leader and source has one too."""

from __future__ import annotations

import datetime
import re

from flask import Blueprint, Response, render_template, request

from engine.backend import FIRST_SEEN_NOTE
from searchapp.alerts.alert_check import saved_request
from searchapp.request import links, search_name
from searchapp.request.params import SearchRequest
from searchapp.saved.records import SavedSearch
from searchapp.server import reader_services, request_context, site_urls
from searchapp.service import full_listing

blueprint = Blueprint("feeds", __name__)
PATH = "/feed"
MAX_ENTRIES = 50
# Control characters, surrogates and noncharacters (XML 1.0, 2.2)
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@blueprint.get(PATH)
def feed() -> Response:
    """Return a feed of the articles of the search in the URL that were indexed last."""
    search_request = SearchRequest(request_context.search_request().text, request_context.search_request().filters)
    return _atom(search_request, links.url(search_request, PATH), links.url(search_request), None)


@blueprint.get("/s/<search_id>/feed")
def saved_feed(search_id: str) -> Response:
    """Return a feed of the articles of a saved search that were indexed last."""
    saved = reader_services.store().searches.find(search_id)
    path = f"/s/{saved.id}"
    return _atom(saved_request(saved), f"{path}/feed", path, saved)


def _atom(search_request: SearchRequest, path: str, page: str, saved: SavedSearch | None) -> Response:
    _, articles = full_listing.newest_articles(request_context.engine(), search_request, MAX_ENTRIES)
    built = request_context.info().built
    about = {"site": site_urls.page_base_url(), "path": path, "page": page, "updated": built, "first": _first()}
    name = saved.name if saved else search_name.describe(search_request)
    text = render_template(
        "feeds/atom.xml", articles=articles, search_request=search_request, name=name, midnight=_midnight, **about
    )
    response = Response(text, content_type="application/atom+xml; charset=utf-8")
    response.last_modified = built
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.make_conditional(request)
    return response


def _first() -> datetime.datetime:
    """Return the time when the first articles were indexed."""
    noted = request_context.engine().note(FIRST_SEEN_NOTE)
    return datetime.datetime.fromisoformat(noted.decode()) if noted else request_context.info().built


@blueprint.app_template_filter("xml")
def without_control_characters(text: str) -> str:
    """Remove the characters that XML does not allow, escaped or not."""
    return _FORBIDDEN.sub("", text)


def _midnight(day: datetime.date) -> str:
    """Return the start of a day in Beijing time, the newspapers' time zone, in the format of Atom."""
    return f"{day.isoformat()}T00:00:00+08:00"

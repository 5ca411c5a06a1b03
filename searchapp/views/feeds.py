"""Atom feeds of searches: by the search's own URL, so that a town, a leader and a source have one too."""

from __future__ import annotations

import datetime
import re

from flask import Blueprint, Response, render_template, request

from engine.backend import FIRST
from searchapp import links, listing, wording
from searchapp.following import asked_by
from searchapp.params import Asked
from searchapp.saved.records import SavedSearch
from searchapp.views import addresses, current, keeping

blueprint = Blueprint("feeds", __name__)
PATH = "/feed"
ENTRIES = 50
# Control characters, surrogates and the two that are no characters (XML 1.0, 2.2)
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@blueprint.get(PATH)
def feed() -> Response:
    """The articles of the search of the URL that came last."""
    asked = Asked(current.asked().text, current.asked().filters)
    return _atom(asked, links.url(asked, PATH), links.url(asked), None)


@blueprint.get("/s/<search_id>/feed")
def saved_feed(search_id: str) -> Response:
    """The articles of a saved search that came last."""
    saved = keeping.store().searches.find(search_id)
    path = f"/s/{saved.id}"
    return _atom(asked_by(saved), f"{path}/feed", path, saved)


def _atom(asked: Asked, path: str, page: str, saved: SavedSearch | None) -> Response:
    _, articles = listing.newest(current.engine(), asked, ENTRIES)
    built = current.info().built
    about = {"site": addresses.of_pages(), "path": path, "page": page, "updated": built, "first": _first()}
    name = saved.name if saved else wording.describe(asked)
    text = render_template("feeds/atom.xml", articles=articles, asked=asked, name=name, midnight=_midnight, **about)
    response = Response(text, content_type="application/atom+xml; charset=utf-8")
    response.last_modified = built
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.make_conditional(request)
    return response


def _first() -> datetime.datetime:
    """When the first articles came."""
    noted = current.engine().note(FIRST)
    return datetime.datetime.fromisoformat(noted.decode()) if noted else current.info().built


@blueprint.app_template_filter("xml")
def sayable(text: str) -> str:
    """Without the characters that no XML file may hold, escaped or not."""
    return _FORBIDDEN.sub("", text)


def _midnight(day: datetime.date) -> str:
    """The beginning of a day in Beijing, where the newspapers are, as Atom writes it."""
    return f"{day.isoformat()}T00:00:00+08:00"

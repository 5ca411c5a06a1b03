"""Facet page: all values of one facet, page by page, with a search within the list."""

from __future__ import annotations

from functools import partial

from flask import Blueprint, abort, render_template, request

from searchapp.present import town_tree
from searchapp.present.facet_links import facet_links, find_values
from searchapp.present.place_levels import LEVELS, place_level
from searchapp.present.town_tree import TownNode
from searchapp.request import links
from searchapp.request.params import FACETS
from searchapp.server import request_context
from searchapp.service import search_service

blueprint = Blueprint("facet", __name__)
# Values on a page.
PAGE_VALUES = 300


@blueprint.get("/facet/<name>")
def values(name: str) -> str:
    """Render the values of facet `name` for the search in the URL.

    `find` filters by a part of the name or its pinyin; `level` lists the places of one level instead of a tree; `page`
    is a page of the list.
    """
    if name not in FACETS:
        abort(404)
    find, level = request.args.get("find", "").strip(), request.args.get("level", "")
    level = level if name == "town" and level in LEVELS else ""
    search_request = request_context.search_request()
    found = find_values(search_service.facet_values(request_context.engine(), search_request, name), name, find)
    if level:
        found = [value for value in found if place_level(value.value) == level]
    last_page = max(1, -(-len(found) // PAGE_VALUES))
    page = min(search_request.page, last_page)
    start, stop = (page - 1) * PAGE_VALUES, page * PAGE_VALUES
    if name == "town" and not level:
        nodes = town_tree.part_of(town_tree.town_tree(found), start, stop)
    else:
        nodes = tuple(TownNode(value) for value in found[start:stop])
    search_request = links.at_page(search_request, 1)
    return render_template(
        "facet.html",
        search_request=search_request,
        name=name,
        find=find,
        level=level,
        levels=(*LEVELS, "") if name == "town" else (),
        choices=facet_links(search_request, name, nodes, request.script_root),
        total=len(found),
        page=page,
        last_page=last_page,
        listed_at=partial(_facet_url, search_request, name),
    )


def _facet_url(*args: object, **more: object) -> str:
    return request.script_root + links.facet_url(*args, **more)  # type: ignore[arg-type]

"""Facet page: all values of one facet, with a search within the list."""

from __future__ import annotations

from flask import Blueprint, abort, render_template, request

from searchapp.present import town_tree
from searchapp.present.facet_links import facet_links, find_values
from searchapp.request.params import FACETS
from searchapp.server import request_context
from searchapp.service import search_service

blueprint = Blueprint("facet", __name__)
# Maximum number of values on the page; a search within the list finds the others.
MAX_VALUES = 300


@blueprint.get("/facet/<name>")
def values(name: str) -> str:
    """Render the values of facet `name` for the search in the URL; `find` filters by a part of the name."""
    if name not in FACETS:
        abort(404)
    find = request.args.get("find", "").strip()
    page = search_service.run_search(request_context.engine(), request_context.search_request(), 1)
    found = find_values(page.results.facets[name], name, find)
    nodes = (
        town_tree.town_tree(found, MAX_VALUES)
        if name == "town"
        else tuple(town_tree.TownNode(value) for value in found[:MAX_VALUES])
    )
    offered = facet_links(page.search_request, name, nodes, request.script_root)
    context = {"name": name, "find": find, "choices": offered, "total": len(found), "most": MAX_VALUES}
    return render_template("facet.html", page=page, search_request=page.search_request, **context)

"""All values of one facet, with a search inside the list."""

from __future__ import annotations

from flask import Blueprint, abort, render_template, request

from searchapp import search, towns
from searchapp.choices import choices
from searchapp.params import FACETS
from searchapp.views import current

blueprint = Blueprint("facet", __name__)
# Values on the page; the search inside the list reaches the others.
MOST = 300


@blueprint.get("/facet/<name>")
def values(name: str) -> str:
    """The values of facet `name` for the search of the URL; `find` keeps those whose name contains it."""
    if name not in FACETS:
        abort(404)
    find = request.args.get("find", "").strip()
    page = search.run(current.engine(), current.asked(), 1)
    found = [value for value in page.results.facets[name] if find in value.value.rsplit("/", 1)[-1]]
    nodes = towns.tree(found, MOST) if name == "town" else tuple(towns.Node(value) for value in found[:MOST])
    offered = choices(page.asked, name, nodes, request.script_root)
    shown = {"name": name, "find": find, "choices": offered, "total": len(found), "most": MOST}
    return render_template("facet.html", page=page, asked=page.asked, **shown)

"""Files for crawlers and browsers: robots.txt, sitemaps, the OpenSearch description, the icon."""

from __future__ import annotations

from flask import Blueprint, Response, abort, current_app, render_template

from engine.query.tree import Every, Request
from searchapp.server import request_context

blueprint = Blueprint("machines", __name__)
SITEMAP_SIZE = 1000


def _xml(page: str, mimetype: str = "application/xml") -> Response:
    return Response(page, content_type=f"{mimetype}; charset=utf-8")


@blueprint.get("/robots.txt")
def robots() -> Response:
    """Return robots.txt, which opens articles to crawlers but not combinations of filters."""
    return Response(render_template("robots.txt"), content_type="text/plain; charset=utf-8")


@blueprint.get("/opensearch.xml")
def opensearch() -> Response:
    """Return the OpenSearch description."""
    return _xml(render_template("opensearch.xml"), "application/opensearchdescription+xml")


@blueprint.get("/sitemap.xml")
def sitemaps() -> Response:
    """Return the index of the sitemaps."""
    info = request_context.info()
    return _xml(render_template("sitemaps.xml", info=info, pages=-(-info.articles // SITEMAP_SIZE)))


@blueprint.get("/sitemap-<int:page>.xml")
def sitemap(page: int) -> Response:
    """Return the URLs of up to `SITEMAP_SIZE` articles, newest first; page 1 is the first."""
    offset = (page - 1) * SITEMAP_SIZE
    if page < 1 or offset >= request_context.info().articles:
        abort(404)
    everything = Request(Every(), sort="date", offset=offset, limit=SITEMAP_SIZE, passages=False, counted=())
    results = request_context.engine().search(everything)
    return _xml(render_template("sitemap.xml", articles=[hit.article for hit in results.hits]))


@blueprint.get("/favicon.ico")
def favicon() -> Response:
    """Return the site icon, for clients that request it by its traditional name."""
    return current_app.send_static_file("icon.svg")

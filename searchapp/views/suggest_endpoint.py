"""Completion of the search box, for our own pages and for browsers."""

from __future__ import annotations

import json

from flask import Blueprint, Response, request
from flask_babel import gettext, ngettext

from searchapp.request import links
from searchapp.server import reader_services, request_context
from searchapp.service.search_suggestions import SearchSuggestion, suggest_searches

blueprint = Blueprint("suggest", __name__)
MAX_TYPED_CHARS = 100


@blueprint.get("/suggest")
def suggestions() -> Response:
    """Return completions of `q` as [typed, texts, notes, URLs], the OpenSearch suggestions format."""
    typed = request.args.get("q", "")[:MAX_TYPED_CHARS]
    offered_searches = suggest_searches(request_context.engine(), typed, reader_services.frequent().suggestions())
    root = request.url_root.rstrip("/")
    addresses = [root + links.url(one.search_request) for one in offered_searches]
    answer = [typed, [one.text for one in offered_searches], [_note(one) for one in offered_searches], addresses]
    return Response(json.dumps(answer, ensure_ascii=False), mimetype="application/x-suggestions+json")


def _note(one: SearchSuggestion) -> str:
    """Return the note beside a completion: 镇街 · 北京市 通州区 · 12 篇."""
    kinds = {
        "town": gettext("Town"),
        "leader": gettext("Leader"),
        "source": gettext("Source"),
        "title": gettext("Title"),
    }
    count = (
        ngettext("%(number)s article", "%(number)s articles", one.count, number=f"{one.count:,}")
        if one.kind != "title"
        else ""
    )
    return " · ".join(part for part in (kinds.get(one.kind, ""), one.place, count if one.count else "") if part)

"""Sharing of a search as a link, a saved search, a feed or a file."""

from __future__ import annotations

import datetime
from dataclasses import replace

from flask import Blueprint, redirect, render_template, request
from flask_babel import gettext
from werkzeug.wrappers import Response

from engine.messages import translatable
from searchapp.alerts.alert_check import saved_request
from searchapp.present.mailto import mailto_link
from searchapp.request import links, search_name
from searchapp.request.params import BadArgument, SearchRequest, read_request
from searchapp.saved.link_tokens import new_link, new_secret
from searchapp.saved.records import SavedSearch
from searchapp.server import reader_services, request_context, site_urls, visitor
from searchapp.service import full_listing
from searchapp.service.search_service import resolve

blueprint = Blueprint("share", __name__)
# Lifetimes of a short link in days; empty is unlimited.
LIFETIMES = ("", "30", "365")


@blueprint.get("/share")
def share() -> str:
    """Render the sharing options of the search in the URL."""
    engine = request_context.engine()
    search_request = resolve(engine, links.without_view(replace(request_context.search_request(), page=1)))
    total = full_listing.count(engine, search_request)
    name = search_name.describe(search_request) or gettext("All articles")
    link = site_urls.page_base_url() + links.url(search_request)
    mail = mailto_link(name, name, link)
    context = {"name": name, "link": link, "mail": mail, "mails": reader_services.mails(), **_form()}
    return render_template("share.html", search_request=search_request, total=total, **context)


@blueprint.post("/saved")
def save() -> Response:
    """Save the search in the form and redirect to its sharing page."""
    visitor.check_form()
    search_request = replace(read_request(request.form.items(multi=True)), page=1)
    about = (request.form.get(field, "") for field in ("name", "note", "lifetime"))
    owner = visitor.owner() or new_secret()
    saved = keep(search_request, owner, *about)
    visitor.become_owner(owner)
    return redirect(f"{request.script_root}/s/{saved.id}/share?new=1", 303)


@blueprint.get("/s/<search_id>/share")
def share_saved(search_id: str) -> str:
    """Render the short link with its sharing options."""
    return page_of(reader_services.store().searches.find(search_id))


def page_of(saved: SavedSearch, **values: object) -> str:
    """Render the sharing page of a saved search; `values` prefill its forms."""
    search_request = saved_request(saved)
    link = f"{site_urls.page_base_url()}/s/{saved.id}"
    owner = visitor.owner()
    own = bool(owner) and reader_services.store().searches.owns(owner, saved.id)
    shown = {
        "saved": saved,
        "search_request": search_request,
        "link": link,
        "mail": mailto_link(saved.name, _text(saved), link),
        **_form(),
    }
    total = full_listing.count(request_context.engine(), search_request)
    shown |= {
        "own": own,
        "owner": owner,
        "total": total,
        "mails": reader_services.mails(),
        "new": "new" in request.args,
    }
    return render_template("share_saved.html", **{"address": "", "note": "", "preview": None, **shown, **values})


def keep(search_request: SearchRequest, owner: str, name: str, note: str, lifetime: str) -> SavedSearch:
    """Save a search with its current snapshot. Raises BadArgument, WordingRefused, TooMany, StoreFailed.

    Invalid values and exceeded limits are refused before the search is run.
    """
    if lifetime not in LIFETIMES:
        raise BadArgument("lifetime", lifetime, translatable("The lifetime is 30 or 365 (days), or empty (for good)."))
    now = datetime.datetime.now(datetime.UTC)
    expires = now + datetime.timedelta(days=int(lifetime)) if lifetime else None
    called = search_name.checked_name(name, search_name.describe(search_request) or gettext("All articles"))
    query = links.query_string(links.without_view(search_request))
    saved = SavedSearch(new_link(), called, search_name.checked_note(note), query, now, expires)
    searches = reader_services.store().searches
    searches.check(visitor.reader(), now)
    searches.save(saved, owner, visitor.reader(), full_listing.take_snapshot(request_context.engine(), search_request))
    return saved


def _text(saved: SavedSearch) -> str:
    return f"{saved.name}\r\n{saved.note}" if saved.note else saved.name


def _form() -> dict[str, object]:
    return {"form_token": visitor.form_token(), "lifetimes": LIFETIMES}

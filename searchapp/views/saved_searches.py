"""Pages of saved searches: by short link, and the owner's list by secret link."""

from __future__ import annotations

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from searchapp.alerts import saved_changes
from searchapp.alerts.alert_check import saved_request
from searchapp.request import search_name
from searchapp.saved.records import SavedSearch, Snapshot
from searchapp.server import reader_services, request_context, site_urls, visitor
from searchapp.service import search_service
from searchapp.views.results_page import of_hits

blueprint = Blueprint("saved", __name__)
# Cookie with the snapshot of one saved search that this browser has seen last.
OPENED_COOKIE = "opened"
_YEAR = 365 * 24 * 3600


@blueprint.get("/s/<search_id>")
def opened(search_id: str) -> Response:
    """Render the current results, and the articles new since the search was saved or last opened in this browser."""
    saved = reader_services.store().searches.find(search_id)
    search_request = saved_request(saved)
    last = None if request.args.get("since") == "saved" else _last_opened(saved)
    now = saved_changes.current_changes(
        request_context.engine(), reader_services.store().searches, saved.id, search_request
    )
    changed = saved_changes.compare_snapshots(last or reader_services.store().searches.first(saved.id), now)
    page = search_service.run_search(
        request_context.engine(), search_request, request_context.page_size(), correct=False
    )
    shown = {
        "new": saved_changes.new_articles(request_context.engine(), search_request, changed),
        "opened_before": last is not None,
    }
    shown |= {"fresh": {hit.article.id for hit in page.results.hits if hit.article not in changed.then.known}}
    response = make_response(render_template("saved.html", saved=saved, changed=changed, **shown, **of_hits(page)))
    path = f"{request.script_root}/s/{saved.id}"
    options = {"max_age": _YEAR, "path": path, "httponly": True, "secure": request.is_secure, "samesite": "Lax"}
    response.set_cookie(OPENED_COOKIE, str(now.id), **options)  # type: ignore[arg-type]
    return response


def _last_opened(saved: SavedSearch) -> Snapshot | None:
    number = request.cookies.get(OPENED_COOKIE, "")
    if not (number.isascii() and number.isdigit() and len(number) < 10):
        return None
    return reader_services.store().searches.snapshot(saved.id, int(number))


@blueprint.get("/mine/<secret>")
def mine(secret: str) -> Response:
    """Render all searches of one owner, for whoever has the secret link."""
    searches = reader_services.store().searches.of_owner(secret)
    link = f"{site_urls.page_base_url()}/mine/{secret}"
    here = visitor.owner() == secret
    shown = {"searches": searches, "secret": secret, "link": link, "here": here, "form_token": visitor.form_token()}
    return private(
        make_response(render_template("mine.html", describe=search_name.describe, asked_by=saved_request, **shown))
    )


@blueprint.post("/mine/<secret>")
def move_in(secret: str) -> AnyResponse:
    """Use this list for saves from this browser; by form only, since a link may have been planted by somebody else."""
    visitor.check_form()
    reader_services.store().searches.of_owner(secret)
    visitor.become_owner(secret)
    return redirect(f"{request.script_root}/mine/{secret}", 303)


@blueprint.post("/mine/<secret>/<search_id>")
def change(secret: str, search_id: str) -> AnyResponse:
    """Rename or delete a saved search of the list."""
    visitor.check_form()
    searches = reader_services.store().searches
    if request.form.get("action", "") not in ("", "delete"):
        abort(400)
    if request.form.get("action") == "delete":
        searches.delete(secret, search_id)
    else:
        saved_search = searches.find(search_id)
        name = search_name.checked_name(request.form.get("name", ""), saved_search.name)
        searches.rename(secret, search_id, name, search_name.checked_note(request.form.get("note", "")))
    return redirect(f"{request.script_root}/mine/{secret}", 303)


def private(response: Response) -> Response:
    """Set the headers of pages with a secret URL: no storing, no referrer to other sites, no indexing."""
    response.cache_control.no_store = True
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response

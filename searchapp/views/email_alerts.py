"""Pages for e-mail alerts: subscription, confirmation by the recipient, one-click unsubscription."""

from __future__ import annotations

import datetime

from flask import Blueprint, Response, abort, make_response, render_template, request

from searchapp.alerts import letters
from searchapp.alerts.alert_check import saved_request
from searchapp.mail.email_address import parse_address
from searchapp.saved.link_tokens import new_link, new_secret
from searchapp.saved.records import ALERT_PERIODS, Alert, SavedSearch
from searchapp.saved.seen_articles import SeenArticles
from searchapp.server import language, reader_services, request_context, site_urls, visitor
from searchapp.service import full_listing
from searchapp.views.saved_searches import private

blueprint = Blueprint("alerts", __name__)


@blueprint.post("/s/<search_id>/alerts")
def ask(search_id: str) -> str:
    """Send a confirmation letter to an address. The page is the same if the address has the alert already."""
    visitor.check_form()
    if not reader_services.mails():
        abort(404)
    saved = reader_services.store().searches.find(search_id)
    every = request.form.get("every", "")
    if every not in ALERT_PERIODS:
        abort(400)
    recipient, secret = parse_address(request.form.get("address", "")), new_secret()
    reader_services.store().outbox.check(visitor.reader(), [recipient], *reader_services.limits())
    now = datetime.datetime.now(datetime.UTC)
    settings = (recipient, language.language_code(), every, "reprints" in request.form)
    alert = Alert(new_link(), saved.id, *settings, "asked", new_secret(), SeenArticles(), 0, now)
    stop = f"{site_urls.mail_base_url()}/alerts/stop/{alert.stop}"
    text = letters.confirm(alert, secret)
    letter = letters.draft(
        f"{alert.id}.0", "confirm", recipient, text, alert.language, stop=stop, sender=visitor.reader()
    )
    if reader_services.store().alerts.ask(alert, secret, letter, *reader_services.limits()):
        reader_services.wake_postman()
    return render_template("alert.html", state="asked", saved=saved, alert=alert)


@blueprint.get("/alerts/confirm/<secret>")
def ask_confirm(secret: str) -> Response:
    """Show a confirmation button, since mail scanners follow links."""
    alert = reader_services.store().alerts.unconfirmed(secret)
    return _page("confirmed" if alert.state == "active" else "confirm", alert)


@blueprint.post("/alerts/confirm/<secret>")
def confirm(secret: str) -> Response:
    """Activate the alert, for articles indexed from now on."""
    alert = reader_services.store().alerts.unconfirmed(secret)
    if alert.state != "active":
        snapshot = full_listing.take_snapshot(request_context.engine(), saved_request(_search(alert)), printings=True)
        reader_services.store().alerts.confirm(secret, snapshot.known)
    return _page("confirmed", alert)


@blueprint.get("/alerts/stop/<secret>")
def ask_stop(secret: str) -> Response:
    """Show an unsubscribe button."""
    alert = reader_services.store().alerts.find(secret)
    return _page("stopped" if alert.state == "stopped" else "stop", alert)


@blueprint.post("/alerts/stop/<secret>")
def stop(secret: str) -> Response:
    """End the alert; mail clients send this on one click (RFC 8058), without cookies and possibly repeatedly."""
    reader_services.store().alerts.end(secret)
    return _page("stopped", None)


def _search(alert: Alert) -> SavedSearch:
    return reader_services.store().searches.find(alert.search)


def _page(state: str, alert: Alert | None) -> Response:
    saved = _search(alert) if alert and alert.state != "stopped" else None
    return private(make_response(render_template("alert.html", state=state, saved=saved, alert=alert)))

"""E-mail alerts: asked for, confirmed by who reads the mailbox, ended by one click."""

from __future__ import annotations

import datetime

from flask import Blueprint, Response, abort, make_response, render_template, request

from searchapp import listing
from searchapp.following import asked_by
from searchapp.mail.addresses import address
from searchapp.saved.known import Known
from searchapp.saved.records import PERIODS, Alert, SavedSearch
from searchapp.saved.tokens import new_link, new_secret
from searchapp.views import addresses, current, keeping, language, letters, visitor
from searchapp.views.saved import private

blueprint = Blueprint("alerts", __name__)


@blueprint.post("/s/<search_id>/alerts")
def ask(search_id: str) -> str:
    """Write to an address and ask whether it wants this alert. The page is the same where it has it already."""
    visitor.check_form()
    if not keeping.mails():
        abort(404)
    saved = keeping.store().searches.find(search_id)
    every = request.form.get("every", "")
    if every not in PERIODS:
        abort(400)
    recipient, secret = address(request.form.get("address", "")), new_secret()
    keeping.store().outbox.check(visitor.reader(), [recipient], *keeping.limits())
    now = datetime.datetime.now(datetime.UTC)
    settings = (recipient, language.code(), every, "reprints" in request.form)
    alert = Alert(new_link(), saved.id, *settings, "asked", new_secret(), Known(), 0, now)
    stop = f"{addresses.of_mails()}/alerts/stop/{alert.stop}"
    text = letters.confirm(alert, secret)
    letter = letters.draft(
        f"{alert.id}.0", "confirm", recipient, text, alert.language, stop=stop, sender=visitor.reader()
    )
    if keeping.store().alerts.ask(alert, secret, letter, *keeping.limits()):
        keeping.wake_postman()
    return render_template("alert.html", state="asked", saved=saved, alert=alert)


@blueprint.get("/alerts/confirm/<secret>")
def ask_confirm(secret: str) -> Response:
    """A button to confirm with: a link alone is also followed by machines that read mail."""
    alert = keeping.store().alerts.asked(secret)
    return _page("confirmed" if alert.state == "active" else "confirm", alert)


@blueprint.post("/alerts/confirm/<secret>")
def confirm(secret: str) -> Response:
    """From now on its letters are sent, about what comes after this moment."""
    alert = keeping.store().alerts.asked(secret)
    if alert.state != "active":
        found = listing.snapshot(current.engine(), asked_by(_search(alert)), printings=True)
        keeping.store().alerts.confirm(secret, found.known)
    return _page("confirmed", alert)


@blueprint.get("/alerts/stop/<secret>")
def ask_stop(secret: str) -> Response:
    """A button to end it with."""
    alert = keeping.store().alerts.find(secret)
    return _page("stopped" if alert.state == "stopped" else "stop", alert)


@blueprint.post("/alerts/stop/<secret>")
def stop(secret: str) -> Response:
    """End it; mail clients send this by one click (RFC 8058), without cookies, as often as they like."""
    keeping.store().alerts.end(secret)
    return _page("stopped", None)


def _search(alert: Alert) -> SavedSearch:
    return keeping.store().searches.find(alert.search)


def _page(state: str, alert: Alert | None) -> Response:
    saved = _search(alert) if alert and alert.state != "stopped" else None
    return private(make_response(render_template("alert.html", state=state, saved=saved, alert=alert)))

"""Letters from readers to others: preview, queueing and delivery state."""

from __future__ import annotations

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from engine.messages import translatable
from searchapp.alerts import letters
from searchapp.alerts.alert_check import saved_request
from searchapp.mail.email_address import parse_addresses as read_addresses
from searchapp.request import search_name
from searchapp.request.reader_errors import LinkUnknown, ReaderError
from searchapp.saved.link_tokens import new_secret
from searchapp.saved.records import SavedSearch
from searchapp.server import language, reader_services, request_context, site_urls, visitor
from searchapp.service import search_service
from searchapp.service.search_service import ResultPage
from searchapp.views import share_page
from searchapp.views.saved_searches import private

blueprint = Blueprint("mails", __name__)
# Hits in a letter.
MAX_HITS = 5


class NobodyWants(ReaderError):
    """All recipients asked for no e-mails from here."""


@blueprint.post("/s/<search_id>/mail")
def mail(search_id: str) -> str | AnyResponse:
    """Render a preview of the letter, or queue it for all recipients."""
    visitor.check_form()
    if not reader_services.mails():
        abort(404)
    if request.form.get("action", "preview") not in ("preview", "send"):
        abort(400)
    saved = reader_services.store().searches.find(search_id)
    form = {"address": request.form.get("address", ""), "note": request.form.get("note", "")}
    recipients, note = read_addresses(form["address"]), search_name.checked_mail_note(form["note"])
    if request.form.get("action") != "send":
        text = letters.share("…", saved, note, _found(saved), language.language_code())
        return share_page.page_of(saved, **form, preview=text, recipients=recipients)
    batch = new_secret()
    _queue(saved, recipients, note, batch)
    return redirect(f"{request.script_root}/mail/{batch}", 303)


@blueprint.get("/mail/<batch>")
def became(batch: str) -> Response:
    """Render the delivery state of the letters of one share."""
    queued = reader_services.store().outbox.batch(batch)
    return private(make_response(render_template("mail_state.html", letters=queued)))


@blueprint.get("/mail/stop/<letter_id>")
def ask_stop(letter_id: str) -> Response:
    """Show an opt-out button, since mail scanners follow links."""
    if not reader_services.store().outbox.knows(letter_id):
        raise LinkUnknown(translatable("There is no such link. Check whether the whole address was copied."))
    return private(make_response(render_template("mail_stop.html", stopped=False)))


@blueprint.post("/mail/stop/<letter_id>")
def stop(letter_id: str) -> Response:
    """Block the recipient from further letters; mail clients send this on one click (RFC 8058)."""
    reader_services.store().outbox.block(letter_id)
    return private(make_response(render_template("mail_stop.html", stopped=True)))


def _queue(saved: SavedSearch, recipients: tuple[str, ...], note: str, batch: str) -> None:
    outbox, sender = reader_services.store().outbox, visitor.reader()
    outbox.check(sender, recipients, *reader_services.limits())
    page, drafts = _found(saved), []
    for recipient in recipients:
        letter_id = new_secret()
        text = letters.share(letter_id, saved, note, page, language.language_code())
        stop_link = f"{site_urls.mail_base_url()}/mail/stop/{letter_id}"
        about = {"stop": stop_link, "batch": batch, "sender": sender}
        drafts.append(letters.draft(letter_id, "share", recipient, text, language.language_code(), **about))
    refused = outbox.put(drafts, *reader_services.limits())
    if len(refused) == len(drafts):
        raise NobodyWants(translatable("All recipients asked for no e-mails from this site; nothing was sent."))
    reader_services.wake_postman()


def _found(saved: SavedSearch) -> ResultPage:
    return search_service.run_search(request_context.engine(), saved_request(saved), MAX_HITS, correct=False)

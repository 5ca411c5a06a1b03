"""Letters that readers send to others: previewed, queued, and what became of them."""

from __future__ import annotations

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from searchapp import search, wording
from searchapp.following import asked_by
from searchapp.mail.addresses import addresses as read_addresses
from searchapp.params import translatable
from searchapp.saved.contract import LinkUnknown
from searchapp.saved.records import SavedSearch
from searchapp.saved.tokens import new_secret
from searchapp.search import Page
from searchapp.sentences import ReaderError
from searchapp.views import addresses, current, keeping, language, letters, share, visitor
from searchapp.views.saved import private

blueprint = Blueprint("mails", __name__)
# Hits in a letter.
HITS = 5


class NobodyWants(ReaderError):
    """All recipients asked for no letters from here."""


@blueprint.post("/s/<search_id>/mail")
def mail(search_id: str) -> str | AnyResponse:
    """Show the letter, or queue it for all its recipients."""
    visitor.check_form()
    if not keeping.mails():
        abort(404)
    if request.form.get("action", "preview") not in ("preview", "send"):
        abort(400)
    saved = keeping.store().searches.find(search_id)
    given = {"address": request.form.get("address", ""), "note": request.form.get("note", "")}
    recipients, note = read_addresses(given["address"]), wording.mailable(given["note"])
    if request.form.get("action") != "send":
        text = letters.share("…", saved, note, _found(saved), language.code())
        return share.page_of(saved, **given, preview=text, recipients=recipients)
    batch = new_secret()
    _queue(saved, recipients, note, batch)
    return redirect(f"{request.script_root}/mail/{batch}", 303)


@blueprint.get("/mail/<batch>")
def became(batch: str) -> Response:
    """What became of the letters of one share."""
    queued = keeping.store().outbox.batch(batch)
    return private(make_response(render_template("mail_state.html", letters=queued)))


@blueprint.get("/mail/stop/<letter_id>")
def ask_stop(letter_id: str) -> Response:
    """Ask whether its recipient wants no more letters: a link alone is also followed by machines."""
    if not keeping.store().outbox.knows(letter_id):
        raise LinkUnknown(translatable("没有这个链接。请检查是否完整复制了地址。"))
    return private(make_response(render_template("mail_stop.html", stopped=False)))


@blueprint.post("/mail/stop/<letter_id>")
def stop(letter_id: str) -> Response:
    """Write to this recipient no more; mail clients send this by one click (RFC 8058)."""
    keeping.store().outbox.block(letter_id)
    return private(make_response(render_template("mail_stop.html", stopped=True)))


def _queue(saved: SavedSearch, recipients: tuple[str, ...], note: str, batch: str) -> None:
    outbox, sender = keeping.store().outbox, visitor.reader()
    outbox.check(sender, recipients, *keeping.limits())
    page, drafts = _found(saved), []
    for recipient in recipients:
        letter_id = new_secret()
        text = letters.share(letter_id, saved, note, page, language.code())
        stop_link = f"{addresses.of_mails()}/mail/stop/{letter_id}"
        about = {"stop": stop_link, "batch": batch, "sender": sender}
        drafts.append(letters.draft(letter_id, "share", recipient, text, language.code(), **about))
    refused = outbox.put(drafts, *keeping.limits())
    if len(refused) == len(drafts):
        raise NobodyWants(translatable("收件人都表示过不想收到这个网站的来信，没有发送。"))
    keeping.wake_postman()


def _found(saved: SavedSearch) -> Page:
    return search.run(current.engine(), asked_by(saved), HITS)

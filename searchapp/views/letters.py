"""What letters say: templates of mail/ in the language of who gets them."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import parse_qsl

from flask import current_app, render_template
from flask_babel import force_locale, gettext, ngettext

from engine.article import Article
from searchapp.mail.compose import Text, compose
from searchapp.params import read
from searchapp.saved.records import Alert, Draft, SavedSearch
from searchapp.search import Page
from searchapp.views import addresses
from searchapp.views.language import LANGUAGES

# Articles that an alert lists; the others are behind its link.
LISTED = 20


def share(letter_id: str, search: SavedSearch, note: str, page: Page, language: str) -> Text:
    """The letter that a reader sends to others: the search, its link, its first hits."""
    with force_locale(LANGUAGES[language][0]):
        subject = gettext("检索：%(name)s", name=search.name)
        return _text("share", subject, language, search=search, note=note, page=page, letter_id=letter_id)


def confirm(alert: Alert, search: SavedSearch, secret: str) -> Text:
    """The letter that asks whether its address wants the alert."""
    with force_locale(LANGUAGES[alert.language][0]):
        subject = gettext("请确认订阅：%(name)s", name=search.name)
        return _text("confirm", subject, alert.language, search=search, alert=alert, secret=secret)


def alert(letter_id: str, alert: Alert, search: SavedSearch, new: Sequence[Article]) -> Draft:
    """The letter about new articles, ready for the queue."""
    with force_locale(LANGUAGES[alert.language][0]):
        subject = ngettext("%(num)s 篇新文章：%(name)s", "%(num)s 篇新文章：%(name)s", len(new), name=search.name)
        asked = read(parse_qsl(search.query))
        about = {"search": search, "alert": alert, "asked": asked, "new": new[:LISTED], "more": len(new) - LISTED}
        text = _text("alert", subject, alert.language, **about)
    stop = f"{addresses.of_mails()}/alerts/stop/{alert.stop}"
    return draft(letter_id, "alert", alert.address, text, alert.language, stop=stop)


def draft(
    letter_id: str, kind: str, recipient: str, text: Text, language: str, stop: str, batch: str = "", sender: str = ""
) -> Draft:
    """A letter for the queue; `stop` is the address that ends letters of its kind."""
    origin = str(current_app.config["MAIL_FROM"])
    content = compose(letter_id, origin, recipient, text, language, stop, automatic=kind != "share")
    return Draft(letter_id, kind, recipient, text.subject, content, batch, sender)


def _text(name: str, subject: str, language: str, **values: object) -> Text:
    values |= {"subject": subject, "site": addresses.of_mails(), "tag": LANGUAGES[language][1]}
    plain = render_template(f"mail/{name}.txt", **values)
    return Text(subject, plain, render_template(f"mail/{name}.html", **values))

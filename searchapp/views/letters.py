"""What letters say: templates of mail/ in the language of who gets them.

The name and the note of a search are a stranger's words, and a stranger's query chooses among those of articles: all of
them are put into letters without links. The letter that asks for confirmation has none of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import parse_qsl

from flask import current_app, render_template
from flask_babel import force_locale, gettext, ngettext

from engine.article import Article
from searchapp.mail.compose import Text, compose
from searchapp.mail.strangers import has_link, without_links
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
        subject = gettext("检索：%(name)s", name=_linkless(search.name))
        return _text("share", subject, language, search=search, note=note, page=page, letter_id=letter_id)


def confirm(alert: Alert, secret: str) -> Text:
    """The letter that asks whether its address wants the alert."""
    with force_locale(LANGUAGES[alert.language][0]):
        return _text("confirm", gettext("请确认订阅"), alert.language, alert=alert, secret=secret)


def alert(letter_id: str, alert: Alert, search: SavedSearch, new: Sequence[Article]) -> Draft:
    """The letter about new articles, ready for the queue."""
    with force_locale(LANGUAGES[alert.language][0]):
        name = _linkless(search.name)
        subject = ngettext("%(num)s 篇新文章：%(name)s", "%(num)s 篇新文章：%(name)s", len(new), name=name)
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
    values |= {
        "linkless": _linkless,
        "has_link": has_link,
        "subject": subject,
        "site": addresses.of_mails(),
        "tag": LANGUAGES[language][1],
    }
    plain = render_template(f"mail/{name}.txt", **values)
    return Text(subject, plain, render_template(f"mail/{name}.html", **values))


def _linkless(text: str) -> str:
    return without_links(text, gettext("［网址略］"))

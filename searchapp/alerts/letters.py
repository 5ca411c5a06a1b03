"""Content of letters, from the templates in mail/, in the recipient's language.

The name and the note of a search are untrusted text, and an untrusted query selects passages of articles: all of them
are put into letters without links. The confirmation letter contains none of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import parse_qsl

from flask import current_app, render_template
from flask_babel import force_locale, gettext, ngettext

from engine.article import Article
from searchapp.mail.message import LetterText, compose_message
from searchapp.request.params import read_request
from searchapp.request.untrusted_text import has_link, without_links
from searchapp.saved.records import Alert, LetterDraft, SavedSearch
from searchapp.server import site_urls
from searchapp.server.language import LANGUAGES
from searchapp.service.search_service import ResultPage

# Articles listed in an alert; the others are behind its link.
MAX_LISTED_ARTICLES = 20


def share(letter_id: str, search: SavedSearch, note: str, page: ResultPage, language: str) -> LetterText:
    """Return the letter that a reader sends to others, with the search, its link and its first hits."""
    with force_locale(LANGUAGES[language][0]):
        subject = gettext("Search: %(name)s", name=_linkless(search.name))
        return _text("share", subject, language, search=search, note=note, page=page, letter_id=letter_id)


def confirm(alert: Alert, secret: str) -> LetterText:
    """Return the letter that asks the recipient to confirm the alert."""
    with force_locale(LANGUAGES[alert.language][0]):
        return _text("confirm", gettext("Please confirm your subscription"), alert.language, alert=alert, secret=secret)


def alert(letter_id: str, alert: Alert, search: SavedSearch, new: Sequence[Article]) -> LetterDraft:
    """Return the letter about new articles, ready for the queue."""
    with force_locale(LANGUAGES[alert.language][0]):
        name = _linkless(search.name)
        subject = ngettext("%(num)s new article: %(name)s", "%(num)s new articles: %(name)s", len(new), name=name)
        search_request = read_request(parse_qsl(search.query))
        about = {
            "search": search,
            "alert": alert,
            "search_request": search_request,
            "new": new[:MAX_LISTED_ARTICLES],
            "more": len(new) - MAX_LISTED_ARTICLES,
        }
        text = _text("alert", subject, alert.language, **about)
    stop = f"{site_urls.mail_base_url()}/alerts/stop/{alert.stop}"
    return draft(letter_id, "alert", alert.address, text, alert.language, stop=stop)


def draft(
    letter_id: str,
    kind: str,
    recipient: str,
    text: LetterText,
    language: str,
    stop: str,
    batch: str = "",
    sender: str = "",
) -> LetterDraft:
    """Return a letter for the queue; `stop` is the URL that ends letters of its kind."""
    origin = str(current_app.config["MAIL_FROM"])
    content = compose_message(letter_id, origin, recipient, text, language, stop, automatic=kind != "share")
    return LetterDraft(letter_id, kind, recipient, text.subject, content, batch, sender)


def _text(name: str, subject: str, language: str, **values: object) -> LetterText:
    values |= {
        "linkless": _linkless,
        "has_link": has_link,
        "subject": subject,
        "site": site_urls.mail_base_url(),
        "tag": LANGUAGES[language][1],
    }
    plain = render_template(f"mail/{name}.txt", **values)
    return LetterText(subject, plain, render_template(f"mail/{name}.html", **values))


def _linkless(text: str) -> str:
    return without_links(text, gettext("[link removed]"))

"""Services of the current application for readers: store, postman, popular searches."""

from __future__ import annotations

from pathlib import Path

from flask import Flask, current_app

from engine.errors import SettingError
from engine.settings import Value
from searchapp.mail.email_address import AddressRefused, parse_address
from searchapp.mail.postman import Postman
from searchapp.mail.smtp import MailServer, mail_server
from searchapp.saved.popular_searches import PopularSearches
from searchapp.saved.store_factory import LazyStore, ledger
from searchapp.saved.store_protocol import Store

# Maximum size of a form, in bytes.
MAX_FORM_BYTES = 256 * 1024


def register(app: Flask, values: dict[str, Value]) -> None:
    """Set up the store, the popular searches and, if mail is configured, the postman. Raises SettingError."""
    store = store_of(values)
    server = server_of(values)
    app.extensions["store"] = store
    app.extensions["postman"] = Postman(store, server) if server else None
    app.extensions["frequent"] = PopularSearches(ledger(store, Path(str(values["data"].value))))
    app.config["MAX_CONTENT_LENGTH"] = MAX_FORM_BYTES


def store_of(values: dict[str, Value]) -> LazyStore:
    """Return the store of the settings, not opened yet."""
    return LazyStore(str(values["database"].value) or f"sqlite:///{values['data'].value}/saved.sqlite")


def server_of(values: dict[str, Value]) -> MailServer | None:
    """Return the mail server of the settings, None if mail is not configured. Raises SettingError."""
    url, sender = str(values["smtp"].value), str(values["mail_from"].value)
    if not url:
        return None
    try:
        return mail_server(url, parse_address(sender))
    except AddressRefused:
        raise SettingError(
            "The setting mail_from is %(sender)r: with smtp it has to be an e-mail address.", sender=sender
        ) from None


def store() -> Store:
    """Return the store of saved searches, alerts and letters. Raises StoreFailed."""
    lazy: LazyStore = current_app.extensions["store"]
    return lazy.get()


def frequent() -> PopularSearches:
    """Return the counter of popular searches."""
    popular_searches: PopularSearches = current_app.extensions["frequent"]
    return popular_searches


def mails() -> bool:
    """Return whether this site can send mail."""
    return current_app.extensions["postman"] is not None


def limits() -> tuple[int, int]:
    """Return the letters that a sender may queue per hour and that a recipient may get per day."""
    return int(current_app.config["MAIL_PER_SENDER"]), int(current_app.config["MAIL_PER_RECIPIENT"])


def wake_postman() -> None:
    """Signal that a letter was queued."""
    postman: Postman | None = current_app.extensions["postman"]
    if postman:
        postman.wake()

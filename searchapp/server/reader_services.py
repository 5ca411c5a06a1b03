"""What is kept for readers, and who carries their letters, of the application at hand."""

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

# Bytes of a form.
MAX_FORM_BYTES = 256 * 1024


def prepare(app: Flask, values: dict[str, Value]) -> None:
    """Give the application its store and, where mail is set, its postman. Raises SettingError."""
    store = store_of(values)
    server = server_of(values)
    app.extensions["store"] = store
    app.extensions["postman"] = Postman(store, server) if server else None
    app.extensions["frequent"] = PopularSearches(ledger(store, Path(str(values["data"].value))))
    app.config["MAX_CONTENT_LENGTH"] = MAX_FORM_BYTES


def store_of(values: dict[str, Value]) -> LazyStore:
    """The store of the settings, not opened yet."""
    return LazyStore(str(values["database"].value) or f"sqlite:///{values['data'].value}/saved.sqlite")


def server_of(values: dict[str, Value]) -> MailServer | None:
    """The mail server of the settings; None where there is none. Raises SettingError."""
    url, sender = str(values["smtp"].value), str(values["mail_from"].value)
    if not url:
        return None
    try:
        return mail_server(url, parse_address(sender))
    except AddressRefused:
        raise SettingError(f"The setting mail_from is {sender!r}: with smtp it has to be an e-mail address.") from None


def store() -> Store:
    """Saved searches, alerts and letters. Raises StoreFailed."""
    lazy: LazyStore = current_app.extensions["store"]
    return lazy.get()


def frequent() -> PopularSearches:
    """What is searched for most."""
    popular_searches: PopularSearches = current_app.extensions["frequent"]
    return popular_searches


def mails() -> bool:
    """Whether this site can send mail."""
    return current_app.extensions["postman"] is not None


def limits() -> tuple[int, int]:
    """Letters that a sender may queue in an hour, and that a recipient may get in a day."""
    return int(current_app.config["MAIL_PER_SENDER"]), int(current_app.config["MAIL_PER_RECIPIENT"])


def wake_postman() -> None:
    """There is a letter in the queue."""
    postman: Postman | None = current_app.extensions["postman"]
    if postman:
        postman.wake()

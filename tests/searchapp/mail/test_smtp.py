"""The address of the mail server, and its conversation with TLS and login."""

from __future__ import annotations

import pytest

from engine.errors import SettingError
from searchapp.mail.deliver import deliver
from searchapp.mail.smtp import MailServer, ServerUnreachable, mail_server
from searchapp.saved.contract import Store
from tests.searchapp.mail.server import SENDER, Server
from tests.searchapp.saved.conftest import draft


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://mail.example.org", MailServer("mail.example.org", 587, SENDER)),
        ("smtps://mail.example.org", MailServer("mail.example.org", 465, SENDER, "implicit")),
        (
            "smtp://u%40x:p%3A@mail.example.org:25",
            MailServer("mail.example.org", 25, SENDER, user="u@x", password="p:"),
        ),
        ("smtp://127.0.0.1?tls=no", MailServer("127.0.0.1", 25, SENDER, "no")),
        ("smtp://h.example?ca=/etc/ca.pem", MailServer("h.example", 587, SENDER, authority="/etc/ca.pem")),
    ],
)
def test_an_address_of_a_server_is_read(url: str, server: MailServer) -> None:
    assert mail_server(url, SENDER) == server


@pytest.mark.parametrize(
    "url",
    ["mail.example.org", "http://mail.example.org", "smtp://", "smtp://h:port", "smtp://h?tls=maybe", "smtp://h?x=1"],
)
def test_a_wrong_address_is_a_setting_error(url: str) -> None:
    with pytest.raises(SettingError, match="smtp"):
        mail_server(url, SENDER)


def test_letters_leave_this_machine_encrypted_only() -> None:
    with pytest.raises(SettingError, match="tls=no"):
        mail_server("smtp://mail.example.org?tls=no", SENDER)


def test_a_letter_arrives_over_tls_with_login(store: Store, post: Server, smtp: MailServer) -> None:
    content = b"Subject: x\r\n\r\nfirst\r\n.\r\n..two\r\nlast"
    store.outbox.put([draft(content=content)], 20, 5)
    assert deliver(store.outbox, smtp).sent == 1
    (letter,) = post.mailbox.letters
    assert letter == ("reader1@example.org", content + b"\r\n")


@pytest.mark.parametrize("change", ["p%40ss", "ca="])
def test_a_wrong_password_and_an_untrusted_certificate_end_the_conversation(post: Server, change: str) -> None:
    wrong = post.url.replace("p%40ss", "wrong") if change != "ca=" else post.url.partition("?")[0]
    with pytest.raises(ServerUnreachable):
        mail_server(wrong, SENDER).connect()

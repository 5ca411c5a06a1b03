"""The mail server's address, and SMTP sessions with TLS and login."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from engine.errors import SettingError
from searchapp.mail.delivery import deliver
from searchapp.mail.message import LetterText, compose_message
from searchapp.mail.smtp import LetterRefused, MailServer, NotSent, ServerTrouble, mail_server
from searchapp.saved.store_protocol import Store
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
        ("smtps://u@[2001:db8::7]", MailServer("2001:db8::7", 465, SENDER, "implicit", user="u")),
        ("smtp://127.0.0.1?tls=no", MailServer("127.0.0.1", 25, SENDER, "no")),
        ("smtp://h.example?ca=/etc/ca.pem", MailServer("h.example", 587, SENDER, authority="/etc/ca.pem")),
    ],
)
def test_an_address_of_a_server_is_read(url: str, server: MailServer) -> None:
    assert mail_server(url, SENDER) == server


@pytest.mark.parametrize(
    "url",
    [
        "mail.example.org",
        "http://mail.example.org",
        "smtp://",
        "smtp://h:port",
        "smtp://h?tls=maybe",
        "smtp://h?x=1",
        "smtp://h:0",
    ],
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
    with pytest.raises(ServerTrouble):
        mail_server(wrong, SENDER).connect()


LETTER = compose_message("letter1", SENDER, "a@example.org", LetterText("樱桃", "樱桃" * 400, "<p>樱桃</p>"), "zh")


@pytest.mark.filterwarnings("ignore:Requiring AUTH:UserWarning")
@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost"])
@pytest.mark.parametrize("login", [True, False])
@pytest.mark.parametrize("tls", ["starttls", "implicit", "no"])
def test_a_strict_server_takes_letters_in_every_form_of_the_address(
    tmp_path: Path, tls: str, login: bool, host: str
) -> None:
    server = Server(tmp_path, tls, login, host)
    server.start()
    try:
        with mail_server(server.url, SENDER).connect() as session:
            session.send("a@example.org", LETTER)
    finally:
        server.stop()
    assert server.mailbox.letters == [("a@example.org", LETTER)]
    # EHLO with the sender's domain, and again after STARTTLS.
    after_starttls = [False, True] if tls == "starttls" else [False]
    assert server.mailbox.greeted == [("zhenwen.example.org", after) for after in after_starttls]


# By command, possible answers of a server, with None for the server's fault, else whether the failure is permanent.
ANSWERS = [
    ("MAIL", "550 5.1.8 sender unknown", None),
    ("MAIL", "550 no", None),
    ("MAIL", "501 syntax", None),
    ("MAIL", "503 send EHLO first", None),
    ("MAIL", "530 5.7.0 Must issue a STARTTLS command first", None),
    ("MAIL", "451 later", None),
    ("RCPT", "421 closing", None),
    ("RCPT", "503 5.5.1 bad sequence", None),
    ("RCPT", "530 5.7.0 Authentication required", None),
    ("RCPT", "550 relay not permitted", None),
    ("RCPT", "550 5.7.1 Unable to relay", None),
    ("RCPT", "554 5.7.1 <a@example.org>: Relay access denied", None),
    ("RCPT", "553 sorry, that domain isn't in my list of allowed rcpthosts (#5.7.1)", None),
    ("RCPT", "554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked", None),
    ("RCPT", "550 5.7.1 <news@zhenwen.example.org>: Sender address rejected", None),
    ("RCPT", "550 5.3.2 system not accepting messages", None),
    ("RCPT", "451 4.3.0 queue file write error", None),
    ("RCPT", "450 4.7.1 greylisted", False),
    ("RCPT", "452 4.2.2 mailbox full", False),
    ("RCPT", "550 5.1.1 no such user", True),
    ("RCPT", "550 no such user", True),
    ("RCPT", "501 5.1.3 bad recipient address syntax", True),
    ("RCPT", "551 5.1.6 user has moved", True),
    ("RCPT", "553 mailbox name not allowed", True),
    ("RCPT", "556 5.1.10 domain accepts no mail", True),
    ("DATA", "421 4.3.2 shutting down", None),
    ("DATA", "503 bad sequence", None),
    ("DATA", "550 5.7.26 this mail is unauthenticated", None),
    ("DATA", "451 busy", False),
    ("DATA", "552 5.3.4 too big", True),
    ("DATA", "552 too big", True),
    ("DATA", "554 5.7.1 spam", True),
    ("DATA", "554 transaction failed", True),
    ("DATA", "550 5.6.0 content refused", True),
]


@pytest.mark.parametrize(("command", "answer", "final"), ANSWERS)
def test_a_refusal_is_the_letters_fault_only_where_it_is_about_the_letter(
    post: Server, smtp: MailServer, command: str, answer: str, final: bool | None
) -> None:
    post.mailbox.refuse[command] = answer
    with smtp.connect() as session, pytest.raises(NotSent, match=re.escape(answer)) as refused:
        session.send("a@example.org", LETTER)
    found = refused.value.final if isinstance(refused.value, LetterRefused) else None
    assert found is final


@pytest.mark.parametrize(
    "url", ["smtp://127.0.0.1:9?tls=no", "smtp://a..b", f"smtp://{'x' * 70}.example", "smtp://h.invalid?ca=/none"]
)
def test_a_server_that_is_not_there_is_no_crash(url: str) -> None:
    with pytest.raises(ServerTrouble):
        mail_server(url, SENDER).connect()


@pytest.mark.filterwarnings("ignore:Requiring AUTH:UserWarning")
def test_a_server_without_starttls_gets_no_password(tmp_path: Path) -> None:
    server = Server(tmp_path, "no", login=True)
    server.start()
    try:
        with pytest.raises(ServerTrouble, match="STARTTLS"):
            mail_server(server.url.partition("?")[0], SENDER).connect()
    finally:
        server.stop()


def test_the_docs_show_addresses_that_are_read() -> None:
    text = (Path(__file__).parents[3] / "docs" / "sharing.md").read_text(encoding="utf-8")
    shown = re.findall(r"[`\"](smtps?://[^`\"]+)[`\"]", text)
    assert {mail_server(url, SENDER).tls for url in shown if "//`" not in url} == {"starttls", "implicit", "no"}

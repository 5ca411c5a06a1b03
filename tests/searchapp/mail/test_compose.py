"""Messages: what was said arrives, and nothing gets into the headers."""

from __future__ import annotations

import email
import email.policy
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from searchapp.mail.compose import Text, compose, message_id, subject

SENDER = "news@zhenwen.example.org"


def composed(text: Text, **options: str) -> EmailMessage:
    content = compose("letter1", SENDER, "reader@example.org", text, options.pop("language", "zh"), **options)  # type: ignore[arg-type]
    message: EmailMessage = email.message_from_bytes(content, policy=email.policy.default)
    return message


def test_a_message_has_plain_text_and_html() -> None:
    message = composed(Text("樱桃节 12 篇", "正文\n第二行", "<p>正文</p>"))
    plain, html = message.get_body(("plain",)), message.get_body(("html",))
    assert plain
    assert html
    assert plain.get_content().split() == ["正文", "第二行"]
    assert html.get_content().strip() == "<p>正文</p>"
    assert message["Subject"] == "樱桃节 12 篇"
    assert (message["From"], message["To"]) == (f"镇闻 <{SENDER}>", "reader@example.org")


def test_a_letter_can_be_ended_by_one_click() -> None:
    message = composed(Text("s", "p", "h"), stop="https://zhenwen.example.org/alerts/stop/abc")
    assert message["List-Unsubscribe"] == "<https://zhenwen.example.org/alerts/stop/abc>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_every_attempt_has_the_same_name() -> None:
    assert composed(Text("s", "p", "h"))["Message-ID"] == message_id("letter1", SENDER)
    assert message_id("letter1", SENDER) == "<letter1@zhenwen.example.org>"


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n", "\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\u2029", "\0"])
def test_a_line_break_in_a_subject_is_a_space(end: str) -> None:
    message = composed(Text(f"樱桃{end}Bcc: all@example.org", "p", "h"))
    assert message["Subject"] == "樱桃 Bcc: all@example.org"
    assert message["Bcc"] is None


def test_a_long_subject_is_cut() -> None:
    assert subject("长" * 500) == "长" * 119 + "…"


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=200), st.text(max_size=200))
def test_whatever_is_said_the_headers_stay_as_they_are(heading: str, body: str) -> None:
    message = composed(Text(heading, body, body))
    expected = {"From", "To", "Subject", "Date", "Message-ID", "Content-Language", "MIME-Version", "Content-Type"}
    assert set(message.keys()) == expected
    assert len(list(message.iter_parts())) == 2

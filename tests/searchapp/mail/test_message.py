"""Messages: the text arrives unchanged, and nothing is injected into the headers."""

from __future__ import annotations

import datetime
import email
import email.policy
import email.utils
import re
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from searchapp.mail.message import (
    MAX_ENCODED_WORD_CHARS,
    MAX_LINE_CHARS,
    LetterText,
    compose_message,
    message_id,
    subject,
)

SENDER = "news@zhenwen.example.org"


def composed(text: LetterText, **options: str) -> EmailMessage:
    content = compose_message("letter1", SENDER, "reader@example.org", text, options.pop("language", "zh"), **options)  # type: ignore[arg-type]
    message: EmailMessage = email.message_from_bytes(content, policy=email.policy.default)
    return message


def test_a_message_has_plain_text_and_html() -> None:
    message = composed(LetterText("樱桃节 12 篇", "正文\n第二行", "<p>正文</p>"))
    plain, html = message.get_body(("plain",)), message.get_body(("html",))
    assert plain
    assert html
    assert plain.get_content().split() == ["正文", "第二行"]
    assert html.get_content().strip() == "<p>正文</p>"
    assert message["Subject"] == "樱桃节 12 篇"
    assert (message["From"], message["To"]) == (f"镇闻 <{SENDER}>", "reader@example.org")


def test_a_letter_can_be_ended_by_one_click() -> None:
    message = composed(LetterText("s", "p", "h"), stop="https://zhenwen.example.org/alerts/stop/abc")
    assert message["List-Unsubscribe"] == "<https://zhenwen.example.org/alerts/stop/abc>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_every_attempt_has_the_same_name() -> None:
    assert composed(LetterText("s", "p", "h"))["Message-ID"] == message_id("letter1", SENDER)
    assert message_id("letter1", SENDER) == "<letter1@zhenwen.example.org>"


def test_the_date_is_now() -> None:
    written = email.utils.parsedate_to_datetime(composed(LetterText("s", "p", "h"))["Date"])
    assert abs(written - datetime.datetime.now(datetime.UTC)) < datetime.timedelta(seconds=10)


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n", "\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\u2029", "\0"])
def test_a_line_break_in_a_subject_is_a_space(end: str) -> None:
    message = composed(LetterText(f"樱桃{end}Bcc: all@example.org", "p", "h"))
    assert message["Subject"] == "樱桃 Bcc: all@example.org"
    assert message["Bcc"] is None


SUBJECTS = [
    "检索：" + "长" * 110,
    "abc “é 长<0123456789abcdef@(😀,abc ,\\😀(长é长0123456789abcdef=a“)\\(:é",
    "长 https://zhenwen.example.org/" + "a" * 90,
    "plain ascii " * 9,
    "=?utf-8?b?aHR0cDovL2V2aWwuZXhhbXBsZQ==?= 樱桃",
]


@pytest.mark.parametrize("heading", SUBJECTS)
@pytest.mark.parametrize("local", ["a", "x" * 64])
def test_lines_and_encoded_words_are_as_long_as_they_may_be(heading: str, local: str) -> None:
    domain = f"{'m' * 60}.{'n' * 60}.example.org"
    stop = f"https://zhenwen.example.org/{'p' * 90}/alerts/stop/abc"
    text = LetterText(heading, "正文 " * 500 + "https://zhenwen.example.org/" + "a" * 900, "<p>" + "正文" * 500)
    content = compose_message("letter1", f"{local}@{domain}", f"{local}@{domain}", text, "zh", stop)
    assert content.isascii()
    head, _, body = content.decode("ascii").partition("\r\n\r\n")
    assert all(len(word) <= MAX_ENCODED_WORD_CHARS for word in re.findall(r"=\?[^\s?]+\?[bq]\?[^\s?]*\?=", head))
    folded = [line for line in head.split("\r\n") if "=?" in line]
    assert all(len(line) <= MAX_LINE_CHARS for line in folded if domain not in line)
    assert max(map(len, body.split("\r\n"))) <= MAX_LINE_CHARS
    assert max(map(len, head.split("\r\n"))) <= 998
    assert f"<{stop}>" in head
    message = email.message_from_bytes(content, policy=email.policy.default)
    assert message["Subject"] == subject(heading)
    assert message["To"] == f"{local}@{domain}"
    assert message["From"] == f"镇闻 <{local}@{domain}>"


def test_an_encoded_word_that_is_typed_stays_what_it_is() -> None:
    assert "evil" not in str(composed(LetterText(SUBJECTS[-1], "p", "h"))["Subject"])


@settings(max_examples=200, deadline=None)
@given(st.text(st.sampled_from('长é“😀 ,.:;<>()@=?_\\"abcdefghij0123456789'), max_size=130))
def test_a_subject_arrives_as_it_was_written(heading: str) -> None:
    content = compose_message("letter1", SENDER, "reader@example.org", LetterText(heading, "p", "h"), "zh")
    assert email.message_from_bytes(content, policy=email.policy.default)["Subject"] == subject(heading)


def test_a_long_subject_is_cut() -> None:
    assert subject("长" * 500) == "长" * 119 + "…"


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=200), st.text(max_size=200))
def test_whatever_is_said_the_headers_stay_as_they_are(heading: str, body: str) -> None:
    message = composed(LetterText(heading, body, body))
    expected = {"From", "To", "Subject", "Date", "Message-ID", "Content-Language", "MIME-Version", "Content-Type"}
    assert set(message.keys()) == expected
    assert len(list(message.iter_parts())) == 2

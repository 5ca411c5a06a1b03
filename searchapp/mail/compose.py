"""A message from its parts: headers that nothing can be smuggled into, plain text beside HTML."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

LONGEST_SUBJECT = 120
# A header that is folded at 78 characters has an address longer than that written as an encoded word, which is none.
_POLICY = SMTP.clone(max_line_length=998)


@dataclass(frozen=True, slots=True)
class Text:
    """What a letter says: subject, plain text and HTML."""

    subject: str
    plain: str
    html: str


def subject(text: str) -> str:
    """`text` on one line without control characters, cut to a length that mailboxes show."""
    line = " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
    return line if len(line) <= LONGEST_SUBJECT else f"{line[: LONGEST_SUBJECT - 1]}…"


def message_id(letter_id: str, sender: str) -> str:
    """The same for every attempt to send a letter, so that a mailbox that got it twice can drop one."""
    return f"<{letter_id}@{sender.rpartition('@')[2]}>"


def compose(
    letter_id: str, sender: str, recipient: str, text: Text, language: str, stop: str = "", automatic: bool = False
) -> bytes:
    """The whole message. `stop` is the address that ends these letters by one click (RFC 8058).

    `sender` and `recipient` are checked addresses; the policy refuses a header with a line break in it.
    """
    message = EmailMessage(policy=_POLICY)
    message["From"] = Address("镇闻" if language == "zh" else "Zhenwen", addr_spec=sender)
    message["To"] = Address(addr_spec=recipient)
    message["Subject"] = subject(text.subject)
    message["Date"] = format_datetime(datetime.datetime.now(datetime.UTC))
    message["Message-ID"] = message_id(letter_id, sender)
    if automatic:
        message["Auto-Submitted"] = "auto-generated"
    if stop:
        message["List-Unsubscribe"] = f"<{stop}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(_sendable(text.plain), cte="base64")
    message.add_alternative(_sendable(text.html), subtype="html", cte="base64")
    message["Content-Language"] = "zh-Hans" if language == "zh" else "en"
    return message.as_bytes()


def _sendable(text: str) -> str:
    # A lone surrogate, left by a damaged file, is in no encoding.
    return text.encode("utf-8", "replace").decode("utf-8")

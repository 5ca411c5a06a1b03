"""Composition of messages, safe from header injection, in plain text and HTML."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy
from email.utils import format_datetime

from searchapp.request.untrusted_text import printable

MAX_SUBJECT_CHARS = 120
# An encoded word has at most 75 characters (RFC 2047, 2), a line of base64 76 (RFC 2045, 6.8).
MAX_ENCODED_WORD_CHARS, MAX_LINE_CHARS = 75, 76
# Unfolded: an address that is folded would be written as encoded words, which no mail client follows.
_WHOLE = SMTP.clone(max_line_length=998)


class _Policy(EmailPolicy):
    """Folding as above. EmailPolicy folds subjects too, and loses spaces between words of two scripts."""

    def fold_binary(self, name: str, value: str) -> bytes:
        if name.lower() != "subject":
            return _WHOLE.fold_binary(name, value)
        words = Header(str(value), "utf-8", maxlinelen=MAX_ENCODED_WORD_CHARS, header_name=name).encode(linesep="\r\n")
        return f"{name}: {words}\r\n".encode("ascii")


_POLICY = _Policy(linesep="\r\n", max_line_length=MAX_LINE_CHARS, raise_on_defect=True)


@dataclass(frozen=True, slots=True)
class LetterText:
    """Subject, plain text and HTML of a letter."""

    subject: str
    plain: str
    html: str


def subject(text: str) -> str:
    """Return `text` on one line without control characters, cut to a length that mailboxes show.

    A space is inserted into anything that looks like an encoded word (=?utf-8?b?…?=), which would be decoded.
    """
    line = " ".join(printable(text).replace("=?", "= ?").split())
    return line if len(line) <= MAX_SUBJECT_CHARS else f"{line[: MAX_SUBJECT_CHARS - 1]}…"


def message_id(letter_id: str, sender: str) -> str:
    """Return the Message-ID, the same for every attempt to send a letter, so that a mailbox can drop a duplicate."""
    return f"<{letter_id}@{sender.rpartition('@')[2]}>"


def compose_message(
    letter_id: str,
    sender: str,
    recipient: str,
    text: LetterText,
    language: str,
    stop: str = "",
    automatic: bool = False,
) -> bytes:
    """Return the complete message. `stop` is the one-click unsubscribe URL (RFC 8058).

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
    # Lone surrogates, left by a damaged file, cannot be encoded.
    return text.encode("utf-8", "replace").decode("utf-8")

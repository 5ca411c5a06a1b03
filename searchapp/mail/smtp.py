"""Mail server: its address, the SMTP session, and the classification of refusals."""

from __future__ import annotations

import ipaddress
import re
import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import parse_qs, unquote, urlsplit

from engine.errors import SettingError
from engine.messages import Message
from searchapp.request.untrusted_text import printable

# Timeout of an SMTP step, and of the answer to the last line, in seconds: giving up too early there would send twice.
STEP_TIMEOUT_SECONDS, FINAL_TIMEOUT_SECONDS = 20, 60
# 550 5.1.1 no such user
_ENHANCED = re.compile(r"[0-9]{3}[ -][245]\.([0-9]{1,3})\.([0-9]{1,3})\b")
# Enhanced codes, by subject and detail, that count against the letter: all of addresses but the sender's; mailboxes,
# content and policies, but not signatures and origin (RFC 7372); of the system only a letter that is too big.
_ADDRESSES, _SENDER, _LETTERS, _TOO_BIG = 1, (7, 8), (0, 2, 6, 7), (3, 4)
_SIGNED = {(7, detail) for detail in range(20, 28)}
# 554 5.7.1 Relay access denied; 553 not in my list of allowed rcpthosts; 554 Client host blocked; 550 Sender denied
_OURS = re.compile(
    r"\brelay|\brcpthosts\b|\bauthenticat|\bclient (?:host|address)\b|\bservice (?:unavailable|not available)\b"
    r"|\bsender (?:address )?(?:rejected|denied)\b",
    re.IGNORECASE,
)


class NotSent(Exception):
    """The letter was not accepted."""


class ServerTrouble(NotSent):
    """The server accepts no letters now, whatever they are; the letter is not at fault."""


class LetterRefused(NotSent):
    """The server refused this letter; `final` is True if a retry is pointless."""

    def __init__(self, reason: str, final: bool) -> None:
        super().__init__(reason)
        self.final = final


@dataclass(frozen=True, slots=True)
class MailServer:
    """Mail server address and login. `tls` is starttls, implicit or no; `authority` a file of trusted certificates."""

    host: str
    port: int
    sender: str
    tls: str = "starttls"
    user: str = ""
    password: str = ""
    authority: str | None = None

    @property
    def message(self) -> Message:
        """Address, encryption and user, without the password."""
        secured = {"starttls": Message("STARTTLS"), "implicit": Message("TLS"), "no": Message("no TLS")}[self.tls]
        login = Message("login as %(user)s", user=self.user) if self.user else Message("no login")
        place = f"{self.host}:{self.port}"
        return Message("%(place)s (%(secured)s, %(login)s)", place=place, secured=secured, login=login)

    def __str__(self) -> str:
        return str(self.message)

    def connect(self) -> Session:
        """Open a session, encrypted and logged in as configured. Raises ServerTrouble."""
        try:
            return Session(self._greet(), self.sender)
        # An invalid host name raises ValueError.
        except (OSError, smtplib.SMTPException, ValueError) as error:
            raise ServerTrouble(_reason(error)) from error

    def _greet(self) -> smtplib.SMTP:
        context = ssl.create_default_context(cafile=self.authority)
        name = self.sender.rpartition("@")[2]
        if self.tls == "implicit":
            connection: smtplib.SMTP = smtplib.SMTP_SSL(
                self.host, self.port, name, timeout=STEP_TIMEOUT_SECONDS, context=context
            )
        else:
            connection = smtplib.SMTP(self.host, self.port, name, timeout=STEP_TIMEOUT_SECONDS)
        try:
            if self.tls == "starttls":
                connection.starttls(context=context)
            if self.user:
                connection.login(self.user, self.password)
            # Sends EHLO if neither STARTTLS nor login did; one sent before STARTTLS does not count (RFC 3207, 4.2).
            connection.ehlo_or_helo_if_needed()
        except BaseException:
            connection.close()
            raise
        return connection


class Session:
    """An open SMTP session."""

    def __init__(self, connection: smtplib.SMTP, sender: str) -> None:
        self._connection = connection
        self._sender = sender

    def __enter__(self) -> Session:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def send(self, recipient: str, content: bytes, finishing: Callable[[], None] = lambda: None) -> None:
        """Send a letter, calling `finishing` when all but the last line is sent; from then on it may arrive.

        smtplib's own `sendmail` sends the last line together with all others. Raises LetterRefused, ServerTrouble.
        """
        try:
            _read_reply(self._connection.mail(self._sender), (250,), about_letter=False)
            _read_reply(self._connection.rcpt(recipient), (250, 251, 252), about_letter=True)
            _read_reply(self._connection.docmd("data"), (354,), about_letter=True)
            # A lone dot ends the message; a line that begins with a dot gets another one (RFC 5321, 4.5.2).
            self._connection.send(content.replace(b"\r\n.", b"\r\n..").removesuffix(b"\r\n") + b"\r\n")
            finishing()
            if self._connection.sock:
                self._connection.sock.settimeout(FINAL_TIMEOUT_SECONDS)
            self._connection.send(b".\r\n")
            _read_reply(self._connection.getreply(), (250,), about_letter=True)
        except (OSError, smtplib.SMTPException) as error:
            raise ServerTrouble(_reason(error)) from error

    def close(self) -> None:
        """End the session."""
        try:
            self._connection.quit()
        except (OSError, smtplib.SMTPException):
            self._connection.close()


def _read_reply(reply: tuple[int, bytes], numbers: tuple[int, ...], about_letter: bool) -> None:
    """Check the reply against the expected codes `numbers`. Raises LetterRefused, ServerTrouble."""
    code, answer = reply
    if code in numbers:
        return
    reason = _clean(f"{code} {answer.decode('utf-8', 'replace')}")
    if not about_letter or not _is_about_letter(code, reason):
        raise ServerTrouble(reason)
    raise LetterRefused(reason, final=code >= 500)


def _is_about_letter(code: int, reason: str) -> bool:
    """Return whether the recipient or the content is refused, not the sender, this host or its use of the protocol.

    The second digit (RFC 5321, 4.2.1) tells mail from syntax, connection and login; the enhanced code (RFC 3463), if
    any, tells the addresses and mailboxes of recipients from the sender's and from the system's.
    """
    if _OURS.search(reason):
        return False
    about_mail = code // 10 % 10 in (5, 7)
    enhanced = _ENHANCED.match(reason)
    if not enhanced:
        return about_mail
    subject, detail = int(enhanced[1]), int(enhanced[2])
    if subject == _ADDRESSES:
        return detail not in _SENDER
    return about_mail and (subject in _LETTERS or (subject, detail) == _TOO_BIG) and (subject, detail) not in _SIGNED


def mail_server(url: str, sender: str) -> MailServer:
    """Return the server that the settings smtp and mail_from describe. Raises SettingError.

    smtp://user:password@host:587 uses STARTTLS, smtps://host:465 implicit TLS; ?tls=no disables TLS, for a server on
    this machine only; ?ca=FILE trusts the certificates in FILE.
    """
    try:
        parts = urlsplit(url)
        options = {name: values[-1] for name, values in parse_qs(parts.query, strict_parsing=bool(parts.query)).items()}
        port = parts.port
    except ValueError:
        parts, options, port = urlsplit(""), {}, None
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname or port == 0 or options.keys() - {"tls", "ca"}:
        raise SettingError("The setting smtp looks like smtp://user:password@mail.example.org:587, or smtps://…:465.")
    if options.get("tls", "no") != "no":
        raise SettingError("The setting smtp knows ?tls=no, and ?ca=FILE.")
    if "tls" in options and not _is_loopback(parts.hostname):
        raise SettingError("The setting smtp may say ?tls=no only of a server on this machine, such as 127.0.0.1.")
    tls = "implicit" if parts.scheme == "smtps" else options.get("tls", "starttls")
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    if not (user + password).isascii():
        raise SettingError("The setting smtp has a user or a password that is not ASCII, which no login can carry.")
    default = 465 if tls == "implicit" else 587 if tls == "starttls" else 25
    return MailServer(parts.hostname, port or default, sender, tls, user, password, options.get("ca"))


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _reason(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        answer = error.smtp_error
        return _clean(f"{error.smtp_code} {answer.decode('utf-8', 'replace') if isinstance(answer, bytes) else answer}")
    return _clean((isinstance(error, OSError) and error.strerror) or str(error) or type(error).__name__)


def _clean(text: str) -> str:
    return " ".join(printable(text).split())[:200]

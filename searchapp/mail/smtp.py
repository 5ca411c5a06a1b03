"""The mail server: its address, its manners, and what a refusal means."""

from __future__ import annotations

import ipaddress
import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import parse_qs, unquote, urlsplit

from engine.errors import SettingError
from searchapp.saved.records import Letter

# Seconds for a step of the conversation, and for the answer to the last line: hurrying that one would send twice.
PATIENCE, LAST_PATIENCE = 20, 60


class LetterFailed(Exception):
    """The letter was not taken; `final` says whether trying again is of no use."""

    def __init__(self, reason: str, final: bool) -> None:
        super().__init__(reason)
        self.final = final


class ServerUnreachable(LetterFailed):
    """There is nobody to give letters to."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason, final=False)


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where letters are handed in. `tls` is starttls, implicit or no; `authority` a file of certificates to trust."""

    host: str
    port: int
    sender: str
    tls: str = "starttls"
    user: str = ""
    password: str = ""
    authority: str | None = None

    def connect(self) -> Session:
        """A conversation, encrypted and logged in. Raises ServerUnreachable."""
        try:
            return Session(self._greet(), self.sender)
        except (OSError, smtplib.SMTPException) as error:
            raise ServerUnreachable(_reason(error)) from error

    def _greet(self) -> smtplib.SMTP:
        context = ssl.create_default_context(cafile=self.authority)
        name = self.sender.rpartition("@")[2]
        if self.tls == "implicit":
            connection: smtplib.SMTP = smtplib.SMTP_SSL(self.host, self.port, name, timeout=PATIENCE, context=context)
        else:
            connection = smtplib.SMTP(self.host, self.port, name, timeout=PATIENCE)
        try:
            if self.tls == "starttls":
                connection.starttls(context=context)
            if self.user:
                connection.login(self.user, self.password)
        except BaseException:
            connection.close()
            raise
        return connection


class Session:
    """An open conversation with the server."""

    def __init__(self, connection: smtplib.SMTP, sender: str) -> None:
        self._connection = connection
        self._sender = sender

    def send(self, letter: Letter, finishing: Callable[[], None]) -> None:
        """Hand the letter in. `finishing` is called when all but the last line is sent: from then on it may arrive.

        Raises LetterFailed.
        """
        try:
            self._expect(250, *self._connection.mail(self._sender))
            self._expect(250, *self._connection.rcpt(letter.recipient))
            self._expect(354, *self._connection.docmd("data"))
            # A line that is a dot ends the message; one that begins with a dot gets another (RFC 5321, 4.5.2).
            self._connection.send(letter.content.replace(b"\r\n.", b"\r\n..").removesuffix(b"\r\n") + b"\r\n")
            finishing()
            if self._connection.sock:
                self._connection.sock.settimeout(LAST_PATIENCE)
            self._connection.send(b".\r\n")
            self._expect(250, *self._connection.getreply())
        except (OSError, smtplib.SMTPException) as error:
            raise ServerUnreachable(_reason(error)) from error

    def close(self) -> None:
        """Say goodbye."""
        try:
            self._connection.quit()
        except (OSError, smtplib.SMTPException):
            self._connection.close()

    def _expect(self, wanted: int, code: int, answer: bytes) -> None:
        if code // 10 == wanted // 10 or (wanted == 250 and code == 251):
            return
        reason = _clean(f"{code} {answer.decode('utf-8', 'replace')}")
        # 421 and the like pass; 5xx is said about this letter and stays (RFC 5321, 4.2.1).
        raise LetterFailed(reason, final=code >= 500)


def mail_server(url: str, sender: str) -> MailServer:
    """The server that the settings smtp and mail_from name. Raises SettingError.

    smtp://user:password@host:587 asks for STARTTLS, smtps://host:465 begins with TLS; ?tls=no does without, for a
    server on this machine; ?ca=FILE trusts the certificates in FILE.
    """
    try:
        parts = urlsplit(url)
        options = {name: values[-1] for name, values in parse_qs(parts.query, strict_parsing=bool(parts.query)).items()}
        port = parts.port
    except ValueError as error:
        raise SettingError(f"The setting smtp is no address: {error}.") from None
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname or options.keys() - {"tls", "ca"}:
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
    return _clean(str(error) or type(error).__name__)


def _clean(text: str) -> str:
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())[:200]

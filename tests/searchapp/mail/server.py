"""Real mail servers on this machine: strict by default, with STARTTLS and a login, misbehaving on demand."""

from __future__ import annotations

import asyncio
import email
import email.policy
import socket
import ssl
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword

USER, PASSWORD = "post@box", "p@ss/word"
SENDER = "news@zhenwen.example.org"


class Mailbox:
    """The stored e-mails of the server; `refuse` has answers by recipient or by command."""

    def __init__(self) -> None:
        self.letters: list[tuple[str, bytes]] = []
        self.refuse: dict[str, str] = {}
        self.hang = 0.0
        self.greeted: list[tuple[str, bool]] = []

    def messages(self) -> list[tuple[str, EmailMessage]]:
        """Return recipient and message of each e-mail that arrived."""
        policy = email.policy.default
        return [(to, email.message_from_bytes(content, policy=policy)) for to, content in self.letters]

    async def handle_EHLO(  # noqa: N802
        self, server: Any, session: Any, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        self.greeted.append((hostname, session.ssl is not None))
        return [self.refuse["EHLO"]] if "EHLO" in self.refuse else responses

    async def handle_MAIL(self, server: Any, session: Any, envelope: Envelope, address: str, options: Any) -> str:  # noqa: N802
        if "MAIL" in self.refuse:
            return self.refuse["MAIL"]
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server: Any, session: Any, envelope: Envelope, address: str, options: Any) -> str:  # noqa: N802
        if answer := self.refuse.get(address, self.refuse.get("RCPT")):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Envelope) -> str:  # noqa: N802
        await asyncio.sleep(self.hang)
        if "DATA" in self.refuse:
            return self.refuse["DATA"]
        assert isinstance(envelope.content, bytes)
        self.letters += [(address, envelope.content) for address in envelope.rcpt_tos]
        return "250 OK"


def _login(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
    good = isinstance(data, LoginPassword) and (data.login, data.password) == (USER.encode(), PASSWORD.encode())
    return AuthResult(success=good, handled=False)


class Server:
    """A server on a free port of the loopback interface; `url` is the value of the setting smtp.

    `tls` is starttls, implicit or no.
    """

    def __init__(self, folder: Path, tls: str = "starttls", login: bool = True, host: str = "127.0.0.1") -> None:
        authority = trustme.CA()
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert("127.0.0.1", "::1", "localhost").configure_cert(context)
        authority.cert_pem.write_to_path(str(folder / "ca.pem"))
        self.mailbox = Mailbox()
        self.port = _free_port(host)
        secured: dict[str, Any] = {
            "starttls": {"tls_context": context, "require_starttls": True},
            "implicit": {"ssl_context": context, "auth_require_tls": False},
            "no": {"auth_require_tls": False},
        }
        asked: dict[str, Any] = {"authenticator": _login, "auth_required": True} if login else {}
        self._controller = Controller(self.mailbox, hostname=host, port=self.port, **secured[tls], **asked)
        scheme = "smtps" if tls == "implicit" else "smtp"
        user = f"{USER.replace('@', '%40')}:p%40ss%2Fword@" if login else ""
        place = f"[{host}]" if ":" in host else host
        trusted = "tls=no" if tls == "no" else f"ca={folder / 'ca.pem'}"
        self.url = f"{scheme}://{user}{place}:{self.port}?{trusted}"

    def start(self) -> None:
        """Start listening."""
        self._controller.start()

    def stop(self) -> None:
        """Stop the server."""
        self._controller.stop()


def _free_port(host: str) -> int:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as listener:
        listener.bind((host, 0))
        port: int = listener.getsockname()[1]
        return port

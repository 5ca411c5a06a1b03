"""A real mail server on this machine, which asks for STARTTLS and a login, and misbehaves when told to."""

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

USER, PASSWORD = "postbox", "p@ss/word"
SENDER = "news@zhenwen.example.org"


class Mailbox:
    """What the server does with letters: keeps them; `refuse` has answers by recipient or by command."""

    def __init__(self) -> None:
        self.letters: list[tuple[str, bytes]] = []
        self.refuse: dict[str, str] = {}
        self.hang = 0.0

    def messages(self) -> list[tuple[str, EmailMessage]]:
        """Recipient and message of each letter that arrived."""
        policy = email.policy.default
        return [(to, email.message_from_bytes(content, policy=policy)) for to, content in self.letters]

    async def handle_RCPT(self, server: Any, session: Any, envelope: Envelope, address: str, options: Any) -> str:  # noqa: N802
        if address in self.refuse:
            return self.refuse[address]
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
    """Listens on a free port of the loopback interface; `url` is what the setting smtp says."""

    def __init__(self, folder: Path) -> None:
        authority = trustme.CA()
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert("127.0.0.1").configure_cert(context)
        authority.cert_pem.write_to_path(str(folder / "ca.pem"))
        self.mailbox = Mailbox()
        self._controller = Controller(
            self.mailbox,
            hostname="127.0.0.1",
            port=_free_port(),
            tls_context=context,
            require_starttls=True,
            authenticator=_login,
            auth_required=True,
        )
        self.port = self._controller.port
        password = "p%40ss%2Fword"
        self.url = f"smtp://{USER}:{password}@127.0.0.1:{self.port}?ca={folder / 'ca.pem'}"

    def start(self) -> None:
        """Listen."""
        self._controller.start()

    def stop(self) -> None:
        """Hang up."""
        self._controller.stop()


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port

"""Validation rules for settings: number ranges, choices and text formats."""

from __future__ import annotations

import ipaddress
import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import urlsplit

from engine.messages import Message, translatable

Scalar = str | int | float | bool


class ValueRule(Protocol):
    """Set of the values that a setting may have, and its description."""

    @property
    def message(self) -> Message: ...

    def __contains__(self, value: Scalar) -> bool: ...


def parse_toml(text: str) -> dict[str, Any]:
    """Parse TOML. Raises ValueError or RecursionError, also for what no message can show: thousands of digits."""
    tables = tomllib.loads(text)
    repr(tables)  # a hexadecimal number may be longer than Python converts to digits
    return tables


@dataclass(frozen=True, slots=True)
class NumberRange:
    """Numbers from `least` to `most` inclusive; described as whole numbers where `most` is an int."""

    least: float
    most: float

    def __contains__(self, value: Scalar) -> bool:
        return isinstance(value, int | float) and self.least <= value <= self.most

    @property
    def message(self) -> Message:
        """The range in words."""
        whole = isinstance(self.most, int)
        sentence = (
            translatable("a whole number from %(least)s to %(most)s")
            if whole
            else translatable("a number from %(least)s to %(most)s")
        )
        return Message(sentence, least=f"{self.least:,}", most=f"{self.most:,}")


@dataclass(frozen=True, slots=True)
class ChoiceRule:
    """One of a list of words."""

    words: tuple[str, ...]

    def __contains__(self, value: Scalar) -> bool:
        return value in self.words

    @property
    def message(self) -> Message:
        """The words."""
        return Message("one of %(words)s", words=", ".join(word or '""' for word in self.words))


@dataclass(frozen=True, slots=True)
class TextRule:
    """Printable text that passes `test`; `message` describes it."""

    message: Message
    test: Callable[[str], object]

    def __contains__(self, value: Scalar) -> bool:
        return isinstance(value, str) and value.isprintable() and bool(self.test(value))


# www.example.org · 镇闻.example · localhost · node_1
_HOST = re.compile(r"[\w-]{1,63}(?:\.[\w-]{1,63}){0,20}")
# host, host:8000, [::1]:8000
_PLACE = re.compile(r"(\[[^\[\]]{2,50}\]|[^:\[\]]{1,253})(?::([0-9]{1,5}))?")
# whoosh:var/index · opensearch+https://user:password@host:9200,host:9201/name?ca=file
_CLUSTER = re.compile(
    r"opensearch\+https?://(?:[^\s/]{1,500}@)?([^\s/?#@]{1,2000})/[a-z][a-z0-9_-]{0,99}/?(?:\?\S{0,500})?"
)
_FOLDER_URL = re.compile(r"whoosh:.{1,4000}")
_SQLITE = re.compile(r"sqlite:///.{1,4000}")
_POSTGRESQL = re.compile(r"postgres(?:ql)?(?:\+psycopg)?://(.{1,4000})")
_MAIL = re.compile(r"smtps?://(?:\S{1,1000}@)?([^\s/?#@]{1,300})/?(?:\?\S{1,4000})?")
_MAILBOX = re.compile(r"[^\s@]{1,64}@[^\s@]{1,253}")
# 10% · 2.5 % · 300
_LIMIT = re.compile(r"[0-9]{1,9}|(?:100(?:\.0{1,3})?|[0-9]{1,2}(?:\.[0-9]{1,3})?)\s?%")
_PATH = re.compile(r"(?:/[^\s\"'<>\\^`{|}?#]{0,500})?")
_TOKEN = re.compile(r"[!-~]{1,500}")


def _place(text: str, least: int = 1) -> bool:
    """Return whether `text` is a host with an optional port of at least `least`."""
    match = _PLACE.fullmatch(text)
    if not match or not least <= int(match[2] or 1) <= 65535:
        return False
    if not text.startswith("["):
        return bool(_HOST.fullmatch(match[1]))
    return _address(match[1][1:-1])


def _address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def _site(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return (
        parts.scheme in ("http", "https")
        and _place(parts.netloc)
        and bool(_PATH.fullmatch(text.partition(parts.netloc)[2]))
    )


def _engine(text: str) -> bool:
    if cluster := _CLUSTER.fullmatch(text):
        return all(map(_place, cluster[1].split(",")))
    return bool(_FOLDER_URL.fullmatch(text))


def _database(text: str) -> bool:
    match = _POSTGRESQL.fullmatch(text)
    if not match:
        return bool(_SQLITE.fullmatch(text))
    # A password may have any character but @, which is written %40; without a host the connection is a socket.
    host = re.split(r"[/?]", match[1].rpartition("@")[2])[0]
    return not host or _place(host)


def _smtp(text: str) -> bool:
    match = _MAIL.fullmatch(text)
    return match is not None and _place(match[1])


def _networks(text: str) -> bool:
    try:
        return bool([ipaddress.ip_network(one) for one in re.split(r"[\s,]+", text) if one])
    except ValueError:
        return False


def _optional(shape: str, test: Callable[[str], object]) -> TextRule:
    return TextRule(Message("%(shape)s, or empty", shape=Message(shape)), lambda text: not text or test(text))


FILE = _optional("a path", lambda text: len(text) < 4096)
FOLDER = TextRule(Message("a path"), lambda text: 0 < len(text) < 4096)
SITE = _optional("http://HOST or https://HOST, with a port or path if need be", _site)
ENGINE = _optional("whoosh:PATH or opensearch+https://USER:PASSWORD@HOST:9200/NAME", _engine)
DATABASE = _optional("sqlite:///PATH or postgresql://USER:PASSWORD@HOST/NAME", _database)
SMTP = _optional("smtp://USER:PASSWORD@HOST:587 or smtps://USER:PASSWORD@HOST:465", _smtp)
MAILBOX = _optional("an e-mail address", _MAILBOX.fullmatch)
LIMIT = _optional("a number such as 300 or a share (10%)", lambda text: _LIMIT.fullmatch(text.strip()))
NETWORKS = _optional("addresses or networks such as 10.0.0.7, 10.1.0.0/24", _networks)
TOKEN = _optional("visible ASCII signs", _TOKEN.fullmatch)
HOST = TextRule(
    Message("a host name or an IP address"), lambda text: _HOST.fullmatch(text) or _address(text.strip("[]"))
)

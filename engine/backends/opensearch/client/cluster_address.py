"""Address of an index on a cluster: opensearch+https://user:password@host:9200/name?ca=file."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote

from engine.errors import SettingError

SCHEMES = {"opensearch+https": "https", "opensearch+http": "http"}
DEFAULT_PORT = 9200
# zhenwen · local-news_2
_NAME = re.compile(r"[a-z][a-z0-9_-]{0,99}")
# node-1.example.org · 127.0.0.1:9200 · [::1]:9200
_HOST = re.compile(r"(\[[0-9a-fA-F:.]{2,45}\]|[A-Za-z0-9._-]{1,253})(?::(\d{1,5}))?")
EXAMPLE = "opensearch+https://user:password@host:9200/zhenwen"


@dataclass(frozen=True)
class ClusterAddress:
    """Hosts with their ports, the name of the index, credentials and options.

    `ca` is a file of certificates to trust (None: those of the system); `verify` False trusts any certificate. `shards`
    and `replicas` apply to new indices: None means one shard, and one replica if there is a second node. `timeout` is
    the limit in seconds of one request, `patience` the time in seconds for which a search retries while the cluster
    cannot answer.
    """

    scheme: str
    hosts: tuple[tuple[str, int], ...]
    name: str
    user: str | None = None
    password: str | None = None
    ca: str | None = None
    verify: bool = True
    shards: int | None = None
    replicas: int | None = None
    timeout: float = 10.0
    patience: float = 15.0

    def __str__(self) -> str:
        """Return the address without user and password."""
        hosts = ",".join(f"{host}:{port}" for host, port in self.hosts)
        return f"opensearch+{self.scheme}://{hosts}/{self.name}"

    __repr__ = __str__


def parse(url: str) -> ClusterAddress:
    """Parse an address; several hosts are separated by commas. Raises SettingError, without the password."""
    kind, _, rest = url.partition("://")
    place, _, query = rest.partition("?")
    login, at, netloc = place.rpartition("@")
    hosts, _, name = netloc.partition("/")
    redacted = f"{kind}://{'…@' if at else ''}{netloc}"
    if kind not in SCHEMES or not _NAME.fullmatch(name.rstrip("/")):
        raise SettingError(
            "No engine can open %(redacted)r: an address looks like %(limit)s.", redacted=redacted, limit=EXAMPLE
        )
    user, _, password = login.partition(":")
    options = dict(parse_qsl(query, keep_blank_values=True))
    if unknown := sorted(options.keys() - {"ca", "verify", *_NUMBER_OPTIONS}):
        known = ", ".join(["ca", "verify", *_NUMBER_OPTIONS])
        raise SettingError(
            "The address %(redacted)s has an unknown option %(unknown)r; there are %(known)s.",
            redacted=redacted,
            unknown=unknown[0],
            known=known,
        )
    if options.get("verify", "yes") not in ("yes", "no"):
        raise SettingError(
            "The address %(redacted)s gives verify as %(verify)r; it is yes or no.",
            redacted=redacted,
            verify=options["verify"],
        )
    numbers = {name: _number(name, options[name], redacted) for name in _NUMBER_OPTIONS if name in options}
    return ClusterAddress(
        SCHEMES[kind],
        tuple(_host(host, redacted) for host in hosts.split(",")),
        name.rstrip("/"),
        unquote(user) if at else None,
        unquote(password) if at else None,
        options.get("ca"),
        options.get("verify") != "no",
        **numbers,  # type: ignore[arg-type]  # `_number` returns an int where one is required
    )


# Numeric options: True for integers, minimum, maximum.
_NUMBER_OPTIONS = {
    "shards": (True, 1, 1024),
    "replicas": (True, 0, 10),
    "timeout": (False, 0.1, 600),
    "patience": (False, 0, 600),
}


def _number(name: str, value: str, shown: str) -> int | float:
    whole, least, most = _NUMBER_OPTIONS[name]
    try:
        number = int(value) if whole else float(value)
    except ValueError:
        number = -1
    if not least <= number <= most:
        raise SettingError(
            "The address %(shown)s gives %(name)s as %(value)r; it is a number from %(least)s to %(most)s.",
            shown=shown,
            name=name,
            value=value,
            least=least,
            most=most,
        )
    return number


def _host(host: str, shown: str) -> tuple[str, int]:
    match = _HOST.fullmatch(host)
    port = int(match.group(2) or DEFAULT_PORT) if match else 0
    if not match or not 0 < port < 65536:
        raise SettingError(
            "%(host)r in the address %(shown)s is no host with a port, such as localhost:9200.", host=host, shown=shown
        )
    return match.group(1), port

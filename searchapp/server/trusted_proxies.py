"""Headers of reverse proxies, applied if the sender is a trusted proxy and removed otherwise."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from werkzeug.middleware.proxy_fix import ProxyFix

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
_SAID = ("HTTP_FORWARDED", "HTTP_X_REQUEST_ID")


def networks(text: str) -> tuple[Network, ...]:
    """Parse a list of networks such as 10.0.0.7, 10.1.0.0/24."""
    return tuple(ipaddress.ip_network(one) for one in re.split(r"[\s,]+", text) if one)


def trusts(count: int, addresses: str) -> Callable[[str], bool]:
    """Return a predicate for senders that are trusted proxies, given `count` proxies at `addresses`."""
    trusted = networks(addresses)

    def believed(sender: str) -> bool:
        if not count or not trusted:
            return count > 0
        try:
            address = ipaddress.ip_address(sender)
        except ValueError:
            return False
        address = getattr(address, "ipv4_mapped", None) or address
        return any(address in network for network in trusted)

    return believed


class TrustedProxies:
    """WSGI middleware for an application behind `count` proxies at `addresses`; empty means any address."""

    def __init__(self, app: WSGIApplication, count: int, addresses: str) -> None:
        self._plain = app
        self._fixed = ProxyFix(app, x_for=count, x_proto=count, x_host=count, x_prefix=count)
        self._believed = trusts(count, addresses)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request."""
        if self._believed(environ.get("REMOTE_ADDR", "")):
            return self._fixed(environ, start_response)
        for name in [name for name in environ if name.startswith("HTTP_X_FORWARDED_") or name in _SAID]:
            del environ[name]
        return self._plain(environ, start_response)

"""What reverse proxies say of a request is believed where one of them sends it, and not seen by anything elsewhere."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from werkzeug.middleware.proxy_fix import ProxyFix

from engine.errors import SettingError

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
_SAID = ("HTTP_FORWARDED", "HTTP_X_REQUEST_ID")


def networks(text: str) -> tuple[Network, ...]:
    """The networks of a list such as 10.0.0.7, 10.1.0.0/24. Raises SettingError."""
    try:
        return tuple(ipaddress.ip_network(one) for one in re.split(r"[\s,]+", text) if one)
    except ValueError as error:
        raise SettingError(
            f"The setting proxy_addresses is {text!r} ({error}): write addresses or networks, as 10.0.0.7, 10.1.0.0/24."
        ) from None


class Proxied:
    """Wraps an application that stands behind `count` proxies in `trusted` networks; none means anywhere."""

    def __init__(self, app: WSGIApplication, count: int, trusted: tuple[Network, ...]) -> None:
        self._plain = app
        self._fixed = ProxyFix(app, x_for=count, x_proto=count, x_host=count, x_prefix=count)
        self._trusted = trusted

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request."""
        if self._believed(environ.get("REMOTE_ADDR", "")):
            return self._fixed(environ, start_response)
        for name in [name for name in environ if name.startswith("HTTP_X_FORWARDED_") or name in _SAID]:
            del environ[name]
        return self._plain(environ, start_response)

    def _believed(self, address: str) -> bool:
        if not self._trusted:
            return True
        try:
            sender = ipaddress.ip_address(address)
        except ValueError:
            return False
        sender = getattr(sender, "ipv4_mapped", None) or sender
        return any(sender in network for network in self._trusted)

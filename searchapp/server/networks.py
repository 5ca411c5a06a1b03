"""Network addresses that count as one reader."""

from __future__ import annotations

import ipaddress
import re

# [2001:db8::7]:41234 or 192.0.2.7:41234, as some proxies write the client address
_PORT = re.compile(r"\[([^\[\]]*)\](?::[0-9]{1,5})?|([0-9.]{7,15}):[0-9]{1,5}")


def network_of(address: str) -> str:
    """Return the IPv4 address, or the /64 network of an IPv6 address; text that is no address is returned as is."""
    match = _PORT.fullmatch(address.strip())
    host = (match.group(1) or match.group(2)) if match else address.strip()
    try:
        read = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return address
    if isinstance(read, ipaddress.IPv4Address):
        return str(read)
    if read.ipv4_mapped:
        return str(read.ipv4_mapped)
    return str(ipaddress.ip_network((read, 64), strict=False))

"""Addresses grouped as one reader."""

from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchapp.server.networks import network_of


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("192.0.2.7:41234", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8::7", "2001:db8::/64"),
        ("2001:DB8:0:0:ffff:ffff:ffff:ffff", "2001:db8::/64"),
        ("[2001:db8::7]", "2001:db8::/64"),
        ("[2001:db8::7]:41234", "2001:db8::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("2001:db8:0:1::7", "2001:db8:0:1::/64"),
        ("unknown", "unknown"),
        ("", ""),
    ],
)
def test_a_network_counts_as_one(address: str, counted: str) -> None:
    assert network_of(address) == counted


@given(st.ip_addresses(v=6), st.integers(0, 2**64 - 1))
def test_no_address_within_a_network_of_ipv6_counts_apart(address: ipaddress.IPv6Address, host: int) -> None:
    other = ipaddress.IPv6Address(int(address) >> 64 << 64 | host)
    if not address.ipv4_mapped and not other.ipv4_mapped:
        assert network_of(str(address)) == network_of(str(other))


@given(st.ip_addresses(v=4))
def test_an_address_of_ipv4_is_the_same_within_ipv6(address: ipaddress.IPv4Address) -> None:
    assert network_of(f"::ffff:{address}") == network_of(str(address))

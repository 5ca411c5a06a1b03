"""Addresses of indices on a cluster: parsed, or rejected without revealing the password."""

from __future__ import annotations

import pytest

from engine.backends.opensearch.client.cluster_address import parse
from engine.errors import SettingError
from engine.factory import index_version, open_builder, open_engine, open_generation_store


def test_an_address_names_hosts_index_and_the_way_in() -> None:
    found = parse("opensearch+https://u%40x:p%2Fw@a.example:9201,[::1],10.0.0.1/news-1?ca=ca.pem&shards=3&timeout=2.5")
    assert found.hosts == (("a.example", 9201), ("[::1]", 9200), ("10.0.0.1", 9200))
    assert (found.scheme, found.name, found.user, found.password) == ("https", "news-1", "u@x", "p/w")
    assert (found.ca, found.verify, found.shards, found.replicas, found.timeout) == ("ca.pem", True, 3, None, 2.5)


def test_an_address_without_a_password_and_with_any_certificate() -> None:
    found = parse("opensearch+http://localhost/zhenwen?verify=no")
    assert (found.user, found.password, found.verify, found.hosts) == (None, None, False, (("localhost", 9200),))


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("opensearch+https://u:secret@host", "looks like"),
        ("opensearch+https://u:secret@host/Großes", "looks like"),
        ("opensearch+https://u:secret@/zhenwen", "no host"),
        ("opensearch+https://u:secret@host:99999/zhenwen", "no host"),
        ("opensearch+https://u:secret@host/zhenwen?shard=1", "unknown option 'shard'"),
        ("opensearch+https://u:secret@host/zhenwen?shards=many", "shards as 'many'"),
        ("opensearch+https://u:secret@host/zhenwen?replicas=-1", "replicas as '-1'"),
        ("opensearch+https://u:secret@host/zhenwen?verify=maybe", "verify as 'maybe'"),
        ("opensearch://u:secret@host/zhenwen", "looks like"),
    ],
)
@pytest.mark.parametrize("opened", [open_engine, open_builder, open_generation_store, index_version])
def test_a_wrong_address_is_refused_without_its_password(opened: object, url: str, told: str) -> None:
    assert callable(opened)
    with pytest.raises(SettingError, match=told) as refusal:
        opened(url)
    assert "secret" not in str(refusal.value)


def test_an_address_is_shown_without_its_password() -> None:
    found = parse("opensearch+https://u:secret@host/zhenwen")
    assert f"{found} {found!r}" == " ".join(["opensearch+https://host:9200/zhenwen"] * 2)

"""Errors of a cluster mapped to our own, with transient ones distinguished from permanent ones."""

from __future__ import annotations

from typing import Any

import pytest
from opensearchpy import exceptions as failures

from engine.backends.opensearch.client.cluster import Cluster, retry_on_missing
from engine.backends.opensearch.client.cluster_address import parse
from engine.errors import (
    IndexMissing,
    IndexNotWritten,
    IndexUnavailable,
    IndexVersionError,
    QueryTooCostly,
    SearchError,
    SettingError,
)


def refusal(kind: str, reason: str) -> dict[str, Any]:
    """Return an error in the cluster's format."""
    cause = {"type": kind, "reason": reason}
    return {"error": {"root_cause": [cause], "type": "search_phase_execution_exception", "failed_shards": [cause]}}


@pytest.mark.parametrize(
    ("status", "kind", "reason", "told"),
    [
        (503, "no_shard_available_action_exception", "", IndexUnavailable),
        (408, "", "timed_out", IndexUnavailable),
        (429, "rejected_execution_exception", "", IndexUnavailable),
        (500, "node_disconnected_exception", "[node-2] disconnected", IndexUnavailable),
        (500, "node_closed_exception", "node closed", IndexUnavailable),
        # A node that comes back closes its old copies while a search begins on them.
        (400, "query_shard_exception", "failed to create query: this Analyzer is closed", IndexUnavailable),
        (500, "already_closed_exception", "this IndexReader is closed", IndexUnavailable),
        (404, "shard_not_found_exception", "no such shard", IndexUnavailable),
        (404, "illegal_index_shard_state_exception", "CurrentState[RECOVERING]", IndexUnavailable),
        (400, "query_shard_exception", "failed to create query: field [x] is no number", SearchError),
        (404, "index_not_found_exception", "no such index [zhenwen]", IndexMissing),
        (400, "too_many_clauses", "maxClauseCount is set to 1024", QueryTooCostly),
        (
            403,
            "cluster_block_exception",
            "index [x] blocked by: [FORBIDDEN/12/read-only-allow-delete]",
            IndexNotWritten,
        ),
        (
            403,
            "index_create_block_exception",
            "blocked by: [FORBIDDEN/10/cluster create-index blocked (api)]",
            IndexNotWritten,
        ),
        (401, "", "", SettingError),
        (403, "security_exception", "no permissions for [indices:data/read/search]", SettingError),
    ],
)
def test_a_refusal_is_an_error_of_its_kind(status: int, kind: str, reason: str, told: type[SearchError]) -> None:
    cluster = Cluster(parse("opensearch+http://127.0.0.1:9/zhenwen"))
    with pytest.raises(SearchError) as caught, cluster.explained():
        raise failures.TransportError(status, "search_phase_execution_exception", refusal(kind, reason))
    assert type(caught.value) is told


@pytest.mark.parametrize(
    ("distribution", "number", "found"),
    [("opensearch", "2.6.0", "opensearch 2.6.0"), (None, "8.11.1", "elasticsearch 8.11.1"), ("other", "3.0", "other")],
)
def test_a_server_that_is_too_old_or_another_is_refused_by_its_name(
    monkeypatch: pytest.MonkeyPatch, distribution: str | None, number: str, found: str
) -> None:
    cluster = Cluster(parse("opensearch+http://127.0.0.1:9/zhenwen"))
    version = {"number": number} | ({"distribution": distribution} if distribution else {})
    monkeypatch.setattr(cluster.client, "info", lambda: {"version": version})
    with pytest.raises(IndexVersionError, match=rf"is {found}.*must be OpenSearch 2\.7 or newer"):
        cluster.greet()


@pytest.mark.parametrize("number", ["2.7.0", "2.19.4", "3.1.0-SNAPSHOT"])
def test_a_server_that_is_new_enough_is_greeted_once(monkeypatch: pytest.MonkeyPatch, number: str) -> None:
    cluster = Cluster(parse("opensearch+http://127.0.0.1:9/zhenwen"))
    version = {"number": number, "distribution": "opensearch"}
    monkeypatch.setattr(cluster.client, "info", lambda: {"version": version})
    cluster.greet()
    monkeypatch.delattr(cluster.client, "info")
    cluster.greet()


def test_what_was_made_by_a_request_whose_answer_was_lost_is_made() -> None:
    with retry_on_missing():
        raise failures.RequestError(400, "resource_already_exists_exception", {})
    with pytest.raises(failures.RequestError), retry_on_missing():
        raise failures.RequestError(400, "invalid_index_name_exception", {})

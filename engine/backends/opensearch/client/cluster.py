"""Connections to a cluster: requests with retries, and client exceptions translated to SearchError."""

from __future__ import annotations

import logging
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, TypeVar

from opensearchpy import OpenSearch
from opensearchpy import exceptions as failures

from engine.backends.opensearch.client.cluster_address import ClusterAddress
from engine.errors import (
    IndexMissing,
    IndexNotWritten,
    IndexUnavailable,
    IndexVersionError,
    QueryTooCostly,
    SearchError,
    SettingError,
)
from engine.messages import describe_error

MIN_VERSION = (2, 7)  # first version with segment replication
MAX_CONNECTIONS = 16
WRITE_TIMEOUT_SECONDS = 90.0  # timeout of a bulk request
Answer = TypeVar("Answer")
# The client logs every failure with a traceback; here each is either retried or reported in one sentence.
logging.getLogger("opensearch").setLevel(logging.CRITICAL)
# Transient: a health not reached in time, too many requests, a node gone from behind its proxy, a copy being moved.
TRANSIENT_STATUSES = (408, 429, 502, 503, 504)
# Errors of shard copies that are being stopped or started, sent with a status as if the request were at fault.
_TRANSIENT_ERRORS = (
    "node_closed_exception",
    "node_disconnected_exception",
    "node_not_connected_exception",
    "already_closed_exception",
    "Analyzer is closed",
    "IndexReader is closed",
    "shard_not_found_exception",
    "illegal_index_shard_state_exception",
)


class Cluster:
    """Connections to one cluster, shared by all users of the same address. Safe to use from several threads."""

    def __init__(self, address: ClusterAddress) -> None:
        """Open the connections. Raises SettingError if the certificates cannot be read."""
        self.address = address
        if address.ca:
            try:
                ssl.create_default_context(cafile=address.ca)
            except OSError as error:  # includes SSLError
                raise SettingError(
                    "The certificates in %(ca)s cannot be read: %(reason)s.",
                    ca=address.ca,
                    reason=describe_error(error),
                ) from error
        self.client = self._connected(address.timeout, len(address.hosts))
        # The client must not retry writes by itself: callers count requests that were sent again.
        self.writer = self._connected(max(WRITE_TIMEOUT_SECONDS, address.timeout), 0)
        self._greeted = False

    def _connected(self, timeout: float, retries: int) -> OpenSearch:
        address = self.address
        try:
            return OpenSearch(
                [{"host": host.strip("[]"), "port": port} for host, port in address.hosts],
                http_auth=(address.user, address.password or "") if address.user else None,
                use_ssl=address.scheme == "https",
                verify_certs=address.verify,
                ca_certs=address.ca,
                ssl_show_warn=False,
                timeout=timeout,
                pool_maxsize=MAX_CONNECTIONS,
                max_retries=retries,
                retry_on_timeout=retries > 1,
                # Retry a node soon after it was unreachable.
                dead_timeout=2,
                timeout_cutoff=2,
            )
        except failures.ImproperlyConfigured as error:
            raise SettingError(
                "The certificates in %(ca)s cannot be read: %(error)s.", ca=address.ca, error=describe_error(error)
            ) from error

    def ask(self, call: Callable[[OpenSearch], Answer], patience: float | None = None) -> Answer:
        """Return the result of `call`, retrying while the cluster cannot answer. Raises the matching SearchError."""
        end = time.monotonic() + (self.address.patience if patience is None else patience)
        pause = 0.1
        while True:
            try:
                with self.explained():
                    return call(self.client)
            except IndexUnavailable:
                if time.monotonic() + pause >= end:
                    raise
            time.sleep(pause)
            pause = min(2 * pause, 2.0)

    def greet(self) -> None:
        """Check once that the server is a supported version. Raises IndexVersionError, SettingError."""
        if self._greeted:
            return
        told = self.ask(lambda client: client.info())["version"]
        number = tuple(int(part) for part in str(told["number"]).split(".")[:2] if part.isdigit())
        if told.get("distribution") != "opensearch" or number < MIN_VERSION:
            raise IndexVersionError(
                "%(address)s is %(server)s; it must be OpenSearch %(least)s or newer.",
                address=self.address,
                server=f"{told.get('distribution', 'elasticsearch')} {told['number']}",
                least=".".join(map(str, MIN_VERSION)),
            )
        self._greeted = True

    @contextmanager
    def explained(self) -> Iterator[None]:
        """Context manager that translates the client's exceptions to SearchError."""
        try:
            yield
        except failures.OpenSearchException as error:
            raise self._failure(error) from error
        except UnicodeEncodeError as error:
            raise SearchError(
                "What was asked holds a character that is none (%(reason)s); leave it out.", reason=error.reason
            ) from error

    def _failure(self, error: failures.OpenSearchException) -> SearchError:
        place = self.address
        if isinstance(error, failures.SSLError):
            return SettingError(
                "The certificate of %(place)s cannot be verified: name its authority with ?ca=FILE in the address.",
                place=place,
            )
        if isinstance(error, failures.ConnectionTimeout):
            return IndexUnavailable("%(place)s did not answer in time; try again in a moment.", place=place)
        if isinstance(error, failures.ConnectionError):
            return IndexUnavailable(
                "%(place)s cannot be reached; see whether the cluster runs and try again.", place=place
            )
        if not isinstance(error, failures.TransportError):
            return SearchError(
                "%(place)s gave an answer that cannot be understood: %(error)s.",
                place=place,
                error=type(error).__name__,
            )
        status, kind = error.status_code, f"{error.error} {error.info}"
        if "index_create_block" in kind:  # set by the cluster while all disks are nearly full
            return IndexNotWritten(
                "%(place)s takes no new index, since its disks are full or its operator forbade it.", place=place
            )
        if status in (401, 403) and "cluster_block" not in kind:
            if status == 401:
                return SettingError("%(place)s refuses the name and password of the address.", place=place)
            return SettingError("%(place)s forbids what was asked to the user of the address.", place=place)
        if "read-only-allow-delete" in kind or "flood" in kind:
            return IndexNotWritten("The disks of %(place)s are full: make room, then try again.", place=place)
        if status == 404 and "index_not_found" in kind:
            return IndexMissing("There is no index at %(place)s yet; build one first.", place=place)
        if status in TRANSIENT_STATUSES or any(sign in kind for sign in _TRANSIENT_ERRORS):
            return IndexUnavailable("A part of %(place)s does not answer now; try again in a moment.", place=place)
        if "too_many_clauses" in kind or "too_many_nested_clauses" in kind or "circuit_breaking" in kind:
            return QueryTooCostly("The query has too many parts for the cluster: ask for less.")
        return SearchError(
            "%(place)s refused a request (%(status)s): %(reason)s.", place=place, status=status, reason=reason(error)
        )


@contextmanager
def retry_on_missing() -> Iterator[None]:
    """Ignore the error that a resource exists, created by an earlier request whose response was lost."""
    try:
        yield
    except failures.RequestError as error:
        if error.error != "resource_already_exists_exception":
            raise


def reason(error: failures.TransportError) -> str:
    """Return the cluster's reasons for refusing a request, at most 500 characters."""
    info: Any = error.info
    try:
        causes = info["error"]["root_cause"]
        return "; ".join(dict.fromkeys(f"{cause['type']}: {cause['reason']}" for cause in causes))[:500]
    except (KeyError, TypeError, IndexError):
        return str(error.error)[:500]


@lru_cache(maxsize=16)
def connect(address: ClusterAddress) -> Cluster:
    """Return the connections to a cluster, opened on first use. Raises SettingError."""
    return Cluster(address)

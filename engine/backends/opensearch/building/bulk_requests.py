"""Bulk requests to the cluster, with retries, counts of what was done, and reasons for rejected articles."""

from __future__ import annotations

import json
import time
from collections import deque
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from engine.article import Article
from engine.backends.opensearch.client.cluster import TRANSIENT_STATUSES, WRITE_TIMEOUT_SECONDS, Cluster
from engine.backends.opensearch.documents.cluster_documents import to_document
from engine.errors import IndexNotWritten, IndexUnavailable, SearchError
from engine.messages import Message

MAX_CONCURRENT_REQUESTS = 2  # concurrent requests
RETRY_SECONDS = 600.0  # seconds for which one request is retried
BULK_TIMEOUT = "20s"  # the cluster reports operations that it could not apply after this time
DISK_FULL_RETRY_SECONDS = 20.0  # seconds for which one request is retried while disks are full
MAX_REQUEST_BYTES = 8 << 20  # bytes of a request
Operation = tuple[str, bytes]  # an article id and its lines of the bulk request


def index_operations(articles: Sequence[Article], first: int, user_words: tuple[str, ...] = ()) -> list[Operation]:
    """Return operations that write these articles, numbered from `first`; a later number replaces an earlier one."""
    result = []
    for number, article in enumerate(articles, first):
        source = {**to_document(article, user_words), "order": number}
        result.append((article.id, _action("index", article.id, number) + _line(source)))
    return result


def delete_operation(article_id: str, number: int) -> Operation:
    """Return the operation that removes an article."""
    return article_id, _action("delete", article_id, number)


def _action(kind: str, article_id: str, number: int) -> bytes:
    # With an external version, an operation that arrives twice or late changes nothing.
    return _line({kind: {"_id": article_id, "version": number, "version_type": "external_gte"}})


def _line(value: Any) -> bytes:
    # Lone surrogates cannot be encoded in UTF-8; sent as JSON escapes, the cluster rejects only their article.
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    try:
        return text.encode() + b"\n"
    except UnicodeEncodeError:
        return json.dumps(value, separators=(",", ":")).encode() + b"\n"


class Bulk:
    """Sends operations to one index, a few requests at a time; `add` blocks while the limit is reached.

    `created` and `deleted` count operations that the cluster confirmed; `unsure` counts those that may have been done
    before a response was lost. `rejected` has a sentence for each article that the cluster refused.
    """

    def __init__(self, cluster: Cluster, index: str, patience: float = RETRY_SECONDS) -> None:
        self._cluster, self._index, self._patience = cluster, index, patience
        self._senders = ThreadPoolExecutor(MAX_CONCURRENT_REQUESTS, "bulk")
        self._sent: deque[Future[None]] = deque()
        self.created = self.deleted = self.unsure = self.retried = 0
        self.rejected: list[Message] = []

    def add(self, operations: Sequence[Operation]) -> None:
        """Send operations, waiting while too many requests are pending. Raises the error of an earlier request."""
        batch: list[Operation] = []
        size = 0
        for operation in operations:
            if batch and size + len(operation[1]) > MAX_REQUEST_BYTES:
                self._submit(batch)
                batch, size = [], 0
            batch.append(operation)
            size += len(operation[1])
        if batch:
            self._submit(batch)

    def _submit(self, batch: list[Operation]) -> None:
        while len(self._sent) > MAX_CONCURRENT_REQUESTS:
            self._sent.popleft().result()
        self._sent.append(self._senders.submit(self._send, batch))

    def flush(self) -> None:
        """Wait until every request is answered. Raises IndexUnavailable, IndexNotWritten, SettingError."""
        while self._sent:
            self._sent.popleft().result()

    def stop(self) -> None:
        """Cancel pending requests and send no more."""
        self._senders.shutdown(cancel_futures=True)

    def _send(self, batch: list[Operation]) -> None:
        start, pause = time.monotonic(), 0.1
        full = False
        while batch:
            try:
                with self._cluster.explained():
                    body = b"".join(lines for _, lines in batch)
                    # Without `request_timeout` the client would use `timeout` as its own.
                    params = {"timeout": BULK_TIMEOUT, "request_timeout": WRITE_TIMEOUT_SECONDS}
                    answer = self._cluster.writer.bulk(body=body, index=self._index, params=params)
            except IndexUnavailable as error:
                self.unsure += len(batch)
                problem: Exception = error
            except IndexNotWritten as error:
                full, problem = True, error
            except SearchError as error:
                if type(error) is not SearchError:
                    raise
                self._part(batch, error)
                return
            else:
                batch, full = self._answered(batch, answer["items"])
                problem = (
                    self._full()
                    if full
                    else IndexUnavailable(
                        "The cluster at %(address)s takes no more articles; try again in a moment.",
                        address=self._cluster.address,
                    )
                )
            if not batch:
                return
            if time.monotonic() - start > (min(DISK_FULL_RETRY_SECONDS, self._patience) if full else self._patience):
                raise problem
            self.retried += len(batch)
            time.sleep(pause)
            pause = min(2 * pause, 5.0)

    def _part(self, batch: list[Operation], error: SearchError) -> None:
        """Split in two a request that was refused as a whole, for its size or for one article in it."""
        if len(batch) == 1:
            self.rejected.append(
                Message(
                    "The cluster refused the article %(name)r: %(reason)s", name=batch[0][0][:80], reason=error.message
                )
            )
            return
        half = len(batch) // 2
        self._send(batch[:half])
        self._send(batch[half:])

    def _full(self) -> IndexNotWritten:
        return IndexNotWritten(
            "The disks of %(address)s are full: make room, then try again.", address=self._cluster.address
        )

    def _answered(self, batch: list[Operation], items: Sequence[dict[str, Any]]) -> tuple[list[Operation], bool]:
        """Count completed operations; return those to retry, and True if the disks are full."""
        again: list[Operation] = []
        full = False
        for operation, item in zip(batch, items, strict=True):
            ((kind, outcome),) = item.items()
            status, error = outcome["status"], outcome.get("error") or {}
            if status in (200, 201):
                self.created += outcome["result"] == "created"
                self.deleted += outcome["result"] == "deleted"
            elif status == 409 or (kind == "delete" and status == 404):
                continue  # a later version exists, or nothing to delete
            elif status in TRANSIENT_STATUSES or error.get("type") == "cluster_block_exception":
                full |= error.get("type") == "cluster_block_exception" and "disk" in str(error.get("reason"))
                again.append(operation)
            else:
                cause = error.get("caused_by") or {}
                why = "; ".join(str(part) for part in (error.get("reason"), cause.get("reason")) if part)
                self.rejected.append(
                    Message(
                        "The cluster refused the article %(name)r: %(reason)s.",
                        name=operation[0][:80],
                        reason=why[:300],
                    )
                )
        return again, full

"""Articles become bulk operations in order, whichever process makes them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from engine.article import Article
from engine.backends.opensearch.building import bulk_queue, bulk_requests
from engine.suggest.pair_counts import PairTally

ARTICLES = [Article(f"a{number}", "a.txt", None, f"第{number}家松月汀茶社开张。") for number in range(7)]


def made(processes: int) -> tuple[list[bulk_requests.Operation], list[int]]:
    """Return the operations of all articles, and the reported progress."""
    sent: list[bulk_requests.Operation] = []
    numbers: list[int] = []
    held = bulk_queue.BulkQueue(sent.extend, 5, processes, PairTally(), numbers.append, ("松月汀茶社",))
    for article in ARTICLES:
        held.add(article)
    held.flush()
    held.stop()
    assert (held.added, held.next, held.numbers(3)) == (7, 12, range(12, 15))
    assert held.pairs.total().count("汀", "茶") == 7
    return sent, numbers


def test_worker_processes_make_the_same_of_articles_with_words_that_were_taught(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(bulk_queue, "CHUNK_ARTICLES", 2)
    monkeypatch.setattr(bulk_queue, "MIN_PARALLEL_ARTICLES", 0)
    here, there = made(1), made(2)
    assert here == there
    assert here[1] == [2, 4, 6, 7]
    sources: list[dict[str, Any]] = [json.loads(operation.splitlines()[1]) for _, operation in there[0]]
    assert [source["order"] for source in sources] == list(range(5, 12))
    assert all("松月汀茶社" in json.dumps(source["words"], ensure_ascii=False) for source in sources)

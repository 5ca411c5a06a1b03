"""Counters shared by servers in PostgreSQL: searches by text, requests by address."""

from __future__ import annotations

import datetime
import logging
import threading
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from searchapp import create_app
from searchapp.saved import popular_searches_table, rate_limit_store
from searchapp.saved.popular_searches import PopularSearches
from searchapp.saved.rate_limit_store import DatabaseRateLimits
from searchapp.saved.store_factory import LazyStore, ledger
from tests.conftest import Client


@pytest.fixture
def url(empty_postgresql: str) -> str:
    """The address of a database with empty tables."""
    with psycopg.connect(empty_postgresql) as connection:
        connection.execute("TRUNCATE asked, visit")
    return empty_postgresql


@pytest.fixture
def stores(url: str) -> Iterator[list[LazyStore]]:
    """The stores of two servers on the same database."""
    made = [LazyStore(url) for _ in range(2)]
    yield made
    for store in made:
        store.close()


def count(store: LazyStore, *searches: tuple[str, int]) -> None:
    tally = PopularSearches(ledger(store, Path("unused")))
    for text, total in searches:
        tally.count(text, total)
    tally.write()


def test_searches_of_two_servers_are_added_up(stores: list[LazyStore]) -> None:
    def serve(store: LazyStore) -> None:
        for _ in range(10):
            count(store, ("雪橇", 0), ("樱桃", 2), ("樱桃", 2))

    threads = [threading.Thread(target=serve, args=(store,)) for store in stores]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = ledger(stores[0], Path("unused")).read()
    assert [(one.text, one.times, one.vain, one.days) for one in found] == [("樱桃", 40, 0, 1), ("雪橇", 20, 20, 1)]


def test_a_text_of_several_days_is_offered_by_every_server(stores: list[LazyStore], url: str) -> None:
    count(stores[0], ("樱桃", 2))
    with psycopg.connect(url) as connection:
        connection.execute("UPDATE asked SET days = 2, last = last - 1")
    count(stores[1], ("樱桃", 2))
    assert PopularSearches(ledger(stores[0], Path("unused"))).suggestions() == ("樱桃",)


def test_rare_and_forgotten_texts_are_dropped(
    stores: list[LazyStore], url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(popular_searches_table, "MAX_SEARCHES", 2)
    count(stores[0], ("甲", 1), ("乙", 1), ("乙", 1), ("丙", 1), ("丙", 1))
    assert [one.text for one in ledger(stores[0], Path("unused")).read()] == ["丙", "乙"]
    with psycopg.connect(url) as connection:
        connection.execute("UPDATE asked SET last = %s", [datetime.date(2020, 1, 1)])
    count(stores[1], ("新", 1))
    assert [one.text for one in ledger(stores[0], Path("unused")).read()] == ["新"]


def test_a_database_that_is_away_is_logged(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    tally = PopularSearches(ledger(LazyStore(f"postgresql://nobody@/nothing?host={tmp_path}"), tmp_path))
    tally.count("樱桃", 1)
    tally.write()
    assert tally.suggestions() == ()
    assert "cannot be written" in caplog.text


def test_requests_of_one_address_are_counted_by_all_servers_together(stores: list[LazyStore]) -> None:
    several = [DatabaseRateLimits(store=store) for store in stores]
    taken = [several[number % 2].acquire_sliding_window_entry("a", 4, 60) for number in range(6)]
    assert taken == [True] * 4 + [False] * 2
    assert several[0].acquire_sliding_window_entry("b", 4, 60), "another address"
    before, _, now, rest = several[1].get_sliding_window("a", 60)
    assert (before, now) == (0, 4)
    assert 60 < rest <= 120


@pytest.mark.parametrize(("age", "taken"), [(30, 0), (60, 0), (90, 2), (119, 3), (121, 4), (10_000, 4)])
def test_what_was_counted_weighs_less_and_less_in_the_minute_after(
    stores: list[LazyStore], url: str, age: int, taken: int
) -> None:
    counter = DatabaseRateLimits(store=stores[0])
    assert all(counter.acquire_sliding_window_entry("a", 4, 60) for _ in range(4))
    with psycopg.connect(url) as connection:
        connection.execute("UPDATE visit SET began = began - %s", [age])
    assert sum(counter.acquire_sliding_window_entry("a", 4, 60) for _ in range(6)) == taken


def test_threads_that_count_at_once_let_no_more_in_than_the_limit(stores: list[LazyStore]) -> None:
    several = [DatabaseRateLimits(store=store) for store in stores]
    bools: list[bool] = []

    def ask(place: int) -> None:
        bools.extend(several[place % 2].acquire_sliding_window_entry("a", 20, 60) for _ in range(10))

    threads = [threading.Thread(target=ask, args=(place,)) for place in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(bools) == 20


def test_old_counts_are_cleared(stores: list[LazyStore], url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    counter = DatabaseRateLimits(store=stores[0])
    counter.acquire_sliding_window_entry("a", 4, 60)
    with psycopg.connect(url) as connection:
        connection.execute("UPDATE visit SET began = 0")
    monkeypatch.setattr(rate_limit_store, "CLEAR_INTERVAL_SECONDS", -1.0)
    counter.acquire_sliding_window_entry("b", 4, 60)
    with psycopg.connect(url) as connection:
        assert connection.execute("SELECT count(*), max(key) LIKE '%b%' FROM visit").fetchone()[0] == 1


def test_an_address_is_kept_as_a_digest_alone(stores: list[LazyStore], url: str) -> None:
    DatabaseRateLimits(store=stores[0]).acquire_sliding_window_entry("LIMITER/203.0.113.5/60", 4, 60)
    with psycopg.connect(url) as connection:
        assert "203.0.113.5" not in str(connection.execute("SELECT * FROM visit").fetchall())


def test_while_the_database_is_away_every_server_counts_for_itself_and_answers(
    index_url: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL, "searchapp")
    away = f"postgresql://nobody@/nothing?host={tmp_path}"
    app = create_app({"engine": index_url, "data": str(tmp_path), "database": away, "requests_per_minute": 3})
    app.test_client_class = Client
    client = app.test_client()
    assert [client.get("/search?q=x").status_code for _ in range(5)] == [200, 200, 200, 429, 429]
    app.extensions["live_index"].close()


def test_a_database_that_failed_is_not_tried_by_every_reader(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    counter = DatabaseRateLimits(store=LazyStore(f"postgresql://nobody@/nothing?host={tmp_path}"))
    assert [counter.acquire_sliding_window_entry("a", 2, 60) for _ in range(4)] == [True, True, False, False]
    assert [record.message for record in caplog.records if "process alone" in record.message][1:] == []
    assert not counter.check()


def test_counting_goes_on_in_the_database_when_it_is_back(
    stores: list[LazyStore], url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    counter = DatabaseRateLimits(store=stores[0])
    counter.acquire_sliding_window_entry("a", 9, 60)
    with psycopg.connect(url) as connection:
        connection.execute("ALTER TABLE visit RENAME TO away")
    assert counter.acquire_sliding_window_entry("a", 9, 60)
    with psycopg.connect(url) as connection:
        connection.execute("ALTER TABLE away RENAME TO visit")
    monkeypatch.setattr(rate_limit_store, "RETRY_SECONDS", 0.0)
    assert counter.acquire_sliding_window_entry("a", 9, 60)
    assert counter.get("a") == 2

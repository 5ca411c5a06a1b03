"""The live index: readers move to a newer generation without a failed answer."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from engine.article import Article
from engine.backend import Engine
from engine.errors import ArticleNotFound, IndexMissing
from searchapp.service import live_index as live_module
from searchapp.service.live_index import LiveIndex, Starting

Build = Callable[[Path, tuple[Article, ...]], str]


def test_readers_see_a_new_generation_at_once(
    tmp_path: Path, build_index: Build, articles: tuple[Article, ...]
) -> None:
    live = LiveIndex(build_index(tmp_path, articles[:2]))
    with live.borrow() as lease:
        assert lease.info.articles == 2
    build_index(tmp_path, articles[:5])
    with live.borrow() as lease:
        assert lease.info.articles == 5
        assert lease.engine.get("a5").title
    live.close()


def test_a_request_keeps_its_generation_to_its_end(
    tmp_path: Path, build_index: Build, articles: tuple[Article, ...]
) -> None:
    live = LiveIndex(build_index(tmp_path, articles[:2]))
    with live.borrow() as old:
        build_index(tmp_path, articles[2:3])
        with live.borrow() as new:
            assert new.engine.get("a3").title
        assert old.engine.get("a1").title
    with live.borrow() as lease, pytest.raises(ArticleNotFound):
        lease.engine.get("a1")
    live.close()


def test_an_engine_is_closed_when_its_last_reader_is_done(
    tmp_path: Path, build_index: Build, articles: tuple[Article, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    live = LiveIndex(build_index(tmp_path, articles[:2]))
    closed = []
    with live.borrow() as first, live.borrow():
        monkeypatch.setattr(type(first.engine), "close", lambda engine: closed.append(engine))
        build_index(tmp_path, articles[:3])
        with live.borrow() as third:
            assert closed == []
    assert closed == [first.engine]
    live.close()
    assert closed == [first.engine, third.engine]


def test_a_generation_that_cannot_be_opened_leaves_readers_with_the_old_one(
    tmp_path: Path, build_index: Build, articles: tuple[Article, ...], caplog: pytest.LogCaptureFixture
) -> None:
    live = LiveIndex(build_index(tmp_path, articles[:2]))
    with live.borrow():
        pass
    (tmp_path / "current").write_text("nowhere\n", encoding="ascii")
    for _ in range(3):
        with live.borrow() as lease:
            assert lease.info.articles == 2
    assert len(caplog.records) == 1, "it is tried again only after a while"
    live.close()


def test_an_index_that_is_built_later_is_found(
    tmp_path: Path, build_index: Build, articles: tuple[Article, ...]
) -> None:
    live = LiveIndex(f"whoosh:{tmp_path / 'index'}")
    with pytest.raises(IndexMissing), live.borrow():
        pass
    build_index(tmp_path / "index", articles[:1])
    with live.borrow() as lease:
        assert lease.info.articles == 1
    live.close()


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Poll for a new generation, and wait for one, for shorter than outside tests."""
    monkeypatch.setattr(live_module, "POLL_SECONDS", 0.01)
    monkeypatch.setattr(live_module, "PATIENCE", 0.05)


def wait_for(truth: Callable[[], object]) -> None:
    """Wait until a condition is true."""
    until = time.monotonic() + 20
    while not truth():
        assert time.monotonic() < until
        time.sleep(0.005)


@pytest.mark.usefixtures("hurried")
def test_each_generation_is_loaded_once_before_readers_get_it(
    tmp_path: Path, build_index: Build, articles: tuple[Article, ...]
) -> None:
    loaded: list[tuple[str, int]] = []
    go_on = threading.Event()

    def first(engine: Engine) -> None:
        loaded.append(("first", engine.info().articles))
        assert go_on.wait(20)

    def rest(engine: Engine) -> None:
        loaded.append(("rest", engine.info().articles))

    live = LiveIndex(build_index(tmp_path, articles[:2]), (first, rest))
    live.begin()
    wait_for(lambda: loaded)
    assert live.starting
    with pytest.raises(Starting), live.borrow():
        pass
    go_on.set()
    wait_for(lambda: not live.starting)
    go_on.clear()
    build_index(tmp_path, articles[:3])
    wait_for(lambda: ("first", 3) in loaded)
    with live.borrow() as lease:
        assert (lease.info.articles, live.starting) == (2, False), "the former one is lent meanwhile"
    go_on.set()

    def lent() -> int:
        with live.borrow() as lease:
            return lease.info.articles

    wait_for(lambda: lent() == 3)
    assert loaded == [("first", 2), ("rest", 2), ("first", 3), ("rest", 3)]
    live.close()


@pytest.mark.usefixtures("hurried")
def test_a_mistake_while_loading_is_logged_once_with_its_traceback_and_keeps_nobody_waiting(
    tmp_path: Path, build_index: Build, articles: tuple[Article, ...], caplog: pytest.LogCaptureFixture
) -> None:
    def fail(engine: Engine) -> None:
        raise ZeroDivisionError(engine)

    live = LiveIndex(build_index(tmp_path, articles[:2]), (fail,))
    live.begin()
    wait_for(lambda: not live.starting)
    with live.borrow() as lease:
        assert lease.info.articles == 2
    time.sleep(0.05)
    live.close()
    assert [record.exc_info is not None for record in caplog.records] == [True]


@pytest.mark.usefixtures("hurried")
def test_an_index_that_is_missing_is_said_once_and_found_when_it_is_built(
    tmp_path: Path, build_index: Build, articles: tuple[Article, ...], caplog: pytest.LogCaptureFixture
) -> None:
    live = LiveIndex(f"whoosh:{tmp_path / 'index'}")
    live.begin()
    wait_for(lambda: not live.starting)
    with pytest.raises(IndexMissing), live.borrow():
        pass
    time.sleep(0.05)
    assert [str(tmp_path / "index") in record.getMessage() for record in caplog.records] == [True]
    build_index(tmp_path / "index", articles[:1])
    with live.borrow() as lease:
        assert lease.info.articles == 1
    live.close()


def test_many_readers_and_rebuilds_at_the_same_time_never_fail(
    tmp_path: Path, build_index: Build, articles: tuple[Article, ...]
) -> None:
    live = LiveIndex(build_index(tmp_path, articles[:1]))
    failures: list[Exception] = []
    event = threading.Event()

    def read() -> None:
        while not event.is_set():
            try:
                with live.borrow() as lease:
                    assert lease.engine.get("a1").id == "a1"
                    assert lease.info.articles == lease.engine.info().articles
            except Exception as error:
                failures.append(error)

    readers = [threading.Thread(target=read) for _ in range(4)]
    for reader in readers:
        reader.start()
    for size in range(1, 9):
        build_index(tmp_path, articles[:size])
    event.set()
    for reader in readers:
        reader.join()
    assert failures == []
    with live.borrow() as lease:
        assert lease.info.articles == 8
    live.close()

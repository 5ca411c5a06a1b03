"""The index as it is now: readers move to a newer generation without a failed answer."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from engine.article import Article
from engine.errors import ArticleNotFound, IndexMissing
from searchapp import live as live_module
from searchapp.live import LiveIndex

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


def test_each_generation_is_warmed_once(
    tmp_path: Path, build_index: Build, articles: tuple[Article, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    warmed: list[int] = []
    monkeypatch.setattr(live_module, "_ask_all", lambda engine: warmed.append(engine.info().articles))
    monkeypatch.setattr(live_module, "PAUSE", 0.01)
    live, stop = LiveIndex(f"whoosh:{tmp_path / 'index'}"), threading.Event()
    keeper = threading.Thread(target=live.keep_warm, args=(stop,))
    keeper.start()
    for size in (2, 3):
        build_index(tmp_path / "index", articles[:size])
        while size not in warmed:
            assert keeper.is_alive()
            time.sleep(0.01)
    stop.set()
    keeper.join()
    assert warmed == [2, 3]
    live.close()


def test_many_readers_and_rebuilds_at_the_same_time_never_fail(
    tmp_path: Path, build_index: Build, articles: tuple[Article, ...]
) -> None:
    live = LiveIndex(build_index(tmp_path, articles[:1]))
    failures: list[Exception] = []
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
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
    done.set()
    for reader in readers:
        reader.join()
    assert failures == []
    with live.borrow() as lease:
        assert lease.info.articles == 8
    live.close()

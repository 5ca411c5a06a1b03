"""Watching a folder: an update at the start, after every change, and again after a failure."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from engine.errors import IndexLocked, SearchError
from engine.messages import Message
from indexer.building import watch
from indexer.building.watch import watch_folders


@pytest.fixture
def followed(tmp_path: Path) -> Callable[[Callable[[], None], int], list[Message]]:
    """A function that watches a folder until `update` was called so many times, and returns the messages."""

    def run(update: Callable[[], None], times: int) -> list[Message]:
        stop, calls = threading.Event(), [0]
        texts: list[Message] = []

        def count() -> None:
            calls[0] += 1
            if calls[0] == times:
                stop.set()
            else:
                threading.Timer(0.3, (tmp_path / f"{calls[0]}.txt").write_text, ("柳树",)).start()
            update()

        watch_folders((tmp_path,), count, texts.append, stop, gather=50)
        return texts

    return run


def test_every_change_is_followed_by_an_update(followed: Callable[..., list[Message]]) -> None:
    numbers: list[int] = []
    assert followed(lambda: numbers.append(1), 3) == []
    assert len(numbers) == 3


def test_what_an_update_writes_itself_is_no_change(tmp_path: Path) -> None:
    stop = threading.Event()
    calls: list[int] = []
    texts: list[Message] = []
    (tmp_path / "var").mkdir()

    def update() -> None:
        calls.append(1)
        (tmp_path / "var" / f"{len(calls)}").write_text("written")

    threading.Timer(0.8, stop.set).start()
    watch_folders((tmp_path,), update, texts.append, stop, gather=50, apart=tmp_path / "var")
    assert (calls, texts) == ([1], [])


def test_nothing_to_follow_is_told(tmp_path: Path) -> None:
    with pytest.raises(SearchError, match="There is nothing to watch"):
        watch_folders((tmp_path / "none",), print, print)


def test_an_update_that_fails_is_told_and_tried_again(
    followed: Callable[..., list[Message]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watch, "RETRY_SECONDS", 0.2)

    def fail() -> None:
        raise IndexLocked("Another writer is at work.")

    assert followed(fail, 3) == [Message("Another writer is at work.")] * 3

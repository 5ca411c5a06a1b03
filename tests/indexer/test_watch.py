"""Following a folder: an update now, after every change, and again after one that failed."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from engine.errors import IndexLocked
from indexer import watch
from indexer.watch import follow


@pytest.fixture
def followed(tmp_path: Path) -> Callable[[Callable[[], None], int], list[str]]:
    """Follows a folder until `update` was called so many times; gives the sentences that were told."""

    def run(update: Callable[[], None], times: int) -> list[str]:
        stop, calls, told = threading.Event(), [0], []

        def count() -> None:
            calls[0] += 1
            if calls[0] == times:
                stop.set()
            else:
                threading.Timer(0.3, (tmp_path / f"{calls[0]}.txt").write_text, ("柳树",)).start()
            update()

        follow((tmp_path,), count, told.append, stop, gather=50)
        return told

    return run


def test_every_change_is_followed_by_an_update(followed: Callable[..., list[str]]) -> None:
    seen: list[int] = []
    assert followed(lambda: seen.append(1), 3) == []
    assert len(seen) == 3


def test_an_update_that_fails_is_told_and_tried_again(
    followed: Callable[..., list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watch, "AGAIN", 0.2)

    def fail() -> None:
        raise IndexLocked("Another writer is at work.")

    assert followed(fail, 3) == ["Another writer is at work."] * 3

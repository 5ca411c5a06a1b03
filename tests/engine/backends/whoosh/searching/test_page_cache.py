"""The index pages that queries have read do not stay mapped without limit."""

from __future__ import annotations

import os
import time
from pathlib import Path

import numpy as np
import pytest

from engine.backends.whoosh.arrays import array_file
from engine.backends.whoosh.searching import page_cache
from engine.runtime import allocator

SIZE = 32 << 20


def mapped() -> int:
    """Return the bytes of files mapped by this process."""
    return int(page_cache._STATM.read_text(encoding="ascii").split()[2]) * os.sysconf("SC_PAGE_SIZE")


@pytest.mark.skipif(not page_cache._STATM.exists(), reason="the system has no /proc to tell the memory of a process")
def test_files_are_let_go_when_too_much_of_them_is_mapped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    array_file.write(tmp_path / "a.zw", {"some": np.ones(SIZE, np.uint8)}, {})
    file = array_file.ArrayFile(tmp_path / "a.zw")
    assert int(file["some"].sum()) == SIZE
    before = mapped()
    monkeypatch.setattr(page_cache, "MIN_MAPPED_BYTES", 1 << 20)
    kept = page_cache.PageCache([file], 1)
    kept.check()
    assert mapped() < before - SIZE // 2
    assert int(file["some"].sum()) == SIZE


@pytest.mark.skipif(not page_cache._STATM.exists(), reason="the system has no /proc to tell the memory of a process")
def test_what_queries_have_freed_is_given_back(monkeypatch: pytest.MonkeyPatch) -> None:
    trims: list[float] = []
    clock, own = [1000.0], [100 << 20]
    monkeypatch.setattr(allocator, "trim", lambda: trims.append(clock[0]))
    monkeypatch.setattr(time, "monotonic", lambda: clock[0])
    kept = page_cache.PageCache([], 340)
    monkeypatch.setattr(kept, "_bytes", lambda: (own[0], 0))
    for seconds, held in ((0, 100), (0.5, 900), (2, 150), (3, 300), (4, 310), (5, 450), (20, 450), (36, 450)):
        clock[0], own[0] = 1000 + seconds, held << 20
        kept.check()
    # At first; after large growth, but not twice within a second; and after a while in any case.
    assert trims == [1000, 1003, 1005, 1036]


@pytest.mark.skipif(allocator._library() is None, reason="another allocator")
def test_freed_memory_goes_back_to_the_system() -> None:
    page = os.sysconf("SC_PAGE_SIZE")

    def resident() -> int:
        return int(page_cache._STATM.read_text(encoding="ascii").split()[1]) * page

    before = resident()
    held = [np.ones(12_000, np.uint8) for _ in range(4000)]
    del held[::2], held[: len(held) - 1]  # the last one keeps the heap from shrinking by itself
    allocator.trim()
    assert resident() < before + (12 << 20)
    assert held

"""What queries have read of the index's files does not stay mapped without end."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from engine.backends.whoosh.searching import residence
from engine.backends.whoosh.segment import arrays

SIZE = 32 << 20


def mapped() -> int:
    """Bytes of files in this process's memory."""
    return int(residence._STATE.read_text(encoding="ascii").split()[2]) * os.sysconf("SC_PAGE_SIZE")


@pytest.mark.skipif(not residence._STATE.exists(), reason="the system has no /proc to tell the memory of a process")
def test_files_are_let_go_when_too_much_of_them_is_mapped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    arrays.write(tmp_path / "a.zw", {"some": np.ones(SIZE, np.uint8)}, {})
    file = arrays.Arrays(tmp_path / "a.zw")
    assert int(file["some"].sum()) == SIZE
    before = mapped()
    monkeypatch.setattr(residence, "MOST", 1 << 20)
    monkeypatch.setattr(residence, "LEAST", 1 << 20)
    kept = residence.Residence([file])
    for _ in range(residence.EVERY):
        kept.look()
    assert mapped() < before - SIZE // 2
    assert int(file["some"].sum()) == SIZE

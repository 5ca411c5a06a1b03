"""A segment file is read back as written, or rejected with a message."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from engine.backends.whoosh.arrays import array_file
from engine.backends.whoosh.arrays.array_file import Array
from engine.errors import IndexDamaged, IndexVersionError


@pytest.fixture
def path(tmp_path: Path) -> Path:
    arrays: dict[str, Array] = {
        "some": np.arange(1000, dtype=np.uint32),
        "none": np.zeros(0, np.uint8),
        "odd": np.arange(7, dtype=np.uint16),
    }
    array_file.write(tmp_path / "a.zw", arrays, {"name": "西集镇"})
    return tmp_path / "a.zw"


def test_arrays_and_meta_come_back(path: Path) -> None:
    read = array_file.ArrayFile(path)
    read.verify()
    assert (read["some"].tolist(), read["none"].tolist()) == (list(range(1000)), [])
    assert (read.meta, sorted(read), "other" in read) == ({"name": "西集镇"}, ["none", "odd", "some"], False)


def test_every_single_flipped_byte_is_found(path: Path) -> None:
    whole = path.read_bytes()
    for place in range(len(whole)):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 0x10]) + whole[place + 1 :])
        with pytest.raises((IndexDamaged, IndexVersionError)):
            array_file.ArrayFile(path).verify()


@pytest.mark.parametrize("length", [0, 7, 20, 100, 4000])
def test_a_file_cut_short_is_refused_when_opened(path: Path, length: int) -> None:
    path.write_bytes(path.read_bytes()[:length])
    with pytest.raises(IndexDamaged):
        array_file.ArrayFile(path)


@pytest.mark.parametrize(
    ("version", "age"), [(array_file.VERSION - 1, "older than"), (array_file.VERSION + 1, "newer than")]
)
def test_another_version_is_refused_with_a_sentence(path: Path, version: int, age: str) -> None:
    whole = bytearray(path.read_bytes())
    whole[8:12] = version.to_bytes(4, "little")
    path.write_bytes(whole)
    with pytest.raises(IndexVersionError, match=age):
        array_file.ArrayFile(path)


def test_a_missing_file_is_a_damaged_index(tmp_path: Path) -> None:
    with pytest.raises(IndexDamaged, match="cannot be opened"):
        array_file.ArrayFile(tmp_path / "none.zw")


def test_a_file_cut_short_while_it_is_open_is_told_before_it_is_read(path: Path) -> None:
    read = array_file.ArrayFile(path)
    read.check()
    os.truncate(path, 100)
    with pytest.raises(IndexDamaged, match="cut short"):
        read.check()

"""An index of another format version is rejected with a message, however it is opened."""

from __future__ import annotations

import gc
import json
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from whoosh import index

from engine.article import Article
from engine.backends.whoosh.arrays.array_file import VERSION
from engine.backends.whoosh.generation_searcher import open_current
from engine.backends.whoosh.generations import generation_folders
from engine.backends.whoosh.searching.evaluator import Evaluator
from engine.backends.whoosh.whoosh_builder import WhooshBuilder
from engine.errors import IndexVersionError


def _in_segment(folder: Path, version: int) -> None:
    (path,) = folder.glob("*.zw")
    whole = bytearray(path.read_bytes())
    whole[8:12] = version.to_bytes(4, "little")
    path.write_bytes(whole)


def _in_contents(folder: Path, version: int) -> None:
    path = folder / "index.json"
    text = json.dumps({**json.loads(path.read_text("utf-8").split("\n")[1]), "version": version}, ensure_ascii=False)
    path.write_bytes(f"{zlib.crc32(text.encode()):08x}\n{text}\n".encode())


def _build(path: Path) -> Path:
    builder = WhooshBuilder(path, processes=1)
    builder.add([Article("a", "a.txt", "樱桃红了", "清河镇的樱桃红了。")])
    builder.switch()
    del builder
    gc.collect()  # an open segment is not read again
    return generation_folders.current(path)


@pytest.fixture(params=[_in_segment, _in_contents])
def tampered(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[int], Path]:
    folder = _build(tmp_path)

    def tamper(version: int) -> Path:
        request.param(folder, version)
        return tmp_path

    return tamper


@pytest.mark.parametrize(("version", "age"), [(0, "older"), (VERSION - 1, "older"), (VERSION + 1, "newer")])
def test_another_version_is_not_opened(tampered: Callable[[int], Path], version: int, age: str) -> None:
    with pytest.raises(IndexVersionError, match=f"version {version} of the format, {age} than {VERSION}: "):
        open_current(tampered(version))


def test_another_version_is_not_added_to(tampered: Callable[[int], Path]) -> None:
    path = tampered(VERSION + 1)
    with pytest.raises(IndexVersionError, match="`zhenwen build` makes it anew"):
        WhooshBuilder(path, update=True)
    WhooshBuilder(path).abandon()  # it can be rebuilt: the lock is free


def test_another_version_is_not_read_through_whoosh_either(tmp_path: Path) -> None:
    folder = _build(tmp_path)
    _in_segment(folder, VERSION + 1)
    with pytest.raises(IndexVersionError, match="newer than"):
        Evaluator(index.open_dir(str(folder), "MAIN").searcher())


def test_what_is_written_has_this_version(tampered: Callable[[int], Path]) -> None:
    assert open_current(tampered(VERSION)).info().articles == 1

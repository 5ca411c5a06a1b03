"""Generations are listed, checked and rolled back; remains of crashes and foreign folders are ignored."""

from __future__ import annotations

import json
import os
import pickle
import threading
import time
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import zstandard

from engine.backends.whoosh.arrays import array_file
from engine.backends.whoosh.arrays.array_file import ArrayFile
from engine.backends.whoosh.generation_searcher import GenerationSearcher, open_current
from engine.backends.whoosh.generations import generation_folders, manifest
from engine.backends.whoosh.generations.generation_store import WhooshGenerations
from engine.backends.whoosh.segment import stored_documents
from engine.backends.whoosh.whoosh_builder import WhooshBuilder
from engine.errors import IndexDamaged, IndexLocked, IndexMissing
from tests.faults.scenes import articles, write


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """An index of three generations, with three, four and five articles."""
    for version in range(3):
        write(tmp_path, articles(3 + version, version))
    return tmp_path


def count(path: Path) -> int:
    engine = open_current(path)
    engine.close()
    return engine.info().articles


def test_generations_are_listed_with_what_they_hold(path: Path) -> None:
    found = WhooshGenerations(path).generations()
    assert [(g.articles, g.current, g.fault) for g in found] == [(3, False, None), (4, False, None), (5, True, None)]
    assert all(g.size > 1000 and g.built and len(g.digest or "") == 32 for g in found)


def test_rolling_back_goes_one_back_and_by_name_anywhere(path: Path) -> None:
    store = WhooshGenerations(path)
    last = store.generations()[-1].name
    assert (store.roll_back().articles, count(path)) == (4, 4)
    assert (store.roll_back().articles, count(path)) == (3, 3)
    assert (store.roll_back(last).articles, count(path)) == (5, 5)


def test_an_open_engine_stays_with_its_generation_after_a_rollback(path: Path) -> None:
    engine = open_current(path)
    WhooshGenerations(path).roll_back()
    assert (engine.info().articles, open_current(path).info().articles) == (5, 4)


def test_rolling_back_passes_over_what_is_damaged(path: Path) -> None:
    middle = WhooshGenerations(path).generations()[1].name
    (path / "generations" / middle / "index.json").write_bytes(b"?")
    assert WhooshGenerations(path).roll_back().articles == 3
    with pytest.raises(IndexDamaged):
        WhooshGenerations(path).roll_back(middle)
    with pytest.raises(IndexMissing, match="zhenwen generations"):
        WhooshGenerations(path).roll_back("../../elsewhere")


def test_nothing_to_go_back_to_says_so(tmp_path: Path) -> None:
    write(tmp_path, articles(1))
    with pytest.raises(IndexMissing, match="no former generation"):
        WhooshGenerations(tmp_path).roll_back()
    write(tmp_path, articles(2))
    former = WhooshGenerations(tmp_path).generations()[0].name
    (tmp_path / "generations" / former / "index.json").write_bytes(b"?")
    with pytest.raises(IndexMissing, match="no sound generation"):
        WhooshGenerations(tmp_path).roll_back()


def test_rolling_back_mends_a_pointer_that_is_damaged(path: Path) -> None:
    (path / "current").write_text("x")
    assert (WhooshGenerations(path).roll_back().articles, count(path)) == (5, 5)


def test_a_check_names_every_file_and_what_is_wrong_with_it(path: Path) -> None:
    assert WhooshGenerations(path).check() == ()
    folder = generation_folders.current(path)
    (segment,) = folder.glob("*.zw")
    (segment).rename(folder / "stray")
    (folder / "input.note").write_bytes(b"cut")
    faults = {fault.file: str(fault.reason) for fault in WhooshGenerations(path).check()}
    assert set(faults) == {segment.name, "input.note", "stray"}
    assert "missing" in faults[segment.name]
    assert "3 bytes, not the 2,000" in faults["input.note"]


def test_a_check_tells_how_far_it_is(path: Path) -> None:
    told: list[float] = []
    WhooshGenerations(path).check(told.append)
    assert told == sorted(told)
    assert 0.9 < told[-1] <= 1.0


def test_what_a_killed_writer_left_is_no_generation_and_goes_with_the_next(path: Path) -> None:
    for name in ("20990101T000000000000-0000.new", "20200101T000000000000-0000.gone"):
        (path / "generations" / name).mkdir()
    assert len(WhooshGenerations(path).generations()) == 3
    assert WhooshGenerations(path).check() == ()
    write(path, articles(6))
    assert all("." not in entry.name for entry in (path / "generations").iterdir())


def test_a_second_writer_waits_until_the_first_is_done(tmp_path: Path) -> None:
    first = WhooshBuilder(tmp_path)
    threading.Timer(0.3, first.abandon).start()
    WhooshBuilder(tmp_path, wait=30).abandon()
    lock = generation_folders.WriterLock(tmp_path)
    begun = time.monotonic()
    with pytest.raises(IndexLocked):
        WhooshBuilder(tmp_path, wait=0.2)
    assert time.monotonic() - begun >= 0.2
    lock.release()


def test_a_lock_that_is_about_to_be_released_is_waited_for(tmp_path: Path) -> None:
    lock = generation_folders.WriterLock(tmp_path)
    threading.Timer(generation_folders.LOCK_GRACE_SECONDS / 5, lock.release).start()
    generation_folders.WriterLock(tmp_path).release()


def test_a_clock_that_was_set_back_makes_no_older_name(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    names = generation_folders.list_generations(path)
    (path / "generations" / names[-1]).rename(path / "generations" / "20990101T000000000000-0000")
    assert generation_folders.create_draft(path).name > "20990101T000000000000-0000"


@pytest.mark.parametrize("count", [0, 1, 2])
def test_so_many_former_generations_are_kept(tmp_path: Path, count: int) -> None:
    for version in range(4):
        write(tmp_path, articles(2, version), keep=count)
    assert len(generation_folders.list_generations(tmp_path)) == count + 1


def test_a_failed_build_after_the_switch_does_not_remove_what_readers_use(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    writer = WhooshBuilder(tmp_path, processes=1)
    writer.add(articles(2))
    monkeypatch.setattr(generation_folders, "prune", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        writer.switch()
    writer.abandon()
    assert count(tmp_path) == 2


def test_equal_builds_have_equal_digests_and_others_do_not(tmp_path: Path) -> None:
    for name, version in (("a", 0), ("b", 0), ("c", 1)):
        write(tmp_path / name, articles(5, version))
    a, b, c = (WhooshGenerations(tmp_path / name).generations()[0].digest for name in "abc")
    assert a == b != c


def test_segments_of_which_nothing_is_left_go(tmp_path: Path) -> None:
    write(tmp_path, articles(3))
    write(tmp_path, articles(3), change=True)
    assert len(manifest.read(generation_folders.current(tmp_path)).segments) == 1
    assert count(tmp_path) == 3


def forged(path: Path, change: Any) -> Path:
    """Return the current generation with a changed table of contents and valid checksums."""
    folder = generation_folders.current(path)
    held = json.loads((folder / "index.json").read_text("utf-8").split("\n")[1])
    change(held)
    for name in held["files"]:
        if (folder / name).is_file():
            held["files"][name] = manifest.stamp(folder / name)
    text = json.dumps(held)
    (folder / "index.json").write_text(f"{zlib.crc32(text.encode()):08x}\n{text}\n", "utf-8")
    return folder


@pytest.mark.parametrize(
    "change",
    [
        lambda held: held["segments"][0].update(id="../../../etc/passwd"),
        lambda held: held["files"].update({"../../lock": [0, 0]}),
        lambda held: held["files"].update({"/etc/passwd": [0, 0]}),
        lambda held: held["segments"][0].update(deleted=[10**9]),
        lambda held: held["segments"][0].update(documents="all"),
        lambda held: held.update(built="yesterday"),
        lambda held: held.update(unknown=1),
        lambda held: held.update(segments=[[]]),
        lambda held: held.pop("version"),
    ],
)
def test_a_table_of_contents_that_cannot_be_is_refused(path: Path, change: Any) -> None:
    folder = forged(path, change)
    with pytest.raises(IndexDamaged, match="no table of contents"):
        manifest.read(folder)
    assert WhooshGenerations(path).check()


def test_a_link_in_the_place_of_a_file_is_refused(path: Path) -> None:
    folder = generation_folders.current(path)
    (segment,) = folder.glob("*.zw")
    elsewhere = segment.rename(path / "elsewhere.zw")
    segment.symlink_to(elsewhere)
    with pytest.raises(IndexDamaged, match="missing"):
        open_current(path)


class Trap:
    """A class whose code runs when it is unpickled."""

    def __reduce__(self) -> Any:
        return os.system, ("touch sprung",)


def test_nothing_of_a_strangers_index_is_executed(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (generation_folders.current(path) / "_MAIN_1.toc").write_bytes(pickle.dumps(Trap()))
    (generation_folders.current(path) / "input.note").write_bytes(pickle.dumps(Trap()))
    forged(path, lambda held: None)
    assert WhooshGenerations(path).check() == ()
    write(path, articles(1, 5, 7), change=True)
    WhooshGenerations(path).roll_back()
    assert count(path) == 5
    assert not (tmp_path / "sprung").exists()


@pytest.mark.parametrize("row", [["|O8", 0, 1, 0], ["<u4", -4, 1, 0], ["<u4", 0, 10**12, 0], ["<u4", 0], "x", None])
def test_arrays_beyond_their_file_are_refused(tmp_path: Path, row: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    dumps = json.dumps

    def forge(head: dict[str, Any], **options: Any) -> str:
        return dumps({**head, "arrays": {"a": row}}, **options)

    monkeypatch.setattr(json, "dumps", forge)
    array_file.write(tmp_path / "a.zw", {"a": np.arange(4)}, {"documents": 0, "totals": {}, "fields": []})
    with pytest.raises(IndexDamaged):
        ArrayFile(tmp_path / "a.zw")


def test_a_document_that_unpacks_to_too_much_is_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = zstandard.ZstdCompressor().compress(bytes(1 << 20))
    held = stored_documents.StoredDocuments(stored_documents.pack([bomb], stored_documents.CompressionModel()))
    monkeypatch.setattr(stored_documents, "_MAX_DOCUMENT_BYTES", 1 << 19)
    with pytest.raises(IndexDamaged, match="larger than any"):
        held.get(0)


def test_a_generation_that_goes_while_it_is_opened_gives_way_to_the_next(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = []

    def slow(folder: Path, *options: Any) -> GenerationSearcher:
        calls.append(folder)
        if len(calls) == 1:
            for version in range(5, 9):
                write(path, articles(6, version))
        return GenerationSearcher(folder, *options)

    monkeypatch.setattr("engine.backends.whoosh.generation_searcher.GenerationSearcher", slow)
    assert open_current(path).info().articles == 6

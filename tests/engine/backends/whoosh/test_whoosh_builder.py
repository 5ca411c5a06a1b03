"""Generations are built separately, switched to atomically, and never incomplete."""

from __future__ import annotations

import datetime
import gc
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from engine.article import Article, Leader
from engine.backend import Engine
from engine.backends.whoosh import whoosh_builder
from engine.backends.whoosh.generation_searcher import open_current
from engine.backends.whoosh.generations import generation_folders, manifest
from engine.backends.whoosh.segment.segment_arrays import EXTENSION, open_segment
from engine.backends.whoosh.whoosh_builder import WhooshBuilder
from engine.backends.whoosh.writing import ingest_queue, segment_builder
from engine.errors import ArticleNotFound, IndexDamaged, IndexLocked, IndexMissing, IndexVersionError
from engine.query.tree import Every, Phrase, Request
from engine.vocabulary import Vocabulary


def _articles(count: int, first: int = 0) -> list[Article]:
    return [
        Article(
            f"{i:016x}", "a.txt", f"第{i}届樱桃节", f"清河镇的第{i}届樱桃节开幕。", leaders=(Leader("钱望舒", "镇长"),)
        )
        for i in range(first, first + count)
    ]


def _build(path: Path, articles: list[Article], **options: Any) -> WhooshBuilder:
    writer = WhooshBuilder(path, processes=1, **options)
    assert writer.add(articles) == len(articles)
    writer.switch()
    return writer


def _total(engine: Engine, text: str) -> int:
    return engine.search(Request(Phrase(text))).total


@pytest.mark.parametrize("many", [200, 1])
def test_worker_processes_and_one_process_write_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, many: int
) -> None:
    monkeypatch.setattr(ingest_queue, "CHUNK_ARTICLES", 20)
    monkeypatch.setattr(segment_builder, "MAX_OPEN_PARTS", many)
    numbers: list[int] = []
    for name, processes in (("one", 1), ("two", 2)):
        writer = WhooshBuilder(tmp_path / name, processes=processes, progress=numbers.append)
        writer.add(_articles(70))
        assert writer.switch().articles == 70
    one, two = (open_current(tmp_path / name) for name in ("one", "two"))
    assert one.search(Request(Every(), limit=70)) == two.search(Request(Every(), limit=70))
    assert numbers == [20, 40, 60, 70] * 2
    # A segment is named by its content, so equal names mean equal bytes.
    written = [manifest.read(generation_folders.current(tmp_path / name)).segments for name in ("one", "two")]
    assert written[0] == written[1]


def test_words_that_were_taught_are_known_to_worker_processes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ingest_queue, "CHUNK_ARTICLES", 2)
    writer = WhooshBuilder(tmp_path, processes=2, vocabulary=Vocabulary(words=("云水谣茶社",)))
    writer.add([Article(str(i), "a.txt", None, f"第{i}家云水谣茶社开张。") for i in range(4)])
    writer.switch()
    folder = generation_folders.current(tmp_path)
    (segment,) = manifest.segments(manifest.read(folder))
    body = open_segment(folder / segment.make_filename(EXTENSION)).postings("body")
    assert body is not None
    first, last = body.bounds(body.find("云水谣茶社".encode()))
    assert last - first == 4


def test_little_memory_is_enough_for_one_segment_with_the_same_answers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ingest_queue, "CHUNK_ARTICLES", 10)
    writer = WhooshBuilder(tmp_path, memory_mb=0, processes=1)
    writer.add(_articles(50))
    writer.add([replace(article, title="改") for article in _articles(5, 3)])
    assert writer.switch().articles == 50
    engine = open_current(tmp_path)
    assert len(manifest.read(generation_folders.current(tmp_path)).segments) == 1
    assert (_total(engine, "樱桃节"), _total(engine, "第3届"), _total(engine, "改")) == (50, 1, 5)


def test_an_update_replaces_adds_and_removes_and_an_engine_opened_later_sees_it(tmp_path: Path) -> None:
    _build(tmp_path, _articles(30))
    engine = open_current(tmp_path)
    first = engine.info().generation
    writer = WhooshBuilder(tmp_path, update=True)
    writer.add([replace(_articles(1, 4)[0], body="换了。"), *_articles(2, 30)])
    assert writer.remove([f"{9:016x}", "none"]) == 1
    assert engine.info().generation == first
    assert writer.switch().articles == 31
    engine = open_current(tmp_path)
    assert engine.info().generation != first
    assert (engine.get(f"{4:016x}").body, _total(engine, "换了")) == ("换了。", 1)
    with pytest.raises(ArticleNotFound):
        engine.get(f"{9:016x}")


def test_an_id_given_twice_keeps_the_last(tmp_path: Path) -> None:
    articles = _articles(3)
    _build(tmp_path, [*articles, replace(articles[0], body="后来的。")])
    engine = open_current(tmp_path)
    assert (engine.info().articles, engine.get(articles[0].id).body) == (3, "后来的。")


def test_damage_is_not_joined_into_a_new_segment(tmp_path: Path) -> None:
    _build(tmp_path, _articles(3))
    gc.collect()  # an open segment is not read again
    (path,) = generation_folders.current(tmp_path).glob("*.zw")
    whole = path.read_bytes()
    path.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    writer = WhooshBuilder(tmp_path, processes=1, update=True)
    writer.add(_articles(1, 3))
    with pytest.raises(IndexDamaged, match="build the index again"):
        writer.switch()
    writer.abandon()
    assert len(generation_folders.list_generations(tmp_path)) == 1


def test_one_writer_at_a_time(tmp_path: Path) -> None:
    writer = WhooshBuilder(tmp_path)
    with pytest.raises(IndexLocked, match="Another writer"):
        WhooshBuilder(tmp_path)
    writer.abandon()
    WhooshBuilder(tmp_path).abandon()


def test_abandoning_leaves_what_readers_use(tmp_path: Path) -> None:
    _build(tmp_path, _articles(3))
    writer = WhooshBuilder(tmp_path)
    writer.add(_articles(9))
    writer.abandon()
    assert open_current(tmp_path).info().articles == 3
    assert len(generation_folders.list_generations(tmp_path)) == 1


def test_an_empty_build_is_an_index_without_articles(tmp_path: Path) -> None:
    _build(tmp_path, [])
    results = open_current(tmp_path).search(Request(Every()))
    assert (results.total, results.hits, results.facets["town"]) == (0, (), ())


def test_former_generations_are_kept_but_not_for_ever(tmp_path: Path) -> None:
    for count in range(1, 6):
        _build(tmp_path, _articles(count))
    assert len(generation_folders.list_generations(tmp_path)) == whoosh_builder.KEPT_GENERATIONS + 1
    assert open_current(tmp_path).info().articles == 5


def test_no_index_says_so(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing, match="build one first"):
        open_current(tmp_path)


def test_another_version_of_the_manifest_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(manifest, "VERSION", 99)
    folder = tmp_path / "generation"
    folder.mkdir()
    manifest.write(folder, datetime.datetime.now(datetime.UTC), [])
    monkeypatch.undo()
    with pytest.raises(IndexVersionError, match="newer"):
        manifest.read(folder)


def test_every_file_of_a_generation_is_checked(tmp_path: Path) -> None:
    _build(tmp_path, _articles(3))
    folder = generation_folders.current(tmp_path)
    for path in [entry for entry in folder.iterdir() if entry.is_file()]:
        whole = path.read_bytes()
        for place in range(0, len(whole), 301):
            path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
            with pytest.raises((IndexDamaged, IndexVersionError)):
                manifest.verify(folder)
        path.write_bytes(whole)
    manifest.verify(folder)


def test_a_pointer_to_nowhere_is_damage(tmp_path: Path) -> None:
    _build(tmp_path, _articles(1))
    (tmp_path / "current").write_text("../elsewhere")
    with pytest.raises(IndexDamaged, match="names a generation"):
        open_current(tmp_path)


def test_nothing_is_unpickled_to_open_an_index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _build(tmp_path, _articles(2))

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("unpickled")

    monkeypatch.setattr("pickle.loads", refuse)
    monkeypatch.setattr("pickle.load", refuse)
    engine = open_current(tmp_path)
    assert engine.search(Request(Phrase("樱桃节"))).total == 2
    assert (
        json.loads((generation_folders.current(tmp_path) / "index.json").read_text("utf-8").split("\n")[1])["articles"]
        == 2
    )

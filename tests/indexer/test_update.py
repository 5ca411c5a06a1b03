"""An update reads and writes only the changes, and gives the same index as a full build."""

from __future__ import annotations

import json
import os
import random
import shutil
import zlib
from dataclasses import replace
from pathlib import Path

import pytest

from engine.article import Article
from engine.errors import IndexDamaged, SearchError
from engine.factory import open_builder, open_engine, open_generation_store
from indexer.building import build_manifest
from indexer.building.index_build import Options, build, update
from indexer.metadata.corrections import Corrections
from indexer.report import Report
from tests.indexer.building.test_dedupe import story
from tests.indexer.building.test_index_build import articles


class Desk:
    """A folder of news and an index of it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.news, self.url = folder, folder / "news", f"whoosh:{folder / 'index'}"
        self.news.mkdir()
        for i in range(5):
            self.write(f"{i}.txt", story(i))
        build((self.news,), self.url)

    def write(self, name: str, body: str, title: str = "河堤添新绿") -> None:
        """Write a file with a time an hour ago, so that its time shows later writes."""
        path = self.news / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"{title}之{name}\n{body}", encoding="utf-8")
        moment = path.stat().st_mtime - random.Random(body).randint(3600, 9999)
        os.utime(path, (moment, moment))

    def rows(self, name: str, *rows: dict[str, str]) -> None:
        """Write a file of records."""
        (self.news / name).write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")

    def update(self, *paths: Path, **options: object) -> Report:
        """Update, and compare the result with a full build."""
        whole = self.folder / "whole"
        shutil.rmtree(whole, ignore_errors=True)
        shutil.copytree(self.folder / "index", whole)
        report = update(paths, self.url, Options(**options))  # type: ignore[arg-type]
        build((self.news,), f"whoosh:{whole}")
        found, expected = ([replace(a, added=None) for a in articles(url)] for url in (self.url, f"whoosh:{whole}"))
        assert found == expected
        return report


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def figures(report: Report) -> tuple[int, int, int, int, int]:
    """Return the numbers of files read, and of articles added, removed, changed and written."""
    found = report.difference
    assert found
    return report.read, found.added, found.removed, found.changed, report.written


def test_where_nothing_has_changed_nothing_is_read_or_written(desk: Desk) -> None:
    report = desk.update()
    assert (figures(report), report.generation, report.articles) == ((0, 0, 0, 0, 0), None, 5)
    assert len(open_generation_store(desk.url).generations()) == 1


def test_most_files_may_be_deleted_while_none_is_added(desk: Desk) -> None:
    for name in ("0.txt", "2.txt", "3.txt", "4.txt"):
        (desk.news / name).unlink()
    assert figures(desk.update())[2] == 4


def test_only_what_was_added_changed_and_removed_is_read_and_written(desk: Desk) -> None:
    desk.write("new.txt", story(9))
    desk.write("1.txt", story(11))
    (desk.news / "2.txt").unlink()
    assert figures(desk.update()) == (2, 1, 1, 1, 2)


def test_a_file_that_was_only_touched_is_the_same(desk: Desk) -> None:
    os.utime(desk.news / "1.txt")
    report = desk.update()
    assert (report.read, report.generation) == (0, None)


def test_a_change_that_keeps_size_and_time_is_found_when_asked_for(desk: Desk) -> None:
    path = desk.news / "1.txt"
    status = path.stat()
    path.write_text(path.read_text("utf-8").replace("柳树", "柳堤"), encoding="utf-8")
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert update((), desk.url).read == 0
    assert figures(desk.update(thorough=True))[0] == 1


def test_one_record_of_many_is_written_when_one_has_changed(desk: Desk) -> None:
    rows = [{"id": f"r{i}", "title": f"小学添新书{i}", "body": story(20 + i)} for i in range(6)]
    desk.rows("rows.jsonl", *rows)
    assert figures(desk.update()) == (1, 6, 0, 0, 6)
    rows[3]["title"] = "小学又添新书"
    desk.rows("rows.jsonl", *rows[:5])
    assert figures(desk.update()) == (1, 0, 1, 1, 1)


def test_an_earlier_printing_takes_over_the_reprints_and_gives_them_back(desk: Desk) -> None:
    desk.rows("a.jsonl", {"id": "late", "title": "小学添新书", "body": story(30), "date": "2023-06-02"})
    desk.update()
    desk.rows("b.jsonl", {"id": "early", "title": "小学添新书", "body": story(30), "date": "2023-06-01"})
    assert figures(desk.update())[4] == 2  # the old one is written again, with its group
    assert {article.group for article in articles(desk.url) if article.id == "late"} == {"early"}
    (desk.news / "b.jsonl").unlink()
    assert figures(desk.update()) == (0, 0, 1, 0, 1)


def test_an_article_that_gave_way_to_another_of_its_id_comes_back(desk: Desk) -> None:
    desk.rows("a.jsonl", {"id": "x", "title": "小学添新书", "body": story(40)})
    desk.rows("b.jsonl", {"id": "x", "title": "小学又添新书", "body": story(41)})
    assert desk.update().replaced == 1
    (desk.news / "b.jsonl").unlink()
    assert figures(desk.update()) == (1, 0, 0, 1, 1)


def test_random_edits_give_what_a_whole_build_gives(desk: Desk) -> None:
    source = random.Random(7)
    for _ in range(12):
        for _ in range(source.randint(1, 3)):
            name = f"{source.randint(0, 9)}.txt"
            if source.random() < 0.3:
                (desk.news / name).unlink(missing_ok=True)
            else:
                desk.write(name, story(source.randint(0, 4)) + story(source.randint(0, 4), 3))
        if any(desk.news.iterdir()):
            desk.update()


def test_only_what_lies_below_the_named_path_is_compared(desk: Desk) -> None:
    desk.write("sub/a.txt", story(50))
    update((), desk.url)
    desk.write("sub/a.txt", story(51))
    desk.write("1.txt", story(52))
    assert figures(update((desk.news / "sub",), desk.url)) == (1, 0, 0, 1, 1)
    assert figures(desk.update()) == (1, 0, 0, 1, 1)


def test_a_folder_that_is_new_is_followed_from_then_on(desk: Desk, tmp_path: Path) -> None:
    more = tmp_path / "more"
    more.mkdir()
    (more / "a.txt").write_text(f"河堤更绿了\n{story(60)}", encoding="utf-8")
    assert figures(update((more,), desk.url)) == (1, 1, 0, 0, 1)
    (more / "a.txt").unlink()
    (more / "b.txt").write_text(f"河堤更绿了\n{story(61)}", encoding="utf-8")
    assert figures(update((), desk.url)) == (1, 1, 1, 0, 1)


def test_a_missing_folder_empties_nothing_unless_it_is_named(desk: Desk, tmp_path: Path) -> None:
    more = tmp_path / "more"
    more.mkdir()
    (more / "a.txt").write_text(f"河堤更绿了\n{story(60)}", encoding="utf-8")
    update((more,), desk.url)
    shutil.rmtree(more)
    with pytest.raises(SearchError, match="is not there, so the index stays as it is"):
        update((), desk.url)
    assert update((desk.news,), desk.url).articles == 6
    assert figures(update((more,), desk.url)) == (0, 0, 1, 0, 0)
    assert update((), desk.url).articles == 5


def test_other_corrections_have_everything_read_again(desk: Desk) -> None:
    rule = Corrections(rules=({"match": {"file": "news/1.txt"}, "set": {"source": "河湾日报"}},))
    assert figures(update((), desk.url, Options(corrections=rule))) == (5, 0, 0, 1, 1)
    assert update((), desk.url, Options(corrections=rule)).generation is None


def test_a_bad_file_is_told_every_time_and_costs_nothing_else(desk: Desk) -> None:
    (desk.news / "bad.txt").write_bytes(b"")
    for _ in range(2):
        report = update((), desk.url)
        assert report.articles == 5
    desk.write("bad.txt", story(70))
    assert figures(desk.update()) == (1, 1, 0, 0, 1)


def test_a_dry_run_shows_and_writes_nothing(desk: Desk) -> None:
    (desk.news / "1.txt").unlink()
    lock = open_builder(desk.url)
    report = update((), desk.url, Options(dry_run=True))
    lock.abandon()
    assert (figures(report), report.generation) == ((0, 0, 1, 0, 0), None)
    assert len(articles(desk.url)) == 5


def test_an_index_that_remembers_nothing_is_not_updated(tmp_path: Path) -> None:
    builder = open_builder(f"whoosh:{tmp_path / 'index'}")
    builder.add([Article("a", "a.txt", None, story(1))])
    builder.switch()
    (tmp_path / "a.txt").write_text(story(2), encoding="utf-8")
    with pytest.raises(SearchError, match="does not remember"):
        update((tmp_path / "a.txt",), f"whoosh:{tmp_path / 'index'}")


def test_without_an_index_an_update_is_a_build(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(f"河堤添新绿\n{story(2)}", encoding="utf-8")
    with pytest.raises(SearchError, match="name the files"):
        update((), f"whoosh:{tmp_path / 'index'}")
    assert update((tmp_path / "a.txt",), f"whoosh:{tmp_path / 'index'}").written == 1


def test_a_damaged_index_is_built_but_not_updated(desk: Desk) -> None:
    name = open_generation_store(desk.url).generations()[0].name
    (desk.folder / "index" / "generations" / name / "index.json").write_text("?")
    with pytest.raises(IndexDamaged, match="build the index again"):
        update((), desk.url)
    report = build((desk.news,), desk.url)
    assert report.difference
    assert (report.articles, "index.json" in str(report.difference.fault)) == (5, True)


@pytest.mark.parametrize("note", [b"", b"no zlib", zlib.compress(b"[1]"), zlib.compress(b'{"a": 1}')])
def test_a_memory_that_is_none_is_as_good_as_none(tmp_path: Path, note: bytes) -> None:
    builder = open_builder(f"whoosh:{tmp_path}")
    builder.add([Article("a", "a.txt", None, story(1))])
    builder.note(build_manifest.INPUT_NOTE, note)
    builder.note(build_manifest.SKETCHES_NOTE, b"")
    builder.switch()
    engine = open_engine(f"whoosh:{tmp_path}")
    assert build_manifest.load_manifest(engine.note) is None
    engine.close()

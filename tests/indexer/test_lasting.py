"""Articles that an update must not lose: of files that break, of unreadable folders, and of all at once."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from engine.backends.whoosh.generations import generation_folders
from engine.errors import BuildRefused, SearchError
from engine.factory import open_engine, open_generation_store
from engine.query.tree import Every, Request
from indexer.building.acceptance import read_limit
from indexer.building.index_build import Options, build, update
from tests.indexer.building.test_dedupe import story
from tests.indexer.building.test_index_build import articles
from tests.test_cli import run


@pytest.fixture
def news(tmp_path: Path) -> Path:
    """A folder of three files that have been indexed."""
    folder = tmp_path / "news"
    (folder / "sub").mkdir(parents=True)
    for name in ("a", "b", "sub/c"):
        (folder / f"{name}.txt").write_text(f"河堤添新绿之{name}\n{story(len(name) + ord(name[-1]))}", encoding="utf-8")
    lines = [json.dumps({"title": f"小学添新书{i}", "body": story(40 + i)}) for i in range(4)]
    (folder / "rows.jsonl").write_text("\n".join(lines), encoding="utf-8")
    build((folder,), url(tmp_path))
    return folder


def url(folder: Path) -> str:
    return f"whoosh:{folder / 'index'}"


def titles(folder: Path) -> list[str]:
    return sorted(article.title or "" for article in articles(url(folder)))


@pytest.mark.parametrize("broken", [b"", b"\xd0\xcf\x11\xe0", b"%PDF-1.4\nhalf", b"PK\x03\x04half"])
def test_articles_of_a_file_that_breaks_stay_until_it_can_be_read(news: Path, tmp_path: Path, broken: bytes) -> None:
    before, whole = articles(url(tmp_path)), (news / "a.txt").read_bytes()
    (news / "a.txt").write_bytes(broken)
    for _ in range(2):
        report = update((), url(tmp_path))
        assert articles(url(tmp_path)) == before
        assert report.stale == {"news/a.txt": 1}
        assert [rejection.file for rejection in report.rejected] == ["news/a.txt"]
    (news / "a.txt").write_bytes(whole)
    assert (update((), url(tmp_path)).stale, articles(url(tmp_path))) == ({}, before)
    (news / "a.txt").unlink()
    assert update((), url(tmp_path)).articles == len(before) - 1


def test_rows_behind_the_end_of_a_half_copied_file_stay(news: Path, tmp_path: Path) -> None:
    before = titles(tmp_path)
    rows = news / "rows.jsonl"
    whole = rows.read_text("utf-8")
    added = json.dumps({"title": "小学又添新书", "body": story(50)})
    rows.write_text(f"{added}\n{whole[: len(whole) * 3 // 5]}", encoding="utf-8")
    report = update((), url(tmp_path))
    assert titles(tmp_path) == sorted([*before, "小学又添新书"])
    assert report.stale == {"news/rows.jsonl": 2}
    (news / "b.txt").unlink()
    assert update((), url(tmp_path)).articles == 7
    rows.write_text(f"{added}\n{whole}", encoding="utf-8")
    assert (update((), url(tmp_path)).stale, len(titles(tmp_path))) == ({}, 7)


def test_a_record_that_is_taken_out_of_a_file_with_a_bad_one_goes(news: Path, tmp_path: Path) -> None:
    rows = news / "rows.jsonl"
    lines = rows.read_text("utf-8").split("\n")
    rows.write_text("\n".join(["no record", *lines]), encoding="utf-8")
    update((), url(tmp_path))
    rows.write_text("\n".join(["no record", *lines[1:]]), encoding="utf-8")
    assert update((), url(tmp_path)).articles == 6


def test_articles_below_a_folder_that_cannot_be_opened_stay(
    news: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    walk = os.walk

    def barred(root: Path, onerror: object) -> object:
        for folder, subfolders, names in walk(root):
            if folder.endswith("sub"):
                onerror(PermissionError(13, "Permission denied", folder))  # type: ignore[operator]
            else:
                yield folder, subfolders, names

    monkeypatch.setattr(os, "walk", barred)
    report = update((), url(tmp_path))
    assert (report.articles, report.stale) == (7, {"news/sub/c.txt": 1})


def test_with_strict_nothing_is_switched(news: Path, tmp_path: Path) -> None:
    (news / "a.txt").write_bytes(b"")
    (news / "b.txt").unlink()
    for command in ("update", "build"):
        result = run(command, news, "--strict", "--json", "--engine", url(tmp_path))
        assert (result.exit_code, json.loads(result.stdout)["generation"]) == (4, None)
    assert len(open_generation_store(url(tmp_path)).generations()) == 1


@pytest.mark.parametrize("change", [build, update])
def test_nothing_is_left_only_where_that_is_meant(news: Path, tmp_path: Path, change: object) -> None:
    for path in [*news.rglob("*.*")]:
        path.unlink()
    if change is update:
        with pytest.raises(
            BuildRefused, match=r"news, which the index was made from, holds no file any more.*--max-removed 100%"
        ):
            update((), url(tmp_path))
        assert len(titles(tmp_path)) == 7
        update((), url(tmp_path), Options(max_removed=read_limit("100%")))
        engine = open_engine(url(tmp_path))
        results = engine.search(Request(Every()))
        assert (results.total, results.hits, engine.info().articles, list(engine.articles())) == (0, (), 0, [])
        assert engine.suggest("河堤") == ()
        engine.close()
        assert run("check", "--engine", url(tmp_path)).exit_code == 0
        assert run("search", "河堤", "--engine", url(tmp_path)).exit_code == 0
    (news / "a.txt").write_text(f"河堤添新绿\n{story(60)}", encoding="utf-8")
    assert update((), url(tmp_path)).articles == 1


def test_one_folder_of_several_that_is_empty_stops_an_update_that_does_not_name_it(news: Path, tmp_path: Path) -> None:
    more = tmp_path / "more"
    more.mkdir()
    (more / "x.txt").write_text(f"河堤更绿了\n{story(60)}", encoding="utf-8")
    update((more,), url(tmp_path))
    (more / "x.txt").unlink()
    with pytest.raises(BuildRefused, match="more, which the index was made from, holds no file any more"):
        update((), url(tmp_path))
    assert len(titles(tmp_path)) == 8
    assert update((more,), url(tmp_path)).articles == 7
    assert update((), url(tmp_path)).articles == 7


def test_rejected_files_that_leave_nothing_are_no_reason_to_empty_the_index(tmp_path: Path) -> None:
    builder_url = url(tmp_path)
    (tmp_path / "a.txt").write_text(f"河堤添新绿\n{story(1)}", encoding="utf-8")
    build((tmp_path / "a.txt",), builder_url)
    (tmp_path / "a.txt").write_text(f"河堤又绿了\n{story(2)}", encoding="utf-8")
    assert update((), builder_url).articles == 1
    (tmp_path / "a.txt").write_bytes(b"")
    assert update((), builder_url, Options(max_removed=read_limit("100%"))).articles == 1


def test_leftovers_of_systems_and_downloads_are_no_articles(news: Path, tmp_path: Path) -> None:
    names = (
        "x.pdf.part",
        "x.TMP",
        "x.crdownload",
        "~$x.docx",
        ".a.txt.swp",
        "Desktop.ini",
        "Thumbs.db",
        ".DS_Store",
        "a~",
    )
    for name in names:
        (news / name).write_bytes(b"\0")
    result = run("update", "--strict", "--json", "--engine", url(tmp_path))
    report = json.loads(result.stdout)
    assert (result.exit_code, report["skipped"], report["rejected"], report["articles"]) == (0, len(names), [], 7)


def test_what_was_rolled_back_does_not_come_back_unasked(news: Path, tmp_path: Path) -> None:
    before = articles(url(tmp_path))
    bad = {"a.txt": "乱码\n乱码乱码乱码乱码", "new.txt": "乱码二\n乱码乱码乱码二"}
    for name, text in bad.items():
        (news / name).write_text(text, encoding="utf-8")
    (news / "b.txt").unlink()
    update((), url(tmp_path))
    assert run("rollback", "--engine", url(tmp_path)).exit_code == 0
    held = ["news/a.txt", "news/b.txt", "news/new.txt"]
    report = update((), url(tmp_path))
    assert (report.generation, report.held_back, articles(url(tmp_path))) == (None, held, before)
    (news / "more.txt").write_text(f"河堤更绿了\n{story(70)}", encoding="utf-8")
    for _ in range(2):  # the second one finds no newer generation
        report = update((), url(tmp_path))
        assert (report.held_back, len(articles(url(tmp_path)))) == (held, len(before) + 1)
    result = run("update", "--engine", url(tmp_path))
    assert "Held back: news/new.txt is as it was in a generation that was rolled back" in result.stderr
    (news / "a.txt").write_text(f"河堤又绿了\n{story(71)}", encoding="utf-8")
    report = update((), url(tmp_path))
    assert (report.held_back, "河堤又绿了" in titles(tmp_path)) == (held[1:], True)
    assert run("update", "--again", "--engine", url(tmp_path)).exit_code == 0
    assert {"乱码二", "河堤又绿了"} <= set(titles(tmp_path))
    assert "河堤添新绿之b" not in titles(tmp_path)
    assert update((), url(tmp_path)).held_back == []


def test_a_generation_that_readers_never_opened_was_not_rolled_back(
    news: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (news / "new.txt").write_text(f"河堤又绿了\n{story(71)}", encoding="utf-8")

    def fail(*_: object) -> None:
        raise OSError("the disk is full")

    with monkeypatch.context() as broken:
        broken.setattr(generation_folders, "write_pointer", fail)
        with pytest.raises(SearchError):
            update((), url(tmp_path))
    report = update((), url(tmp_path))
    assert (report.held_back, "河堤又绿了" in titles(tmp_path)) == ([], True)


def test_a_damaged_generation_that_was_rolled_back_is_no_hindrance(news: Path, tmp_path: Path) -> None:
    (news / "a.txt").write_text(f"河堤又绿了\n{story(71)}", encoding="utf-8")
    update((), url(tmp_path))
    assert run("rollback", "--engine", url(tmp_path)).exit_code == 0
    newest = open_generation_store(url(tmp_path)).generations()[-1]
    for note in (tmp_path / "index" / "generations" / newest.name).glob("*.note"):
        note.unlink()
    assert update((), url(tmp_path)).difference is not None
    assert "河堤又绿了" in titles(tmp_path)


def test_corrections_that_led_to_what_was_rolled_back_are_not_made_again_unasked(news: Path, tmp_path: Path) -> None:
    rules = tmp_path / "corrections.toml"
    rules.write_text('[[correction]]\nmatch = {file = "*"}\nset = {source = "乱码"}\n', encoding="utf-8")
    given = ("--corrections", rules, "--engine", url(tmp_path))
    assert run("update", *given).exit_code == 0
    assert run("rollback", "--engine", url(tmp_path)).exit_code == 0
    result = run("update", *given)
    assert (result.exit_code, "--again" in result.stderr) == (5, True)
    assert run("update", *given, "--again").exit_code == 0


def test_corrections_that_match_nothing_are_named(news: Path, tmp_path: Path) -> None:
    rules = tmp_path / "corrections.toml"
    rules.write_text(
        '[[correction]]\nmatch = {file = "news/a.txt"}\nset = {source = "河湾日报"}\n'
        '[[correction]]\nmatch = {file = "old/*", title = "河堤"}\nset = {source = "河湾日报"}\n'
        '[[correction]]\nmatch = {id = "0123456789abcdef"}\nset = {source = "河湾日报"}\n'
        '[[person]]\nname = "王林"\npost = "镇长"\n'
        '[[source]]\nname = "河湾日报"\nalso = ["河湾报"]\n',
        encoding="utf-8",
    )
    for command in (("build", news), ("update",)):
        result = run(*command, "--corrections", rules, "--engine", url(tmp_path))
        assert [line for line in result.stderr.splitlines() if line.startswith("Unused: ")] == [
            "Unused: No article matches the correction 2 of the file, {file = 'old/*', title = '河堤'}.",
            "Unused: No article matches the correction 3 of the file, {id = '0123456789abcdef'}.",
            "Unused: No article names the person 王林 of the corrections.",
            "Unused: No article has the source 河湾报 of the corrections.",
        ]

"""Build options kept for updates (columns, corrections, jobs), and automatically detected columns."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from engine.errors import SettingError
from engine.factory import open_engine
from indexer.building.build_inputs import columns_of, read_inputs, read_told
from indexer.building.previous_build import remembered_paths
from indexer.readers.table_columns import resolve
from tests.indexer.building.test_dedupe import story
from tests.indexer.building.test_index_build import articles
from tests.test_cli import run


def table(path: Path, *names: str, rows: int = 5, first: int = 0) -> None:
    """Write a CSV file with a headline, a text and a source per row, in columns of these names."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(names)
        writer.writerows((f"第{i}座便民桥通行", story(i), "河湾日报") for i in range(first, first + rows))


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working directory of commands."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def found(place: Path) -> list[tuple[str | None, str | None]]:
    return sorted({(article.title, article.source) for article in articles(f"whoosh:{place / 'var' / 'index'}")})


EXPECTED = [(f"第{i}座便民桥通行", "河湾日报") for i in range(5)]
MAPPED = ("--map", "body=blurb", "--map", "title=caption", "--map", "source=paper")


def test_an_update_knows_the_columns_of_the_build(place: Path) -> None:
    table(place / "news" / "a.csv", "caption", "blurb", "paper")
    assert run("build", "news", *MAPPED).exit_code == 0
    assert found(place) == EXPECTED
    report = json.loads(run("update", "--json").stdout)
    assert (report["difference"]["removed"], report["generation"], report["reread"]) == (0, None, "")
    table(place / "news" / "b.csv", "caption", "blurb", "paper", rows=2, first=5)
    assert json.loads(run("update", "--json").stdout)["difference"]["added"] == 2
    assert json.loads(run("build", "--json").stdout)["articles"] == 7


def test_columns_count_where_a_table_has_them(place: Path) -> None:
    table(place / "news" / "a.csv", "caption", "blurb", "paper", rows=2)
    table(place / "news" / "b.csv", "标题", "正文", "来源", rows=2, first=2)
    table(place / "news" / "c.csv", "title", "body", "source", rows=1, first=4)
    result = run("build", "news", *MAPPED, "--strict")
    assert (result.exit_code, found(place)) == (0, EXPECTED)
    assert json.loads(run("update", "--json").stdout)["generation"] is None


def test_each_input_of_the_settings_has_columns_of_its_own(place: Path) -> None:
    table(place / "one" / "a.csv", "caption", "blurb", "paper", rows=2)
    table(place / "two" / "a.csv", "blurb", "caption", "paper", rows=3, first=2)
    (place / "zhenwen.toml").write_text(
        '[[input]]\npath = "one"\nmap = {body = "blurb", title = "caption", source = "paper"}\n'
        '[[input]]\npath = ["two"]\nmap = {body = "caption", title = "blurb", source = "paper"}\n',
        encoding="utf-8",
    )
    assert run("build").exit_code == 0
    assert found(place) == EXPECTED
    (place / "zhenwen.toml").unlink()
    assert json.loads(run("update", "--json").stdout)["generation"] is None
    (place / "zhenwen.toml").write_text('[[input]]\npath = "one"\nmap = {body = "paper"}\n', encoding="utf-8")
    report = json.loads(run("update", "--json").stdout)
    assert (report["read"], report["reread"]) == (1, "the columns of tables have changed")
    assert json.loads(run("update", "one", *MAPPED, "--json").stdout)["read"] == 1  # an argument takes precedence
    assert found(place) == EXPECTED


def test_a_path_of_the_settings_that_is_new_is_read_by_an_update(place: Path) -> None:
    table(place / "one" / "a.csv", "title", "body", "source", rows=2)
    assert run("build", "one").exit_code == 0
    table(place / "two" / "a.csv", "caption", "blurb", "paper", rows=3, first=2)
    (place / "zhenwen.toml").write_text(
        '[[input]]\npath = "two"\nmap = {body = "blurb", title = "caption", source = "paper"}\n', encoding="utf-8"
    )
    report = json.loads(run("update", "--json").stdout)
    assert (report["read"], report["difference"]["added"], found(place)) == (1, 3, EXPECTED)


def test_a_folder_below_one_that_is_known_is_no_input_of_its_own(place: Path) -> None:
    table(place / "news" / "sub" / "a.csv", "title", "body", "source", rows=2)
    table(place / "news" / "b.csv", "title", "body", "source", rows=3, first=2)
    assert run("build", "news").exit_code == 0
    assert json.loads(run("update", "news/sub", "--json").stdout)["generation"] is None
    (place / "news" / "sub" / "a.csv").unlink()
    (place / "news" / "sub").rmdir()
    report = json.loads(run("update", "--json").stdout)
    assert (report["difference"]["removed"], report["articles"]) == (2, 3)


def test_a_folder_below_another_may_have_columns_of_its_own(place: Path) -> None:
    table(place / "news" / "sub" / "a.csv", "blurb", "caption", "paper", rows=2)
    table(place / "news" / "b.csv", "caption", "blurb", "paper", rows=3, first=2)
    (place / "zhenwen.toml").write_text(
        '[[input]]\npath = "news/sub"\nmap = {body = "caption", title = "blurb", source = "paper"}\n'
        '[[input]]\npath = "news"\nmap = {body = "blurb", title = "caption", source = "paper"}\n',
        encoding="utf-8",
    )
    assert run("build").exit_code == 0
    assert found(place) == EXPECTED
    assert json.loads(run("update", "--json").stdout)["generation"] is None
    assert {article.file for article in articles(f"whoosh:{place / 'var' / 'index'}")} == {
        "news/sub/a.csv",
        "news/b.csv",
    }


def test_corrections_and_jobs_are_remembered(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table(place / "news" / "a.csv", "title", "body", "source")
    rules = place / "rules.toml"
    rules.write_text('[[source]]\nname = "河湾新报"\nalso = ["河湾日报"]\n', encoding="utf-8")
    assert run("build", "news", "--corrections", "rules.toml", "--jobs", "1").exit_code == 0
    monkeypatch.chdir(place / "news")
    engine = ("--engine", f"whoosh:{place / 'var' / 'index'}")
    assert json.loads(run("update", *engine, "--json").stdout)["generation"] is None
    told = remembered_paths(engine[1])
    assert (told.corrections, told.jobs) == (str(rules), 1)
    rules.write_text('[[source]]\nname = "河湾旧报"\nalso = ["河湾日报"]\n', encoding="utf-8")
    result = run("update", *engine)
    assert "Read again: the corrections have changed" in result.stderr
    assert {source for _, source in found(place)} == {"河湾旧报"}


def test_without_anything_to_read_a_build_says_what_to_do(place: Path) -> None:
    for command in ("build", "update"):
        result = run(command)
        assert (result.exit_code, "name the files and folders" in result.stderr) == (2, True)


@pytest.mark.parametrize(
    "text",
    [
        "input = 3",
        "[[input]]\nmap = {}",
        '[[input]]\npath = "a"\nmap = "body=content"',
        '[[input]]\npath = "a"\nmap = {text = "content"}',
        "[[input]]\npath = [1]",
        '[[input]]\npath = "a"\ncolumns = {}',
    ],
)
def test_a_wrong_input_is_named(place: Path, text: str) -> None:
    file = place / "zhenwen.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(SettingError, match="input"):
        read_inputs(file)
    assert run("build", ".").exit_code == 2


@pytest.mark.parametrize(
    ("names", "columns", "expected"),
    [
        (
            ("标题", "正文", "发布日期", "链接"),
            {},
            {"title": "标题", "body": "正文", "date": "发布日期", "url": "链接"},
        ),
        (
            ("Title", "Content", "PubDate", "URL"),
            {},
            {"title": "Title", "body": "Content", "date": "PubDate", "url": "URL"},
        ),
        (("标题", "内容", "时间"), {}, {"title": "标题", "body": "内容", "date": "时间"}),
        (("标题", "内容", "日期", "时间"), {}, {"title": "标题", "body": "内容", "date": "日期", "time": "时间"}),
        (("编号", "正文", "作者", "来源"), {}, {"id": "编号", "body": "正文", "authors": "作者", "source": "来源"}),
        (("title", "text", "publish_time"), {}, {"title": "title", "body": "text", "date": "publish_time"}),
        (("body", "content"), {"body": "content"}, {"body": "content"}),
        (("body", "content"), {"body": "content", "title": "caption"}, {"body": "body"}),
        (("content", "writer"), {"body": "content", "title": "caption"}, {"body": "content"}),
        (("blurb", "title"), {"body": "blurb", "title": "caption"}, {"body": "blurb", "title": "title"}),
    ],
)
def test_columns_by_their_names(names: tuple[str, ...], columns: dict[str, str], expected: dict[str, str]) -> None:
    assert {field: held[0] for field, held in resolve(names, columns).items()} == expected


def test_columns_are_those_of_the_nearest_path() -> None:
    inputs = {"/a": {"body": "x"}, "/a/b": {"body": "y"}}
    assert [columns_of(path, inputs) for path in ("/a/c.csv", "/a/b/c.csv", "/ab.csv")] == [
        {"body": "x"},
        {"body": "y"},
        {},
    ]


@pytest.mark.parametrize("note", [None, b"", b"?", b"[]", b'{"other": 1}'])
def test_a_note_that_cannot_be_read_says_nothing(note: bytes | None) -> None:
    assert not read_told(note).inputs


def test_what_was_told_lies_with_the_generation(place: Path) -> None:
    table(place / "news" / "a.csv", "caption", "blurb", "paper")
    assert run("build", "news", *MAPPED).exit_code == 0
    engine = open_engine(f"whoosh:{place / 'var' / 'index'}")
    told = read_told(engine.note("told"))
    engine.close()
    assert told.inputs == {str(place / "news"): {"body": "blurb", "title": "caption", "source": "paper"}}


def test_a_home_folder_that_there_is_not_stays_as_it_is_written(tmp_path: Path) -> None:
    file = tmp_path / "zhenwen.toml"
    file.write_text('[[input]]\npath = "~no-such-user/articles"\n')
    assert list(read_inputs(file)) == [str(tmp_path / "~no-such-user" / "articles")]


@pytest.mark.parametrize("value", ["1" * 5000, "[" * 5000], ids=["long number", "deep brackets"])
def test_inputs_beyond_reading_are_said_in_a_sentence(tmp_path: Path, value: str) -> None:
    file = tmp_path / "zhenwen.toml"
    file.write_text(f"input = {value}\n")
    with pytest.raises(SettingError, match="cannot be read"):
        read_inputs(file)


@pytest.mark.parametrize("path", ["~\\u0000", "a\\u0000b"])
def test_a_path_with_a_null_is_refused(tmp_path: Path, path: str) -> None:
    file = tmp_path / "zhenwen.toml"
    file.write_text(f'[[input]]\npath = "{path}"\n')
    with pytest.raises(SettingError, match="path has to be"):
        read_inputs(file)

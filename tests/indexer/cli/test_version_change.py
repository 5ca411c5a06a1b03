"""An index of another version of the format: every command says what to do, and a build without paths does it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from engine.backends.whoosh.arrays.array_file import VERSION
from engine.backends.whoosh.generations import generation_folders
from searchapp.saved.store_factory import open_store
from tests.engine.backends.whoosh.test_versions import _in_contents
from tests.test_cli import run

BODY = "清晨的河堤上，护林员老贺沿着新修的步道走了三个来回，把每一棵刚栽下的柳树都看了一遍。"


@pytest.fixture(params=[VERSION - 1, VERSION + 1])
def data(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A data folder whose index another version has written from a table with a column of its own."""
    news = tmp_path / "news"
    news.mkdir()
    (news / "a.csv").write_text(f"caption,content,no\n河堤添新绿,{BODY},n1\n", encoding="utf-8")
    options = ("--map", "title=caption", "--map", "body=content", "--map", "id=no")
    assert run("build", news, *options, "--data", tmp_path / "var").exit_code == 0
    _in_contents(generation_folders.current(tmp_path / "var" / "index"), request.param)
    return tmp_path / "var"


@pytest.mark.parametrize("words", [("search", "河堤"), ("check",), ("doctor",), ("update",), ("export", "河堤")])
def test_every_command_says_in_one_sentence_what_to_do(data: Path, words: tuple[str, ...]) -> None:
    result = run(*words, "--data", data)
    assert result.exit_code == 3
    assert result.stderr.startswith("zhenwen: The index in ")
    assert result.stderr.endswith("`zhenwen build` makes it anew.\n")
    assert len(result.stderr.splitlines()) == 1


def test_a_build_without_paths_makes_it_anew_from_the_same_files_with_the_same_ids(data: Path) -> None:
    open_store(f"sqlite:///{data}/saved.sqlite").close()
    saved = (data / "saved.sqlite").read_bytes()
    result = run("build", "--data", data)
    assert result.exit_code == 0, result.stderr
    hits = json.loads(run("search", "河堤", "--json", "--data", data).stdout)["hits"]
    assert [(hit["id"], hit["title"]) for hit in hits] == [("n1", "河堤添新绿")]
    assert (data / "saved.sqlite").read_bytes() == saved
    assert "Nothing has changed" in run("update", "--data", data).stderr


def test_a_former_generation_of_another_version_is_no_damage(data: Path) -> None:
    run("build", "--data", data)
    result = run("check", "--data", data)
    assert (result.exit_code, len(generation_folders.list_generations(data / "index"))) == (0, 2)
    assert run("doctor", "--data", data).exit_code == 0


def test_without_its_notes_paths_have_to_be_named(data: Path) -> None:
    for note in generation_folders.current(data / "index").glob("*.note"):
        note.write_bytes(b"x")
    result = run("build", "--data", data)
    assert result.exit_code == 2
    assert "name the files and folders" in result.stderr

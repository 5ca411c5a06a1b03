"""Files are listed once each, in order, and nothing leads out of the folder."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from indexer.readers.file_list import find_files
from indexer.report import Report


def names(*paths: Path) -> tuple[list[str], list[str]]:
    report = Report()
    found = [name for _, name in find_files(paths, report)]
    return found, [str(rejection.reason) for rejection in report.rejected]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("b.txt", "a.txt", "inner/c.txt", ".hidden", "~$d.docx", ".git/config"):
        path = tmp_path / "news" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("柳树", encoding="utf-8")
    return tmp_path / "news"


def test_names_hold_the_folder_and_leftovers_are_passed_over(folder: Path) -> None:
    assert names(folder) == (["news/a.txt", "news/b.txt", "news/inner/c.txt"], [])


def test_a_file_by_itself_goes_by_its_own_name(folder: Path) -> None:
    assert names(folder / "a.txt") == (["a.txt"], [])


def test_a_file_named_twice_is_read_once(folder: Path) -> None:
    assert names(folder, folder / "inner", folder / "a.txt")[0] == ["news/a.txt", "news/b.txt", "news/inner/c.txt"]


def test_folders_of_one_name_are_told_apart(tmp_path: Path) -> None:
    for parent in ("east", "west"):
        (tmp_path / parent / "news").mkdir(parents=True)
        (tmp_path / parent / "news" / "a.txt").write_text("柳树", encoding="utf-8")
    assert names(tmp_path / "east/news", tmp_path / "west/news")[0] == ["east/news/a.txt", "west/news/a.txt"]


def test_what_is_missing_is_said_and_the_rest_goes_on(folder: Path) -> None:
    found, reasons = names(folder / "none", folder / "a.txt")
    assert found == ["a.txt"]
    assert reasons == [f"There is no file or folder {folder / 'none'}."]


def test_a_link_that_leads_out_of_the_folder_is_rejected(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("机密", encoding="utf-8")
    (folder / "link.txt").symlink_to(tmp_path / "secret.txt")
    (folder / "up").symlink_to(tmp_path)
    (folder / "own.txt").symlink_to(folder / "a.txt")
    found, reasons = names(folder)
    assert found == ["news/a.txt", "news/b.txt", "news/inner/c.txt"]
    assert reasons == [
        "news/link.txt is a link that leads out of news.",
        "news/up is a link that leads out of news.",
    ]


def test_a_pipe_is_no_file(folder: Path) -> None:
    os.mkfifo(folder / "pipe")
    assert names(folder)[1] == ["news/pipe is no ordinary file."]

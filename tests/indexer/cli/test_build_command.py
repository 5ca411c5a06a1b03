"""The commands build and update: displayed previews, refusals and exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from engine.factory import open_builder
from tests.indexer.building.test_dedupe import story
from tests.test_cli import run


@pytest.fixture
def news(tmp_path: Path) -> Path:
    folder = tmp_path / "news"
    folder.mkdir()
    for i in range(4):
        text = f"河堤添新绿之{i}\n来源：河湾日报 2023-06-1{i}\n通州区西集镇{story(i)}"
        (folder / f"{i}.txt").write_text(text, encoding="utf-8")
    assert run("build", folder, "--data", tmp_path / "var").exit_code == 0
    return folder


def test_every_build_shows_the_difference_by_source_and_town(news: Path, tmp_path: Path) -> None:
    (news / "0.txt").unlink()
    result = run("build", news, "--data", tmp_path / "var")
    assert "Against 4 articles now: 0 added, 1 removed, 0 changed, 3 as they were." in result.stderr
    assert {"河湾日报", "北京市/通州区/西集镇"} <= set(result.stderr.split())
    assert result.stdout == ""


@pytest.mark.parametrize("command", ["build", "update"])
def test_a_dry_run_writes_nothing(news: Path, tmp_path: Path, command: str) -> None:
    (news / "0.txt").unlink()
    result = run(command, news, "--dry-run", "--json", "--data", tmp_path / "var")
    outcome = json.loads(result.stdout)
    assert (outcome["difference"]["removed"], outcome["generation"], outcome["dry_run"]) == (1, None, True)
    assert "Against 4" in result.stderr
    assert run("search", "之0", "--data", tmp_path / "var").exit_code == 0


@pytest.mark.parametrize("command", ["build", "update"])
def test_a_bad_collection_is_refused_with_5(news: Path, tmp_path: Path, command: str) -> None:
    (news / "0.txt").unlink()
    result = run(command, news, "--max-removed", "10%", "--data", tmp_path / "var")
    assert (result.exit_code, result.stdout) == (5, "")
    assert "would remove 1 of 4 articles (25.0%), more than 10%" in result.stderr


def test_the_gate_may_stand_in_the_settings(news: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    queries = tmp_path / "queries.toml"
    queries.write_text('[[query]]\nq = "“之0”"\n', encoding="utf-8")
    monkeypatch.setenv("ZHENWEN_SELF_TEST", str(queries))
    assert run("update", "--data", tmp_path / "var").exit_code == 0
    (news / "0.txt").unlink()
    assert run("update", "--data", tmp_path / "var").exit_code == 5
    monkeypatch.setenv("ZHENWEN_MAX_REMOVED", "many")
    assert run("update", "--data", tmp_path / "var").exit_code == 2


def test_an_update_says_what_it_did(news: Path, tmp_path: Path) -> None:
    assert "Nothing has changed: 4 articles" in run("update", "--data", tmp_path / "var").stderr
    (news / "9.txt").write_text(f"小学添新书\n{story(9)}", encoding="utf-8")
    assert "Wrote 1 articles anew; the index holds 5" in run("update", "--data", tmp_path / "var").stderr


def test_a_second_writer_waits_as_long_as_it_may(news: Path, tmp_path: Path) -> None:
    builder = open_builder(f"whoosh:{tmp_path / 'var' / 'index'}")
    result = run("update", "--wait", "0.2", "--data", tmp_path / "var")
    builder.abandon()
    assert (result.exit_code, result.stdout) == (75, "")
    assert "Another writer is at work" in result.stderr


def test_watching_is_told_of_what_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.txt").write_text(story(1), encoding="utf-8")
    calls = []
    monkeypatch.setattr(
        "indexer.cli.build_command.watch_folders",
        lambda paths, update, tell, apart: calls.append((paths, update(), apart)),
    )
    result = run("update", tmp_path / "a.txt", "--watch", "--data", tmp_path / "var")
    assert (result.exit_code, calls[0][0]) == (0, (tmp_path / "a.txt",))
    run("update", "--watch", "--data", tmp_path / "var")
    assert calls[1][0] == (tmp_path / "a.txt",)

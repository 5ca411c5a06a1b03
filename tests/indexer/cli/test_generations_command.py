"""The commands generations, rollback, check and doctor."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.faults.scenes import articles, write
from tests.test_cli import run


@pytest.fixture
def data(tmp_path: Path) -> Path:
    for version in range(3):
        write(tmp_path / "index", articles(3 + version, version))
    return tmp_path


def listed(data: Path) -> list[dict[str, Any]]:
    result: list[dict[str, Any]] = json.loads(run("generations", "--json", "--data", data).stdout)
    return result


def damage(data: Path, generation: str) -> None:
    (data / "index" / "generations" / generation / "input.note").write_bytes(b"x")


def test_generations_are_listed(data: Path) -> None:
    lines = run("generations", "--data", data).stdout.splitlines()
    assert [line[0] for line in lines] == [" ", " ", "*"]
    assert [row["articles"] for row in listed(data)] == [3, 4, 5]
    assert set(listed(data)[0]) == {"name", "current", "built", "articles", "size", "digest", "fault", "rolled_back"}


def test_rolling_back_and_forward(data: Path) -> None:
    result = run("rollback", "--data", data)
    assert [row["rolled_back"] for row in listed(data)] == [False, False, True]
    assert (result.exit_code, result.stdout) == (0, "")
    assert "with 4 articles" in result.stderr
    assert [row["current"] for row in listed(data)] == [False, True, False]
    last = listed(data)[2]["name"]
    assert json.loads(run("rollback", last, "--json", "--data", data).stdout)["articles"] == 5


def test_a_sound_index_is_told_so(data: Path) -> None:
    result = run("check", "--data", data)
    assert (result.exit_code, result.stdout) == (0, "")
    assert "every byte is as it was written" in result.stderr
    assert json.loads(run("check", "--json", "--data", data).stdout) == {"faults": []}


@pytest.mark.parametrize(
    ("bad", "advice"),
    [
        ([0], "What readers use is sound"),
        ([2], "`zhenwen rollback 2"),
        ([0, 1, 2], "No generation is sound: build the index again"),
    ],
)
def test_damage_ends_with_6_and_says_what_to_do(data: Path, bad: list[int], advice: str) -> None:
    names = [row["name"] for row in listed(data)]
    for number in bad:
        damage(data, names[number])
    for command in ("check", "doctor"):
        result = run(command, "--data", data)
        assert result.exit_code == 6
        assert advice in result.stderr
    assert len(json.loads(run("check", "--json", "--data", data).stdout)["faults"]) == len(bad)


@pytest.mark.parametrize("command", ["generations", "rollback", "check", "doctor"])
def test_without_an_index_the_commands_say_so(tmp_path: Path, command: str) -> None:
    assert run(command, "--data", tmp_path).exit_code == 3


def test_the_doctor_looks_at_meaning(data: Path) -> None:
    sound = [replace(article, body=f"{article.body}河堤添绿，游人如织。") for article in articles(5)]
    write(data / "index", sound)
    assert "Nothing odd was found." in run("doctor", "--data", data).stdout
    write(data / "index", [replace(articles(1)[0], title=None)])
    result = run("doctor", "--data", data)
    assert (result.exit_code, "1 of 1 articles (100.0%) have no title." in result.stdout) == (0, True)
    assert "What to do: `zhenwen articles --explain FILE` shows why" in result.stdout
    assert run("doctor", "--strict", "--data", data).exit_code == 1
    assert json.loads(run("doctor", "--json", "--data", data).stdout)["findings"][0]["kind"] == "no title"

"""The operator's commands: settings with their origins, and searches."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

import zhenwen
from engine.settings import SETTINGS
from engine.text import kernels
from searchapp.saved.popular_searches import FileLedger, PopularSearches


def test_config_says_each_value_and_where_it_comes_from(
    runner: CliRunner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "zhenwen.toml").write_text("page_size = 7\nport = 1\n[x]\n".replace("[x]\n", ""), encoding="utf-8")
    monkeypatch.setenv("ZHENWEN_PORT", "9000")
    told = json.loads(runner.invoke(zhenwen.main, ["config", "--json", "--data", "d"]).stdout)
    assert told["page_size"] == {"value": 7, "from": "zhenwen.toml"}
    assert told["port"] == {"value": 9000, "from": "environment"}
    assert told["data"] == {"value": "d", "from": "argument"}
    assert told["threads"] == {"value": 8, "from": "default"}
    assert list(told) == [*(setting.name for setting in SETTINGS), "parts"]
    assert "zhenwen.toml" in runner.invoke(zhenwen.main, ["config"]).stdout


def test_config_says_which_optional_parts_are_in_use(runner: CliRunner, monkeypatch: pytest.MonkeyPatch) -> None:
    parts = json.loads(runner.invoke(zhenwen.main, ["config", "--json"]).stdout)["parts"]
    assert (parts["pdf"], parts["xlsx"], parts["fast"]) == (True, True, True)
    monkeypatch.setitem(sys.modules, "rjieba", None)
    monkeypatch.setattr(kernels, "BUILT", False)
    parts = json.loads(runner.invoke(zhenwen.main, ["config", "--json"]).stdout)["parts"]
    assert (parts["pdf"], parts["fast"], parts["kernels"]) == (True, False, False)
    shown = runner.invoke(zhenwen.main, ["config"]).stdout
    assert "pip install 'zhenwen[fast]'" in " ".join(shown.split())


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("SMTP", "smtp://user:p:a/s@s@mail.example.org:587", "smtp://user:***@mail.example.org:587"),
        ("DATABASE", "postgresql://zhenwen:geheim@localhost/zhenwen", "postgresql://zhenwen:***@localhost/zhenwen"),
        ("DATABASE", "sqlite:///var/saved.sqlite", "sqlite:///var/saved.sqlite"),
        ("METRICS_TOKEN", "geheim", "***"),
    ],
)
def test_config_shows_no_password(
    runner: CliRunner, monkeypatch: pytest.MonkeyPatch, name: str, value: str, shown: str
) -> None:
    monkeypatch.setenv(f"ZHENWEN_{name}", value)
    assert json.loads(runner.invoke(zhenwen.main, ["config", "--json"]).stdout)[name.lower()]["value"] == shown


def test_stats_shows_what_is_searched_for_and_what_in_vain(runner: CliRunner, tmp_path: Path) -> None:
    tally = PopularSearches(FileLedger(tmp_path))
    for text, total in (("樱桃", 2), ("樱桃", 2), ("雪橇", 0)):
        tally.count(text, total)
    tally.write()
    told = json.loads(runner.invoke(zhenwen.main, ["stats", "--json", "--data", str(tmp_path)]).stdout)
    assert [row["text"] for row in told["frequent"]] == ["樱桃", "雪橇"]
    assert [row["text"] for row in told["vain"]] == ["雪橇"]
    assert "雪橇" in runner.invoke(zhenwen.main, ["stats", "--data", str(tmp_path), "--most", "1"]).stdout


def test_stats_shows_searches_in_vain_by_week(runner: CliRunner, tmp_path: Path) -> None:
    rows = {
        "樱桃": [3, 1, 1, "2026-11-30"],
        "雪橇": [2, 2, 1, "2026-11-29"],
        "冰灯": [9, 5, 2, "2027-01-01"],
        "柳树": [9, 0, 2, "2027-01-01"],
    }
    (tmp_path / "searches.json").write_text(json.dumps(rows), encoding="utf-8")
    weeks = json.loads(runner.invoke(zhenwen.main, ["stats", "--json", "--data", str(tmp_path)]).stdout)["weeks"]
    assert [(week["week"], [row["text"] for row in week["vain"]]) for week in weeks] == [
        ("2026-W53", ["冰灯"]),
        ("2026-W49", ["樱桃"]),
        ("2026-W48", ["雪橇"]),
    ]
    assert "week 2026-W49" in runner.invoke(zhenwen.main, ["stats", "--data", str(tmp_path)]).stdout


def test_stats_of_an_empty_folder_is_a_sentence(runner: CliRunner, tmp_path: Path) -> None:
    done = runner.invoke(zhenwen.main, ["stats", "--data", str(tmp_path)])
    assert (done.exit_code, done.stdout) == (0, "")
    assert "Nothing was searched for yet" in done.stderr

"""The commands work alike on every backend; only the address differs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from searchapp import create_app
from zhenwen import main

TEXT = "{}\n本报讯(记者 林晓舟)西集镇的樱桃熟了,果农迎来第{}批客人。\n"


def _run(runner: CliRunner, *arguments: str) -> str:
    found = runner.invoke(main, [*arguments])
    assert found.exit_code == 0, found.output
    return found.stdout


def test_an_index_is_built_updated_searched_served_and_looked_after(
    runner: CliRunner, url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZHENWEN_DATA", str(tmp_path / "data"))
    files, engine = tmp_path / "files", ("--engine", url)
    files.mkdir()
    (files / "1.txt").write_text(TEXT.format("西集镇樱桃节开幕", "一"), encoding="utf-8")
    built = json.loads(_run(runner, "build", str(files), "--json", "--jobs", "1", *engine))
    assert (built["articles"], built["rejected"]) == (1, [])
    (files / "2.txt").write_text(TEXT.format("西集镇樱桃再上市", "二"), encoding="utf-8")
    assert json.loads(_run(runner, "update", "--json", "--jobs", "1", *engine))["articles"] == 2
    assert json.loads(_run(runner, "search", "樱桃", "--json", *engine))["total"] == 2
    kept = json.loads(_run(runner, "generations", "--json", *engine))
    assert [(held["articles"], held["current"]) for held in kept] == [(1, False), (2, True)]
    assert json.loads(_run(runner, "check", "--json", *engine)) == {"faults": []}
    page = create_app({"engine": url, "data": str(tmp_path / "data")}).test_client().get("/search?q=樱桃")
    assert (page.status_code, "<mark>樱桃</mark>" in page.text) == (200, True)
    _run(runner, "rollback", *engine)
    assert json.loads(_run(runner, "search", "樱桃", "--json", *engine))["total"] == 1

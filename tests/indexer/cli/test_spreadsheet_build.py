"""Spreadsheets and Markdown files in a build: shared out to workers, updated by record."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner

import zhenwen
from tests.indexer.readers.test_xlsx import BODY, NAMES, xlsx


def run(*arguments: str | Path) -> dict[str, object]:
    result = CliRunner().invoke(zhenwen.main, [str(argument) for argument in (*arguments, "--json")])
    assert result.exit_code == 0, result.stderr
    outcome: dict[str, object] = json.loads(result.stdout)
    return outcome


def test_rows_and_markdown_are_articles_and_only_changed_rows_are_written_anew(tmp_path: Path) -> None:
    news, data = tmp_path / "news", tmp_path / "var"
    news.mkdir()
    rows = [(f"河堤添新绿之{number}", f"{BODY}{'柳' * number}", "河湾日报", "2023-06-15") for number in range(1, 9)]
    (news / "a.xlsx").write_bytes(xlsx([NAMES, *rows]))
    (news / "b.md").write_text(f"# 河堤**又**添新绿\n\n来源：河湾日报 2023-06-16\n\n{BODY}", encoding="utf-8")
    assert run("build", news, "--data", data)["articles"] == 9
    found = run("search", "标题:又添新绿", "--data", data)
    assert [hit["title"] for hit in found["hits"]] == ["河堤又添新绿"]  # type: ignore[attr-defined]
    (news / "a.xlsx").write_bytes(xlsx([NAMES, *rows, ("河堤再添新绿", BODY * 2, "河湾日报", "2023-06-17")]))
    outcome = run("update", "--data", data)
    assert (outcome["articles"], outcome["written"]) == (10, 1)

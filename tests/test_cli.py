"""The command line: results on stdout, messages on stderr, and an exit code for every outcome."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

import zhenwen
from engine import errors
from engine.factory import open_builder, open_engine
from engine.query.tree import Every, Request

PROSE = "清晨的河堤上，护林员老贺沿着新修的步道走了三个来回，把每一棵刚栽下的柳树都看了一遍。"


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(zhenwen.main, [str(argument) for argument in arguments])


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in an empty folder: one that has an index, as after `make run`, would be built anew by `build`."""
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def news(tmp_path: Path) -> Path:
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "a.txt").write_text(f"河堤添新绿\n来源：河湾日报 2023-06-15\n{PROSE}", encoding="utf-8")
    (folder / "b.txt").write_bytes(f"河堤又添新绿\n{PROSE}{PROSE[::-1]}".encode("gb18030"))
    return folder


@pytest.fixture
def bad(news: Path) -> Path:
    """The folder with files that no reader can read."""
    (news / "empty.txt").write_bytes(b"")
    (news / "binary.txt").write_bytes(bytes(range(256)) * 20)
    (news / "japanese.txt").write_bytes("これは日本語の新聞です。".encode("shift_jis"))
    (news / "long.txt").write_bytes("柳树".encode() * 8_500_000)
    (news / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    (news / "rows.jsonl").write_text(f'{{"body": "{PROSE}", "id": "row"}}\n{{broken\n', encoding="utf-8")
    return news


def test_articles_are_printed_one_a_line_with_the_keys_of_the_contract(news: Path) -> None:
    result = run("articles", news)
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert [row["file"] for row in rows] == ["news/a.txt", "news/b.txt"]
    keys = "id file title subtitle kicker source site date time authors editor keywords towns places leaders"
    assert " ".join(rows[0]) == f"{keys} former_posts body"
    assert (rows[0]["source"], rows[0]["date"], rows[0]["body"]) == ("河湾日报", "2023-06-15", PROSE)


def test_an_explanation_says_what_was_removed_and_found(news: Path) -> None:
    text = run("articles", "--explain", news / "a.txt").stdout
    assert "removed: “来源：河湾日报 2023-06-15” (stamp)" in text
    assert "source = 河湾日报" in text


def test_an_explanation_as_json_has_evidence_and_repairs(news: Path) -> None:
    row = json.loads(run("articles", "--explain", "--json", news / "a.txt").stdout)
    assert {item["field"] for item in row["evidence"]} >= {"title", "source", "date"}
    assert row["repairs"][0] == {
        "kind": "removed",
        "text": "来源：河湾日报 2023-06-15",
        "reason": "stamp",
        "start": 6,
        "end": 24,
    }


def test_a_build_can_be_searched(news: Path, tmp_path: Path) -> None:
    result = run("build", news, "--data", tmp_path / "var", "--json")
    outcome = json.loads(result.stdout)
    assert (result.exit_code, outcome["articles"], outcome["files"], outcome["rejected"]) == (0, 2, 2, [])
    engine = open_engine(f"whoosh:{tmp_path / 'var' / 'index'}")
    assert engine.search(Request(Every())).total == 2
    engine.close()


def test_bad_files_are_rejected_with_reasons_and_the_others_indexed(bad: Path, tmp_path: Path) -> None:
    result = run("build", bad, tmp_path / "none", "--data", tmp_path / "var", "--json")
    outcome = json.loads(result.stdout)
    assert (result.exit_code, outcome["articles"]) == (0, 3)
    assert {item["file"] for item in outcome["rejected"]} == {
        *(
            f"news/{name}"
            for name in ("empty.txt", "binary.txt", "japanese.txt", "long.txt", "picture.png", "rows.jsonl")
        ),
        str(tmp_path / "none"),
    }
    assert all(item["reason"].endswith(".") and "\n" not in item["reason"] for item in outcome["rejected"])
    assert result.stderr.count("Rejected: ") == 7


@pytest.mark.parametrize("command", ["build", "articles"])
def test_strict_exits_with_4_when_something_was_rejected(bad: Path, tmp_path: Path, command: str) -> None:
    assert run(command, bad, "--strict", "--data", tmp_path / "var").exit_code == 4


def test_a_build_of_nothing_fails_and_leaves_the_index(news: Path, tmp_path: Path) -> None:
    run("build", news, "--data", tmp_path / "var")
    result = run("build", tmp_path / "none", "--data", tmp_path / "var")
    assert (result.exit_code, result.stdout) == (1, "")
    assert f"There is no file or folder {tmp_path / 'none'}." in result.stderr
    assert run("search", "河堤", "--data", tmp_path / "var").exit_code == 0


def test_columns_are_mapped(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(f"标题,内容\n河堤添新绿,{PROSE}\n", encoding="gb18030")
    result = run("articles", tmp_path / "a.csv", "--map", "title=标题", "--map", "body=内容")
    assert json.loads(result.stdout)["title"] == "河堤添新绿"


def test_corrections_in_the_data_folder_outlive_every_build(news: Path, tmp_path: Path) -> None:
    (tmp_path / "var").mkdir()
    rule = '[[correction]]\nmatch = {file = "news/a.txt"}\nset = {title = "河堤更绿了"}\n'
    (tmp_path / "var" / "corrections.toml").write_text(rule, encoding="utf-8")
    assert "河堤更绿了" in run("articles", news, "--data", tmp_path / "var").stdout
    assert "河堤更绿了" not in run("articles", news, "--data", tmp_path / "other").stdout


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("build",), 2),
        (("articles", "a", "--map", "colour=red"), 2),
        (("nonsense",), 2),
        (("search", "柳树", "--data", "/nonexistent/var"), 3),
        (("articles", "/nonexistent"), 1),
        (("articles", ".", "--corrections", "/nonexistent.toml"), 2),
        (("--version",), 0),
        (("-h",), 0),
    ],
)
def test_every_ending_has_its_exit_code(arguments: tuple[str, ...], code: int) -> None:
    result = run(*arguments)
    assert result.exit_code == code
    assert bool(result.stderr) == (code != 0)


def test_a_second_writer_is_told_to_come_back(news: Path, tmp_path: Path) -> None:
    builder = open_builder(f"whoosh:{tmp_path / 'var' / 'index'}")
    result = run("build", news, "--data", tmp_path / "var")
    builder.abandon()
    assert (result.exit_code, result.stdout) == (75, "")


def test_the_data_folder_may_be_named_before_the_command(news: Path, tmp_path: Path) -> None:
    assert run("--data", tmp_path / "var", "build", news).exit_code == 0
    assert (tmp_path / "var" / "index").is_dir()


def test_every_kind_of_error_has_an_exit_code() -> None:
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, errors.SearchError)]
    assert all(any(issubclass(kind, known) for known, _ in zhenwen.EXIT_CODES) for kind in kinds)


def test_a_search_does_not_load_what_reads_documents() -> None:
    code = "import sys, zhenwen; zhenwen.main.get_command(None, 'search'); print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not {"indexer", "lxml", "pypdf", "docx", "readability", "rensa"} & set(loaded)


@pytest.mark.parametrize(
    ("words", "names"),
    [
        (["serch"], "'search', 'serve'"),
        (["doktor"], "'doctor'"),
        (["mail", "retri"], "'retry'"),
        (["eval", "article"], "'articles'"),
    ],
)
def test_an_unknown_command_is_answered_with_similar_ones(words: list[str], names: str) -> None:
    result = run(*words)
    assert result.exit_code == 2
    assert "Did you mean" in result.stderr
    assert names in result.stderr
    assert "Did you mean" not in run("xyzzy").stderr


def test_every_command_says_what_it_does() -> None:
    context = click.Context(zhenwen.main)
    commands = [zhenwen.main.get_command(context, name) for name in zhenwen.main.list_commands(context)]
    assert all(command and command.help for command in commands)

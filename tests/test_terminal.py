"""Untrusted text reaches no terminal and no log unescaped: file names, texts and arguments."""

from __future__ import annotations

import ast
import json
import logging
import os
import re
from io import StringIO
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from engine.errors import IndexDamaged
from engine.terminal_text import UNSAFE, escape, to_json
from indexer.cli.diff_tables import print_diff
from indexer.report import ChangeCount, Difference
from searchapp.server.logs import JsonLines, OneLine
from zhenwen import main

ROOT = Path(__file__).parents[1]
NAMES = (
    b"new\nline",
    b"esc\x1b[31mRED\x1b]0;pwned\x07",
    b"clip\x1b]52;c;cHduZWQ=\x07",
    "bidi\u202etxt.exe".encode(),
    "isolate\u2066x\u2069".encode(),
    "\u2028sep\u2029".encode(),
    "c1\x9b31m\x85".encode(),
    b"bad\xff\xfename",
    b"[bold red]markup[blink]",
    b"back\x08\x08\rover",
)
EVIL = "\x1b]52;c;cHduZWQ=\x07\x9b31m\u202e[red]"
TEXT = (
    f"河堤添新绿{EVIL}\n2023-06-15 来源：河湾{EVIL}时讯\n清晨的河堤上，护林员老贺{EVIL}沿着新修的步道走了三个来回。\n"
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Files of every name that are read and that are rejected; a folder with one."""
    path = tmp_path_factory.mktemp("names")
    for number, name in enumerate(NAMES):
        (path / os.fsdecode(name + b".txt")).write_text(f"{TEXT}第{number}天。", encoding="utf-8")
        (path / os.fsdecode(name + b".bin")).write_bytes(b"\0\1\2\xff" * 50)
        inner = path / os.fsdecode(b"folder " + name)
        inner.mkdir()
        (inner / "a.jsonl").write_text(
            json.dumps({"title": f"柳树{EVIL}{number}", "source": f"报{EVIL}", "authors": [EVIL], "body": TEXT * 2})
            + "\n{",
            encoding="utf-8",
        )
        (path / os.fsdecode(b"link " + name)).symlink_to("/nowhere")
    return path


@pytest.fixture(scope="module")
def data(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of these files, with a previous generation."""
    path = tmp_path_factory.mktemp("data")
    for _ in range(2):
        run("build", str(folder), "--data", str(path))
    return path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments), catch_exceptions=False)


COMMANDS = (
    ("build", "{folder}"),
    ("build", "{folder}", "--json"),
    ("build", "{folder}", "--dry-run"),
    ("update", "{folder}"),
    ("update", "--json"),
    ("articles", "{folder}"),
    ("articles", "{folder}", "--explain"),
    ("articles", "{folder}", "--explain", "--json"),
    ("articles", "{folder}", "--strict"),
    ("generations",),
    ("generations", "--json"),
    ("check",),
    ("doctor",),
    ("doctor", "--json"),
    ("search", "河堤"),
    ("search", "河堤", "--json"),
    ("search", "柳树"),
    ("search", f"河堤{EVIL}"),
    ("search", "河堤", "--source", EVIL),
    ("search", "河堤", "--sort", EVIL),
    ("rollback", EVIL),
    ("stats",),
    ("config",),
    ("build", f"/nowhere/{EVIL}"),
    ("build", "{folder}", "--map", EVIL),
    ("build", "{folder}", "--self-test", EVIL),
    ("build", "{folder}", "--corrections", EVIL),
    ("articles", f"/nowhere/{EVIL}"),
    ("eval", "articles", EVIL, "{folder}"),
    (EVIL,),
    ("search", "河堤", f"--{EVIL}"),
)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: escape(" ".join(command)))
def test_no_command_prints_what_a_terminal_would_follow(command: tuple[str, ...], folder: Path, data: Path) -> None:
    arguments = [part.replace("{folder}", str(folder)) for part in command]
    places = ["--data", str(data)] if command[0] not in ("eval", EVIL) else []
    result = run(*arguments[:1], *places, *arguments[1:])
    for text in (result.stdout, result.stderr):
        assert not UNSAFE.search(text.replace("\n", ""))
        assert "\x1b" not in text
    assert result.stdout or result.stderr
    if "--json" in command and result.stdout:
        for line in result.stdout.splitlines():
            json.loads(line)


def test_names_and_texts_are_shown_in_full(folder: Path, data: Path) -> None:
    said = run("build", str(folder), "--data", str(data)).stderr
    for shown in (
        r"new\nline.bin",
        r"esc\x1b[31mRED\x1b]0;pwned\x07.bin",
        r"bidi\u202etxt.exe.bin",
        r"bad\xff\xfename.bin",
    ):
        assert f"{shown} is binary" in said
    assert "[bold red]markup[blink].bin is binary" in said
    assert r"\x1b]52;c" in run("search", "河堤", "--data", str(data)).stdout


def test_a_table_of_differences_is_safe_on_a_terminal() -> None:
    output = StringIO()
    difference = Difference(
        former=1, added=1, removed=0, changed=0, same=0, sources={f"报{EVIL}\n": ChangeCount(1, 0, 0)}, towns={}
    )
    print_diff(difference, Console(file=output, force_terminal=True, color_system="truecolor", width=200))
    styled = re.sub(r"\x1b\[[\d;]*m", "", output.getvalue())  # the table's own colours
    assert not UNSAFE.search(styled.replace("\n", ""))
    assert r"报\x1b]52;c;cHduZWQ=\x07\x9b31m\u202e[red]\n" in styled


@pytest.mark.parametrize("formatter", [JsonLines(), OneLine()])
def test_nothing_ends_a_line_of_a_log_or_begins_another(formatter: logging.Formatter) -> None:
    try:
        raise IndexDamaged(f"{EVIL}\nERROR forged: line\u2028")
    except IndexDamaged:
        import sys

        record = logging.LogRecord("x", logging.ERROR, "", 0, "asked %s", (f"{EVIL}\nERROR forged",), sys.exc_info())
    lines = formatter.format(record).split("\n")
    assert not any(UNSAFE.search(line) for line in lines)
    assert not any(line.startswith("ERROR forged") for line in lines)


@given(st.text())
def test_escaping_leaves_nothing_unsafe_and_json_says_the_same(text: str) -> None:
    assert not UNSAFE.search(escape(text))
    assert not UNSAFE.search(to_json(text))
    assert json.loads(to_json(text)) == text


def test_only_the_edge_prints() -> None:
    """Check that all output goes through engine/terminal_text.py, or is a rich text."""
    for file in (*ROOT.glob("indexer/**/*.py"), *ROOT.glob("searchapp/**/*.py"), ROOT / "zhenwen.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                name = ast.unparse(node.func)
                assert name not in ("print", "click.echo", "click.secho", "sys.stdout.write", "sys.stderr.write"), file

"""The commands search and serve."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from click.testing import CliRunner

from searchapp.cli.search_command import search

ROOT = Path(__file__).parents[3]


@contextmanager
def serving(*arguments: str) -> Iterator[subprocess.Popen[str]]:
    """Run a server in a separate process that never outlives its test."""
    command = [sys.executable, "-m", "zhenwen", "serve", "--port", "0", *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT) as server:
        try:
            yield server
        finally:
            server.kill()


def ask(runner: CliRunner, index_url: str, *arguments: str) -> str:
    """Return the output of the command."""
    done = runner.invoke(search, [*arguments, "--engine", index_url])
    assert done.exit_code == 0, done.output
    return done.output


def test_hits_are_printed_with_their_rank_and_the_facets_after_them(runner: CliRunner, index_url: str) -> None:
    lines = ask(runner, index_url, "樱桃").splitlines()
    assert lines[0] == "2 articles, 1–2 (page 1 of 1)"
    assert {line[3:] for line in lines if line[:3] in ("1. ", "2. ")} == {"西集镇樱桃节开园迎客", "西集镇樱桃节开园"}
    assert any(re.match(r"Source +(运河新报|京东晚报) 1", line) for line in lines)


@pytest.mark.parametrize("module", ["searchapp.cli.search_command", "searchapp.cli.export_command"])
def test_a_command_of_the_terminal_loads_no_web_framework(module: str) -> None:
    loaded = f"import sys, {module}; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", loaded], cwd=ROOT, capture_output=True, text=True, check=True)
    assert not {"flask", "jinja2", "sqlalchemy", "waitress", "werkzeug"} & set(done.stdout.split())


def test_in_a_terminal_matches_are_in_colour(
    runner: CliRunner, index_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b[1;33m樱桃\x1b[0m" in ask(runner, index_url, "樱桃")
    monkeypatch.delenv("FORCE_COLOR")
    assert "\x1b" not in ask(runner, index_url, "樱桃")


def test_json_has_the_published_keys_and_ranges_that_hold(runner: CliRunner, index_url: str) -> None:
    told = json.loads(ask(runner, index_url, "樱桃", "--json"))
    assert {"query", "total", "hits", "facets"} <= set(told)
    assert (told["query"], told["total"]) == ("樱桃", 2)
    hit = told["hits"][0]
    assert {"id", "title", "date", "source", "towns", "leaders", "score", "snippets"} <= set(hit)
    pieces = {s["text"][start:end] for s in hit["snippets"] for start, end in s["ranges"]}
    assert pieces == {"樱桃"}
    assert set(told["facets"]) == {"source", "date", "town", "leader"}
    assert {"value", "count", "selected"} == set(told["facets"]["source"][0])


@pytest.mark.parametrize(
    ("options", "total"),
    [
        (["--town", "西集镇"], 4),
        (["--town", "北京市/通州区/西集镇", "--town", "潞城镇"], 6),
        (["--leader", "骆明川"], 2),
        (["--source", "运河新报", "--source", "京东晚报"], 7),
        (["--from", "2023-06", "--to", "2023-06-15"], 2),
        (["--from", "2023"], 7),
        (["--to", "2021"], 2),
        (["--undated"], 1),
        (["--to", "2021", "--undated"], 3),
    ],
)
def test_filters_are_those_of_the_page(runner: CliRunner, index_url: str, options: list[str], total: int) -> None:
    assert json.loads(ask(runner, index_url, "", "--json", *options))["total"] == total


def test_order_and_page(runner: CliRunner, index_url: str) -> None:
    told = json.loads(ask(runner, index_url, "镇", "--json", "--sort", "date"))
    dates = [hit["date"] for hit in told["hits"] if hit["date"]]
    assert dates == sorted(dates, reverse=True)
    assert json.loads(ask(runner, index_url, "镇", "--json", "--page", "99"))["hits"] == []
    assert "only 1 pages" in ask(runner, index_url, "镇", "--page", "99")
    assert ask(runner, index_url, "雪橇滑行").startswith("No articles found.")


@pytest.mark.parametrize(
    "option", [["--from", "x"], ["--page", "0"], ["--sort", "x"], ["--from", "2023", "--to", "2022"]]
)
def test_a_bad_option_is_a_usage_error(runner: CliRunner, index_url: str, option: list[str]) -> None:
    assert runner.invoke(search, ["樱桃", *option, "--engine", index_url]).exit_code == 2


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGTERM to end a server with")
def test_serve_prints_its_address_and_ends_when_told(index_url: str) -> None:
    with serving("--engine", index_url) as server:
        assert server.stdout
        assert server.stderr
        address = re.search(r"http://\S+/", server.stdout.readline())
        assert address
        page = urllib.request.urlopen(f"{address.group()}search?q=%E6%A8%B1%E6%A1%83", timeout=20).read().decode()
        assert "<mark>樱桃</mark>" in page
        server.send_signal(signal.SIGTERM)
        assert server.wait(timeout=20) == 0
        assert "Traceback" not in server.stderr.read()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGTERM to end a server with")
def test_serve_says_where_the_folder_of_the_index_is_missing(tmp_path: Path) -> None:
    with serving("--data", str(tmp_path / "nowhere")) as server:
        assert server.stdout
        assert server.stderr
        assert "http://" in server.stdout.readline()
        server.send_signal(signal.SIGTERM)
        assert server.wait(timeout=20) == 0
        assert f"There is no folder {tmp_path / 'nowhere'} (data, given by argument)" in server.stderr.read()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit of open files")
@pytest.mark.parametrize("files", [40, 111])
def test_with_too_few_open_files_serve_is_one_sentence(index_url: str, files: int) -> None:
    command = f"ulimit -n {files}; exec {sys.executable} -m zhenwen serve --engine {index_url} --port 0"
    done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, cwd=ROOT, timeout=60, check=False)
    assert done.returncode == 2
    assert done.stderr.startswith(f"zhenwen: This process may have {files} files open")
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    "options",
    [["--not-town", "西集镇"], ["--not-source", "运河新报", "--not-source", "京东晚报"], ["--not-leader", "骆明川"]],
)
def test_values_can_be_left_out(runner: CliRunner, index_url: str, options: list[str]) -> None:
    everything = json.loads(ask(runner, index_url, "", "--json"))["total"]
    with_them = [option.replace("--not-", "--") for option in options]
    assert (
        json.loads(ask(runner, index_url, "", "--json", *options))["total"]
        == everything - json.loads(ask(runner, index_url, "", "--json", *with_them))["total"]
    )


def test_a_limit_is_that_of_one_page(runner: CliRunner, index_url: str) -> None:
    first = json.loads(ask(runner, index_url, "", "--json", "--limit", "3"))["hits"]
    second = json.loads(ask(runner, index_url, "", "--json", "--limit", "3", "--page", "2"))["hits"]
    both = json.loads(ask(runner, index_url, "", "--json", "--limit", "6"))["hits"]
    assert [hit["id"] for hit in [*first, *second]] == [hit["id"] for hit in both]
    assert "1–3 (page 1 of" in ask(runner, index_url, "", "--limit", "3")


@pytest.mark.parametrize(
    ("option", "said"),
    [
        (["--town", "西极镇"], "Town: no article has 西极镇. Did you mean 西集镇?"),
        (["--leader", "骆明穿"], "Leader: no article has 骆明穿. Did you mean 骆明川?"),
        (["--source", "运河新保"], "Source: no article has 运河新保. Did you mean 运河新报?"),
        (["--source", "Times"], "Source: no article has Times."),
    ],
)
def test_a_value_that_no_article_has_is_named_with_similar_ones(
    runner: CliRunner, index_url: str, option: list[str], said: str
) -> None:
    assert said in ask(runner, index_url, "樱桃", *option).splitlines()


def test_what_was_left_out_of_a_query_is_said(runner: CliRunner, index_url: str) -> None:
    assert "No article has all of that; found without" in ask(runner, index_url, "樱桃 雪橇滑行")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals")
@pytest.mark.parametrize(("words", "paged"), [((), True), (("--no-pager",), False), (("--limit", "1"), False)])
def test_in_a_terminal_long_pages_are_wrapped_and_go_through_the_pager(
    index_url: str, tmp_path: Path, words: tuple[str, ...], paged: bool
) -> None:
    shown = _in_terminal([sys.executable, "-m", "zhenwen", "search", "镇", *words, "--engine", index_url], tmp_path)
    assert (tmp_path / "paged").exists() == paged
    plain = re.sub(r"\x1b\[[0-9;]*m", "", (tmp_path / "paged").read_text("utf-8") if paged else shown)
    assert "西集镇" in plain
    lines = [line for line in plain.splitlines() if line.startswith("   ")]
    assert lines
    assert all(sum(2 if ord(sign) > 0x2E7F else 1 for sign in line) <= 60 for line in lines)


def _in_terminal(command: list[str], folder: Path) -> str:
    """Run a command in a terminal of 25 lines and 60 columns, with a pager that writes to a file."""
    import pty  # not on Windows
    import termios

    pager = folder / "pager"
    pager.write_text(f"#!/bin/sh\ncat > {folder}/paged\n", encoding="utf-8")
    pager.chmod(0o755)
    leader, follower = pty.openpty()
    termios.tcsetwinsize(follower, (25, 60))
    environment = {**os.environ, "PAGER": str(pager), "TERM": "xterm", "COLUMNS": "60", "LINES": "25"}
    with subprocess.Popen(command, stdin=follower, stdout=follower, stderr=follower, cwd=ROOT, env=environment) as run:
        os.close(follower)
        pieces = []
        with suppress(OSError):  # the end of a terminal
            while piece := os.read(leader, 65_536):
                pieces.append(piece)
        assert run.wait(60) == 0
    os.close(leader)
    return b"".join(pieces).decode("utf-8", "replace").replace("\r\n", "\n")

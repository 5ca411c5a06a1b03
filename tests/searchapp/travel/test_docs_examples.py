"""The examples of the documentation work."""

from __future__ import annotations

import contextlib
import io
import json
import re
import shlex
import tomllib
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

from engine.article import Article
from engine.settings import SETTINGS
from tests.conftest import BuildIndex
from tests.searchapp.cli.test_search_command import serving

DOCS = Path(__file__).parents[3] / "docs"
API = (DOCS / "api.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```python\n(.*?)^```", API, re.M | re.S)
CALLS = re.findall(r"^curl .+$", API, re.M)


@pytest.mark.parametrize("call", CALLS)
def test_every_call_answers_json(app: Flask, client: FlaskClient, call: str) -> None:
    words = shlex.split(call, comments=True)
    url = urlsplit(next(word for word in words if word.startswith("http://127.0.0.1:8000/")))
    if "-X" not in words:
        answer = client.get(f"{url.path}?{url.query}")
        assert answer.status_code == 200
        assert answer.get_json()
        return
    body = json.loads(words[words.index("-d") + 1])
    assert words[words.index("-H") + 1] == "Content-Type: application/json"
    assert client.open(url.path, method=words[words.index("-X") + 1], json=body).status_code == 201


def test_the_python_example_runs(
    tmp_path: Path, build_index: BuildIndex, articles: tuple[Article, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    build_index(tmp_path / "var" / "index", articles)
    monkeypatch.chdir(tmp_path)
    _, example = EXAMPLES
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(example, "docs/api.md", "exec"), {})
    lines = printed.getvalue().splitlines()
    assert lines[0] == lines[-1].split()[0] == "1"
    assert lines[1].startswith("2023-05-20 西集镇樱桃节开园 ")
    assert "西集镇" in lines[-2]


def test_the_client_of_ten_lines_reads_all_pages(index_url: str) -> None:
    with serving("--engine", index_url) as server:
        address = re.search(r"http://\S+/", server.stdout.readline())[0]
        printed = io.StringIO()
        example = EXAMPLES[0].replace("http://127.0.0.1:8000/", address)
        with contextlib.redirect_stdout(printed):
            exec(compile(example, "docs/api.md", "exec"), {})
    lines = printed.getvalue().splitlines()
    assert lines == ["2 ['西集镇樱桃节开园']", "['西集镇樱桃节开园迎客']"]
    code = example.partition("found,")[0].split('"""')[0::2]
    assert sum(bool(line.strip()) for line in "".join(code).splitlines()) <= 10


def test_the_settings_that_are_shown_exist() -> None:
    (example,) = re.findall(r"^```toml\n(.*?)^```", (DOCS / "sharing.md").read_text(encoding="utf-8"), re.M | re.S)
    assert set(tomllib.loads(example)) <= {setting.name for setting in SETTINGS}

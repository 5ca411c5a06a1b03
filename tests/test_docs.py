"""The documentation agrees with the code: commands, options, settings, links, languages, versions."""

from __future__ import annotations

import ast
import configparser
import re
import shlex
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote, urlsplit

import click
import pytest

import zhenwen
from searchapp.api import openapi

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
PAGES = sorted([*ROOT.glob("*.md"), *DOCS.glob("*.md"), *(DOCS / "zh").glob("*.md")])
READMES = [ROOT / "README.md", ROOT / "README.zh-CN.md"]
# Every page of docs/ has a Chinese twin in docs/zh, but for the one that is made from the code.
TWINS = sorted({page.name for folder in (DOCS, DOCS / "zh") for page in folder.glob("*.md")} - {"reference.md"})
CHINESE = [ROOT / "README.zh-CN.md", *(DOCS / "zh" / name for name in TWINS)]
# A block of code: its language, and what is in it.
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.M | re.S)


def _name(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def _shown_commands(page: Path) -> list[str]:
    blocks = re.findall(r"^```(?:sh|console)\n(.*?)^```", page.read_text(encoding="utf-8"), re.M | re.S)
    lines = "\n".join(blocks).replace("\\\n", " ").splitlines()
    return [line.removeprefix("$ ") for line in lines if re.match(r"(\$ )?zhenwen ", line)]


SHOWN = [(_name(page), line) for page in PAGES for line in _shown_commands(page)]


@pytest.mark.parametrize(("page", "line"), SHOWN)
def test_every_command_that_is_shown_exists_with_its_options(page: str, line: str) -> None:
    words = shlex.split(line.split(" > ")[0].split(" | ")[0], comments=True)[1:]
    command: click.Command = zhenwen.main
    with click.Context(command) as context:
        while isinstance(command, click.Group) and words:
            found = command.get_command(context, words[0])
            assert found, f"{page}: {line}"
            command, words = found, words[1:]
        options = {name for p in command.params for name in (*p.opts, *p.secondary_opts)} | {"--help"}
    assert {word.split("=")[0] for word in words if word.startswith("--")} <= options


def test_the_reference_is_what_the_code_says() -> None:
    process = subprocess.run([sys.executable, "scripts/make_reference.py", "--check"], cwd=ROOT, check=False)
    assert process.returncode == 0, "run `make docs`"


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_every_link_to_a_file_leads_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\(([^)#\s]+)[^)]*\)|src=\"([^\"]+)\"", page.read_text(encoding="utf-8"))
    local = [target for pair in targets for target in pair if target and "://" not in target]
    assert [target for target in local if not (page.parent / target).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_every_link_to_a_section_leads_to_a_heading(page: Path) -> None:
    links = re.findall(r"\]\(([^)#\s:]*\.md)?#([^)\s]+)\)", page.read_text(encoding="utf-8"))
    assert [
        (file, name) for file, name in links if unquote(name) not in _anchors(page.parent / file if file else page)
    ] == []


def _anchors(page: Path) -> set[str]:
    """The names of the headings in links: lower case, without punctuation, with hyphens for spaces."""
    headings = re.findall(r"^#+ (.+)$", FENCE.sub("", page.read_text(encoding="utf-8")), re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_both_readmes_show_the_same_commands() -> None:
    english, chinese = (_code(page) for page in READMES)
    assert english == chinese


def _code(page: Path) -> list[str]:
    text = page.read_text(encoding="utf-8")
    lines = "\n".join(re.findall(r"^```(?:sh|console)\n(.*?)^```", text, re.M | re.S)).splitlines()
    return [line.split("  #")[0].rstrip() for line in lines if line]


@pytest.mark.parametrize("name", TWINS)
def test_both_languages_of_a_page_have_the_same_code_headings_and_tables(name: str) -> None:
    english, chinese = ((folder / name).read_text(encoding="utf-8") for folder in (DOCS, DOCS / "zh"))
    assert _blocks(english) == _blocks(chinese)
    assert _outline(english) == _outline(chinese)


@pytest.mark.parametrize("name", TWINS)
def test_both_languages_of_a_page_link_to_each_other(name: str) -> None:
    english, chinese = ((folder / name).read_text(encoding="utf-8") for folder in (DOCS, DOCS / "zh"))
    assert english.split("\n")[2] == f"[简体中文](zh/{name})"
    assert chinese.split("\n")[2] == f"[English](../{name})"


@pytest.mark.parametrize("page", CHINESE, ids=_name)
def test_chinese_pages_link_to_chinese_pages_where_there_are_some(page: Path) -> None:
    links = re.findall(r"(?<!\[English)\]\(([^)#\s]+\.md)[^)]*\)", page.read_text(encoding="utf-8"))
    targets = [(page.parent / link).resolve() for link in links]
    assert [target.name for target in targets if target.parent == DOCS and target.name in TWINS] == []


def _blocks(text: str) -> list[list[str]]:
    """The lines of code of each block with a language, without comments."""
    blocks = [re.sub(r"(^|\s)# .*$", "", code, flags=re.M) for language, code in FENCE.findall(text) if language]
    return [[line.rstrip() for line in block.splitlines() if line.strip()] for block in blocks]


def _outline(text: str) -> list[str]:
    """The marks of headings, table rows (with their number of cells) and fences, in order."""
    marks = []
    for line in FENCE.sub("```", text).splitlines():
        if heading := re.match(r"#+ ", line):
            marks.append(heading[0])
        elif line.startswith("|"):
            marks.append("|" * line.replace(r"\|", "").count("|"))
        elif line == "```":
            marks.append(line)
    return marks


CALLS = [(_name(page), line) for page in PAGES for line in re.findall(r"^curl .+$", page.read_text("utf-8"), re.M)]


@pytest.mark.parametrize(("page", "call"), [(page, call) for page, call in CALLS if openapi.ROOT in call])
def test_calls_of_the_api_are_encoded_and_use_known_arguments(page: str, call: str) -> None:
    words = shlex.split(call, comments=True)
    url = urlsplit(next(word for word in words if word.startswith("http")))
    assert url.geturl().isascii(), "curl does not encode this address"
    flags = ("-d", "--data-urlencode") if "-G" in words else ()
    values = [word for flag, word in pairwise(words) if flag in flags]
    path = url.path.removeprefix(openapi.ROOT).replace("/a1", "/{id}").replace("/leader", "/{name}")
    known = openapi.arguments(path, "post" if "-X" in words else "get")
    assert {name for name, _, _ in (value.partition("=") for value in [*values, *filter(None, [url.query])])} <= set(
        known
    )


def test_every_folder_has_its_question_in_the_architecture() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split(
        "\n"
    )
    folders = {name.split("/")[0] for name in tracked if "/" in name and not name.startswith(".")}
    assert [folder for folder in sorted(folders) if f"`{folder}/`" not in text] == []


def test_the_changelog_knows_this_version() -> None:
    setup = configparser.ConfigParser()
    setup.read(ROOT / "setup.cfg", encoding="utf-8")
    assert f"## {setup['metadata']['version']}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_the_make_targets_that_are_named_exist(page: Path) -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))
    assert set(re.findall(r"`make ([a-z]+)", page.read_text(encoding="utf-8"))) <= targets


def test_the_tour_names_places_that_exist() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    places = re.findall(r"`([\w/]+\.py):(\w+)`", text)
    assert len(places) > 30
    definitions = {
        path: {
            node.name
            for node in ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8")))
            if isinstance(node, ast.FunctionDef | ast.ClassDef)
        }
        for path, _ in places
    }
    assert [place for place in places if place[1] not in definitions[place[0]]] == []


def test_paths_that_the_architecture_names_exist() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    paths = re.findall(r"`((?:engine|indexer|searchapp|tests|bench|docs|templates|static)/[\w./]*)[`:]", text)
    assert len(paths) > 40
    assert [path for path in paths if not (ROOT / path).exists()] == []


def test_the_names_of_the_format_are_those_that_the_code_writes() -> None:
    text = (DOCS / "format.md").read_text(encoding="utf-8")
    files = [path for package in ("engine", "indexer") for path in (ROOT / package).rglob("*.py")]
    code = "\n".join(path.read_text(encoding="utf-8") for path in files)
    names = set(re.findall(r"`([a-z][a-z_]*)`", text))
    assert len(names) > 20
    assert [name for name in sorted(names) if not re.search(rf"[\"'/.]{name}[\"'/:_]", code)] == []

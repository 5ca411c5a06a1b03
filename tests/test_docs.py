"""The documentation says what the code does: commands, options, settings, links, languages, versions."""

from __future__ import annotations

import configparser
import re
import shlex
import subprocess
import sys
from pathlib import Path

import click
import pytest

import zhenwen

ROOT = Path(__file__).parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
READMES = [ROOT / "README.md", ROOT / "README.zh-CN.md"]


def _shown_commands(page: Path) -> list[str]:
    blocks = re.findall(r"^```(?:sh|console)\n(.*?)^```", page.read_text(encoding="utf-8"), re.M | re.S)
    lines = "\n".join(blocks).replace("\\\n", " ").splitlines()
    return [line.removeprefix("$ ") for line in lines if re.match(r"(\$ )?zhenwen ", line)]


SHOWN = [(page.name, line) for page in PAGES for line in _shown_commands(page)]


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
    done = subprocess.run([sys.executable, "scripts/make_reference.py", "--check"], cwd=ROOT, check=False)
    assert done.returncode == 0, "run `make docs`"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_to_a_file_leads_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\(([^)#\s]+)[^)]*\)|src=\"([^\"]+)\"", page.read_text(encoding="utf-8"))
    local = [target for pair in targets for target in pair if target and "://" not in target]
    assert [target for target in local if not (page.parent / target).exists()] == []


def test_both_readmes_show_the_same_commands() -> None:
    english, chinese = (_code(page) for page in READMES)
    assert english == chinese


def _code(page: Path) -> list[str]:
    text = page.read_text(encoding="utf-8")
    lines = "\n".join(re.findall(r"^```(?:sh|console)\n(.*?)^```", text, re.M | re.S)).splitlines()
    return [line.split("  #")[0].rstrip() for line in lines if line]


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


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_make_targets_that_are_named_exist(page: Path) -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))
    assert set(re.findall(r"`make ([a-z]+)", page.read_text(encoding="utf-8"))) <= targets

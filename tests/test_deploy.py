"""Deployment: the files of deploy/ agree with the program, and a backup can be restored."""

from __future__ import annotations

import configparser
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import click
import pytest
import yaml

import zhenwen
from engine.article import Article
from engine.factory import open_engine
from engine.settings import SETTINGS
from searchapp.saved.store_factory import open_store
from tests.conftest import BuildIndex

ROOT = Path(__file__).parent.parent
DEPLOY, OPERATION = ROOT / "deploy", (ROOT / "docs" / "operation.md").read_text(encoding="utf-8")
VARIABLES = {f"ZHENWEN_{setting.name.upper()}" for setting in SETTINGS}


@pytest.mark.parametrize("file", ["zhenwen.service", "Dockerfile", "compose.yaml"])
def test_every_variable_that_is_set_is_a_setting(file: str) -> None:
    named = set(re.findall(r"ZHENWEN_[A-Z_]+", (DEPLOY / file).read_text(encoding="utf-8")))
    assert named
    assert named <= VARIABLES


def test_the_service_starts_a_command_that_exists() -> None:
    unit = configparser.ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str  # type: ignore[assignment,method-assign]
    unit.read(DEPLOY / "zhenwen.service", encoding="utf-8")
    program, command = unit["Service"]["ExecStart"].split()
    assert program == f"{unit['Service']['WorkingDirectory']}/.venv/bin/zhenwen"
    assert isinstance(zhenwen.main.get_command(click.Context(zhenwen.main), command), click.Command)


def test_the_containers_run_commands_that_exist_as_no_root() -> None:
    services = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))["services"]
    assert zhenwen.main.get_command(click.Context(zhenwen.main), services["build"]["command"][0])
    for service in services.values():
        assert (DEPLOY / service["build"]["context"] / service["build"]["dockerfile"]).is_file()
    lines = (DEPLOY / "Dockerfile").read_text(encoding="utf-8").splitlines()
    assert lines.index("USER zhenwen") < lines.index('ENTRYPOINT ["zhenwen"]')


def test_who_writes_letters_and_who_offers_them_know_the_same_mail_server() -> None:
    services = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))["services"]
    names = ("ZHENWEN_SITE", "ZHENWEN_SMTP", "ZHENWEN_MAIL_FROM")
    told = [{name: services[service]["environment"][name] for name in names} for service in ("zhenwen", "alerts")]
    assert told[0] == told[1] == {name: f"${{{name}:-}}" for name in names}


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd-analyze is not installed")
def test_systemd_understands_the_unit(tmp_path: Path) -> None:
    unit = (
        (DEPLOY / "zhenwen.service").read_text(encoding="utf-8").replace("/srv/zhenwen/.venv/bin/zhenwen", "/bin/true")
    )
    (tmp_path / "zhenwen.service").write_text(unit, encoding="utf-8")
    command = ["systemd-analyze", "verify", "--man=no", str(tmp_path / "zhenwen.service")]
    process = subprocess.run(command, capture_output=True, text=True, check=False)
    assert "zhenwen.service" not in process.stderr, process.stderr


def test_the_limits_that_are_documented_are_the_defaults() -> None:
    for setting in SETTINGS:
        for value in re.findall(rf"`{setting.name}` \(([0-9.]+)\)", OPERATION):
            assert float(value) == float(setting.default), setting.name


def test_a_backup_by_the_book_is_restored_by_the_book(
    tmp_path: Path, build_index: BuildIndex, articles: tuple[Article, ...]
) -> None:
    chapter = OPERATION.partition("## Back up and restore")[2]
    back_up, restore = re.findall(r"^```sh\n(.*?)^```", chapter, re.M | re.S)
    build_index(tmp_path / "var" / "index", articles)
    open_store(f"sqlite:///{tmp_path}/var/saved.sqlite").close()
    (tmp_path / "var" / "corrections.toml").write_text("", encoding="utf-8")
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}

    def run(script: str) -> None:
        subprocess.run(["sh", "-eu", "-c", script], cwd=tmp_path, env=environment, check=True, capture_output=True)

    run(back_up)
    shutil.rmtree(tmp_path / "var")
    run(restore)
    engine = open_engine(f"whoosh:{tmp_path}/var/index")
    assert engine.info().articles == len(articles)
    engine.close()
    assert sqlite3.connect(tmp_path / "var" / "saved.sqlite").execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert (tmp_path / "var" / "corrections.toml").exists()

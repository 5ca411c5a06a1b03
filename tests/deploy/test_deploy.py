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
from typing import Any

import click
import pytest
import yaml

import zhenwen
from engine.article import Article
from engine.factory import open_engine
from engine.settings import SETTINGS, load
from indexer.building.build_inputs import read_inputs
from searchapp.saved.store_factory import open_store
from tests.conftest import BuildIndex

ROOT = Path(__file__).parents[2]
DEPLOY, OPERATION = ROOT / "deploy", (ROOT / "docs" / "operation.md").read_text(encoding="utf-8")
VARIABLES = {f"ZHENWEN_{setting.name.upper()}" for setting in SETTINGS}


FILES = sorted(file.name for file in DEPLOY.iterdir())
UNITS = sorted(DEPLOY.glob("*.service"))
# What units say of how their command is confined, and where it runs.
CONFINED = re.compile(
    r"^(User|WorkingDirectory|EnvironmentFile|State|Protect|Private|Restrict|Lock|NoNew|Cap|SystemCall|UMask)"
)


@pytest.mark.parametrize("file", FILES)
def test_every_variable_that_is_set_is_a_setting(file: str) -> None:
    named = set(re.findall(r"ZHENWEN_[A-Z_]+", (DEPLOY / file).read_text(encoding="utf-8")))
    assert named <= VARIABLES | {"ZHENWEN_LANG"}


def test_the_settings_of_a_server_are_valid() -> None:
    values = load(file=DEPLOY / "zhenwen.toml")
    assert values["proxies"].value == 1
    assert set(read_inputs(DEPLOY / "zhenwen.toml")) == {"/srv/articles"}


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_every_unit_starts_a_command_that_exists(unit: Path) -> None:
    program, *words = next(line for line in unit.read_text().splitlines() if line.startswith("ExecStart=")).split()
    if program == "ExecStart=/opt/zhenwen/bin/zhenwen":
        command: click.Command | None = zhenwen.main
        while isinstance(command, click.Group):
            command = command.get_command(click.Context(command), words.pop(0))
        assert command
        assert {word for word in words if word.startswith("-")} <= {name for p in command.params for name in p.opts}
    else:
        assert program == "ExecStart=/bin/sh"
        assert (DEPLOY / Path(words[0]).name).is_file()


def test_all_units_are_confined_alike() -> None:
    confined = [[line for line in unit.read_text("utf-8").splitlines() if CONFINED.match(line)] for unit in UNITS]
    assert len(confined[0]) > 20
    assert all(lines == confined[0] for lines in confined)


def test_every_timer_has_its_unit_and_every_other_unit_its_timer() -> None:
    timers = {timer.stem for timer in DEPLOY.glob("*.timer")}
    assert timers == {unit.stem for unit in UNITS} - {"zhenwen"}


@pytest.fixture(scope="module")
def services() -> dict[str, dict[str, Any]]:
    """The services of the compose file."""
    found: dict[str, dict[str, Any]] = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))["services"]
    return found


def test_the_containers_run_commands_that_exist_as_no_root(services: dict[str, dict[str, Any]]) -> None:
    for name in ("build", "update"):
        assert zhenwen.main.get_command(click.Context(zhenwen.main), services[name]["command"][0])
    lines = (DEPLOY / "Dockerfile").read_text(encoding="utf-8").splitlines()
    assert lines.index("USER zhenwen") < lines.index('ENTRYPOINT ["zhenwen"]')


def test_all_containers_have_the_same_settings_data_and_restrictions(services: dict[str, dict[str, Any]]) -> None:
    own = {"ports", "profiles", "command", "entrypoint", "restart", "healthcheck"}
    shared = [{name: value for name, value in service.items() if name not in own} for service in services.values()]
    assert all(service == shared[0] for service in shared)
    assert {"ZHENWEN_SITE", "ZHENWEN_SMTP", "ZHENWEN_MAIL_FROM", "ZHENWEN_DATABASE"} <= set(shared[0]["environment"])
    assert (shared[0]["read_only"], shared[0]["cap_drop"]) == (True, ["ALL"])
    assert (DEPLOY / shared[0]["build"]["context"] / shared[0]["build"]["dockerfile"]).is_file()


def test_the_image_can_have_every_extra(services: dict[str, dict[str, Any]]) -> None:
    setup = configparser.ConfigParser()
    setup.read(ROOT / "setup.cfg", encoding="utf-8")
    page = (ROOT / "docs" / "install.md").read_text(encoding="utf-8")
    dockerfile = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
    assert 'pip install --no-cache-dir ".[${EXTRAS}]"' in dockerfile
    assert services["zhenwen"]["build"]["args"] == {"EXTRAS": "${EXTRAS:-all,postgresql}"}
    named = set(",".join(re.findall(r"EXTRAS=([a-z,]+)", page + dockerfile)).split(","))
    assert named <= set(setup["options.extras_require"]) - {"test", "bench"}
    everything = {name.strip() for extra in named for name in setup["options.extras_require"][extra].split("\n")}
    runtime = set(setup["options.extras_require"]) - {"test", "bench"}
    assert everything == {n.strip() for extra in runtime for n in setup["options.extras_require"][extra].split("\n")}


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
    (tmp_path / "zhenwen.toml").write_text("keep = 3\n", encoding="utf-8")
    (tmp_path / "deploy").symlink_to(DEPLOY)
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}

    def run(script: str) -> None:
        subprocess.run(["sh", "-eu", "-c", script], cwd=tmp_path, env=environment, check=True, capture_output=True)

    run(back_up)
    run(back_up)  # a second copy takes the place of the first
    (tmp_path / "zhenwen.toml").unlink()
    shutil.rmtree(tmp_path / "var")
    run(restore)
    engine = open_engine(f"whoosh:{tmp_path}/var/index")
    assert engine.info().articles == len(articles)
    engine.close()
    assert sqlite3.connect(tmp_path / "var" / "saved.sqlite").execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert (tmp_path / "var" / "corrections.toml").exists()
    assert (tmp_path / "zhenwen.toml").read_text(encoding="utf-8") == "keep = 3\n"


def test_a_backup_that_fails_leaves_the_former_one(tmp_path: Path) -> None:
    (tmp_path / "var").mkdir()
    (tmp_path / "var" / "searches.json").write_text("[]", encoding="utf-8")
    command = ["sh", str(DEPLOY / "backup.sh"), str(tmp_path / "var"), str(tmp_path / "backup")]
    subprocess.run(command, check=True, capture_output=True)
    (tmp_path / "var" / "saved.sqlite").write_text("no database", encoding="utf-8")
    assert subprocess.run(command, check=False, capture_output=True).returncode
    assert [file.name for file in (tmp_path / "backup" / "latest").iterdir()] == ["searches.json"]

"""Packaging: the package list matches the tree, and a wheel, an editable install and a checkout all serve a page."""

from __future__ import annotations

import configparser
import os
import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
DOCKERIGNORE = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
SETUP = configparser.ConfigParser()
SETUP.read(ROOT / "setup.cfg", encoding="utf-8")
# Builds an index of one article, then requests a results page and its stylesheet, which needs every packaged file.
PROBE = """
import re, sys, pathlib
import zhenwen
from searchapp import create_app
data, article = sys.argv[1], pathlib.Path(sys.argv[1], "article.txt")
article.parent.mkdir(parents=True, exist_ok=True)
article.write_text("西集镇樱桃节开幕\\n本报讯(记者 林晓舟)西集镇的樱桃熟了,果农迎来第一批客人。\\n", encoding="utf-8")
zhenwen.main(["build", str(article), "--data", data, "--json"], standalone_mode=False)
client = create_app({"data": data}).test_client()
page = client.get("/search?q=樱桃")
sheet = re.search(r'href="(/static/[^"]+[.]css[^"]*)"', page.text)
print("\\nserved", page.status_code, "<mark>樱桃</mark>" in page.text, client.get(sheet.group(1)).status_code)
"""
SERVED = "served 200 True 200"


def test_the_written_package_list_is_the_tree() -> None:
    written = set(SETUP["options"]["packages"].split())
    found = {
        ".".join(path.parent.relative_to(ROOT).parts)
        for package in ("engine", "indexer", "searchapp")
        for path in (ROOT / package).rglob("__init__.py")
    }
    assert written == found | {"searchapp.static", "searchapp.templates"}


def test_the_image_is_built_from_source_alone() -> None:
    assert DOCKERIGNORE[1] == "*", "everything is left out but what is named"
    named = {line[1:] for line in DOCKERIGNORE if line.startswith("!")}
    tops = {name.split(".")[0] for name in SETUP["options"]["packages"].split()} | {"static", "templates"}
    assert {name for name in named if (ROOT / name).is_dir()} == tops


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel of what the build of the image is sent."""
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    source.mkdir()
    ignored = shutil.ignore_patterns(*(line[3:] for line in DOCKERIGNORE if line.startswith("**/")))
    for name in (line[1:] for line in DOCKERIGNORE if line.startswith("!")):
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, source / name, ignore=ignored)
        else:
            shutil.copy(ROOT / name, source)
    command = [sys.executable, "-m", "build", "--outdir", str(folder / "dist"), str(source)]
    subprocess.run(command, check=True, capture_output=True, text=True)
    return next((folder / "dist").glob("*.whl"))


def test_the_wheel_holds_the_three_packages_and_nothing_else(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    tops = {name.split("/")[0] for name in names if ".dist-info/" not in name}
    assert tops == {"engine", "indexer", "searchapp", "zhenwen.py"}
    assert any(name.startswith("searchapp/templates/") for name in names)


def _serve(python: Path, data: Path, cwd: Path) -> str:
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    command = [str(python), "-c", PROBE, str(data)]
    process = subprocess.run(command, capture_output=True, text=True, cwd=cwd, env=environment, check=False)
    assert process.returncode == 0, process.stderr
    return process.stdout.splitlines()[-1]


def _environment_with(wheel: Path, folder: Path) -> Path:
    """Return a virtual environment with the wheel's files and this environment's libraries, but not this checkout."""
    venv.create(folder, with_pip=False)
    site = next(folder.rglob("site-packages"))
    zipfile.ZipFile(wheel).extractall(site)
    libraries = folder / "libraries"
    libraries.mkdir()
    for path in Path(sysconfig.get_path("purelib")).iterdir():
        if not path.name.startswith(("__editable__", "zhenwen")):
            (libraries / path.name).symlink_to(path)
    (site / "libraries.pth").write_text(str(libraries), encoding="utf-8")
    return folder / ("Scripts" if os.name == "nt" else "bin") / "python"


def test_an_installed_wheel_serves_a_page_with_its_stylesheet(wheel: Path, tmp_path: Path) -> None:
    python = _environment_with(wheel, tmp_path / "venv")
    assert _serve(python, tmp_path / "data", tmp_path) == SERVED


def test_an_editable_install_serves_a_page_with_its_stylesheet(tmp_path: Path) -> None:
    assert _serve(Path(sys.executable), tmp_path / "data", tmp_path) == SERVED


def test_a_bare_checkout_serves_a_page_with_its_stylesheet(tmp_path: Path) -> None:
    assert _serve(Path(sys.executable), tmp_path / "data", ROOT) == SERVED

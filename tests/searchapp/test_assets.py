"""Templates and static files, wherever they are installed."""

from __future__ import annotations

from pathlib import Path

import pytest
from jinja2 import Environment, FileSystemLoader

from searchapp import assets

COMPILER = Path(__file__)


def test_the_folder_inside_the_package_goes_before_the_one_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "searchapp"
    (tmp_path / "static").mkdir()
    package.mkdir()
    monkeypatch.setattr(assets, "PACKAGE", package)
    assert assets.folder("static") == tmp_path / "static"
    (package / "static").mkdir()
    assert assets.folder("static") == package / "static"


def test_a_digest_changes_with_the_file(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "a.css").write_text("a{}", encoding="utf-8")
    first, whole = assets.digests(tmp_path), assets.digest_of_all(tmp_path)
    (tmp_path / "deep" / "a.css").write_text("b{}", encoding="utf-8")
    assert list(first) == ["deep/a.css"]
    assert assets.digests(tmp_path) != first
    assert assets.digest_of_all(tmp_path) != whole


def test_templates_are_compiled_once_for_all_servers_of_a_user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path))
    template = tmp_path / "a.html"

    def render() -> str:
        environment = Environment(loader=FileSystemLoader(tmp_path), bytecode_cache=assets.compiled_templates(COMPILER))
        return environment.get_template("a.html").render()

    template.write_text("一")
    assert render() == "一"
    (kept,) = (tmp_path / "zhenwen").glob("templates-*/*")
    before = kept.read_bytes()
    assert (render(), kept.read_bytes()) == ("一", before)
    template.write_text("二")
    assert render() == "二"


def test_without_a_cache_folder_templates_are_compiled_by_each_server(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "zhenwen").write_text("a file where the folder should be")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path))
    assert assets.compiled_templates(COMPILER) is None

"""Templates and static files, wherever they are installed."""

from __future__ import annotations

from pathlib import Path

import pytest

from searchapp import assets


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

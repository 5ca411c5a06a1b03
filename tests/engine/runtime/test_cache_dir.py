"""A private cache folder, or none."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from engine.runtime.cache_dir import private_cache_folder

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has no modes of folders")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path


def test_what_is_kept_is_there_again(home: Path) -> None:
    with private_cache_folder("words") as folder:
        (folder / "kept").touch()
    with private_cache_folder("words") as folder:
        assert folder == home / "zhenwen" / "words"
        assert (folder / "kept").exists()


@pytest.mark.parametrize("open_to_others", ["zhenwen", "zhenwen/words"])
def test_a_folder_that_others_can_write_to_is_not_used(home: Path, open_to_others: str) -> None:
    (home / "zhenwen" / "words").mkdir(parents=True)
    (home / open_to_others).chmod(0o777)
    with private_cache_folder("words") as folder:
        assert home not in folder.parents
        assert folder.is_dir()
    assert not folder.exists()


def test_without_a_place_for_it_there_is_a_folder_all_the_same(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (home / "file").touch()
    monkeypatch.setenv("XDG_CACHE_HOME", str(home / "file"))
    with private_cache_folder("words") as folder:
        assert folder.is_dir()

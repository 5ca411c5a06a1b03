"""A failure on a damaged index is reported as damage; on a sound one it is a bug, and not hidden."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.article import Article
from engine.backends.whoosh.searching import evaluator
from engine.errors import IndexDamaged
from engine.factory import open_engine
from engine.query.parser import parse_leniently
from engine.query.tree import Request
from tests.conftest import BuildIndex


def fail(*_: object) -> None:
    raise ValueError("an unexpected value")


@pytest.mark.parametrize("damaged", [False, True])
def test_a_failure_is_damage_only_where_a_file_has_changed(
    tmp_path: Path, build_index: BuildIndex, monkeypatch: pytest.MonkeyPatch, damaged: bool
) -> None:
    engine = open_engine(build_index(tmp_path, (Article("a", "a", "樱桃", "樱桃红了"),)))
    if damaged:
        (file,) = tmp_path.rglob("*.zw")
        with file.open("r+b") as opened:
            opened.seek(-1, 2)
            last = opened.read(1)[0]
            opened.seek(-1, 2)
            opened.write(bytes([last ^ 1]))
    monkeypatch.setattr(evaluator, "_matches", fail)
    with pytest.raises(IndexDamaged if damaged else ValueError) as raised:
        engine.search(Request(parse_leniently("樱桃").query))
    told = raised.value.__cause__ if damaged else raised.value
    assert str(told) == "an unexpected value"
    engine.close()

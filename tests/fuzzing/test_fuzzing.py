"""Seeds and mutations of every target, and a few seconds with coverage; `make fuzz` does that for hours."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from tests.fuzzing import __main__ as command
from tests.fuzzing import mutations
from tests.fuzzing.targets import TARGETS

# A fraction of a second to a few: reading and recognising take longest.
MUTATIONS = 150


@pytest.mark.parametrize("name", TARGETS)
def test_seeds_and_mutations_of_them_are_taken_or_refused(name: str, tmp_path: Path) -> None:
    for data in mutations.mutated(name, MUTATIONS, 1):
        try:
            TARGETS[name](data, tmp_path)
        except Exception as error:
            raise AssertionError(f"{name} fails for {data!r}") from error


@pytest.mark.skipif(importlib.util.find_spec("atheris") is None, reason="atheris has no wheel for this system")
def test_a_run_with_coverage_goes_on_from_the_last_and_keeps_what_fails(tmp_path: Path) -> None:
    fuzzing = command.Fuzzing(tmp_path)
    fuzzing.run("letter", 2)
    reached, tried = len(list(tmp_path.glob("reached/letter/*"))), fuzzing.counts["letter"]
    assert reached > len(mutations.seeds("letter"))
    assert tried > 100
    fuzzing.run("letter", 1)
    assert fuzzing.counts["letter"] > tried
    assert fuzzing.failing == []
    assert "found no interesting inputs" not in (tmp_path / "letter.log").read_text(errors="replace")

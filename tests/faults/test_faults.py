"""Short runs of the scripts in this folder; complete runs and their results are in bench/reliability.md."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from pathlib import Path
from types import SimpleNamespace

import pytest

from engine.backends.whoosh.arrays import array_file, durable_files
from engine.backends.whoosh.generations import generation_folders
from tests.faults import errors, flips, kills, power

ROOT = Path(__file__).parent.parent.parent


def test_killed_writers_leave_the_old_index_or_the_new(tmp_path: Path) -> None:
    counts: Counter[str] = Counter()
    texts: list[str] = []
    kills.run(20, 3, tmp_path, counts, texts)
    assert (sum(counts.values()), texts) == (20, [])


def test_power_cuts_leave_the_old_index_or_the_new(tmp_path: Path) -> None:
    cuts, found = power.run(0, 3, tmp_path)
    assert found == []
    assert cuts > 300


@pytest.mark.parametrize(
    ("module", "name", "instead"),
    [(durable_files, "sync_file", lambda *_: None), (array_file, "os", SimpleNamespace(fsync=lambda *_: None))],
)
def test_a_writer_that_does_not_sync_is_found_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, module: object, name: str, instead: object
) -> None:
    monkeypatch.setattr(power, "scenes", lambda folder: kills.scenes(folder)[:1])
    monkeypatch.setattr(module, name, instead)
    assert power.run(1, 3, tmp_path)[1]


def test_a_writer_that_switches_first_is_found_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    finish = generation_folders.finish_draft

    def hasty(draft: Path) -> Path:
        generation_folders.write_pointer(
            draft.parent.parent, draft.with_name(draft.name.removesuffix(generation_folders.DRAFT_SUFFIX))
        )
        return finish(draft)

    monkeypatch.setattr(power, "scenes", lambda folder: kills.scenes(folder)[1:2])
    monkeypatch.setattr(generation_folders, "finish_draft", hasty)
    assert power.run(0, 3, tmp_path)[1]


def test_full_failing_and_read_only_disks_leave_the_old_index_or_the_new(tmp_path: Path) -> None:
    tried, found = errors.run(tmp_path, every=24)
    assert found == []
    assert tried > 40


def test_flips_and_cuts_are_found_in_every_file(tmp_path: Path) -> None:
    files, damages, missed = flips.run(3, 3, tmp_path)
    assert missed == []
    assert (files, damages) == (11, 66)


# In separate processes, since these two start others and limit their resources.
@pytest.mark.parametrize(
    ("script", "arguments", "says"),
    [
        (
            "reads",
            ["--reads", "2000", "--switches", "10", "--readers", "2"],
            "2,000 reads by 2 processes over 10 switches: 0 ",
        ),
        ("fuzz", ["--count", "400", "--seed", "3"], "seed 3: 400 files, "),
    ],
)
def test_a_script_finds_nothing(script: str, arguments: list[str], says: str) -> None:
    command = [sys.executable, "-m", f"tests.faults.{script}", *arguments]
    process = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=300)
    assert (process.returncode, process.stdout.startswith(says)) == (0, True), process.stdout + process.stderr

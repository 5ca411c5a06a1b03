"""Disk errors (full, a single failure, read-only) at every call of every write operation.

python -m tests.faults.errors
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from engine.errors import SearchError
from tests.faults.disk import ERRORS, Disk, watch
from tests.faults.outcome import fault
from tests.faults.scenes import Scene, fresh, scenes


def run(folder: Path, every: int = 1) -> tuple[int, list[str]]:
    """Fail every `every`-th call; return the number of failures, and the problems found."""
    tried, found = 0, []
    for scene in scenes(folder):
        for kind in ERRORS:
            for at in _calls(scene, every):
                tried += 1
                wrong = _try(scene, kind, at)
                if wrong:
                    found.append(f"{scene.name}, {kind} at call {at}: {wrong}")
    return tried, found


def _calls(scene: Scene, every: int) -> Iterator[int]:
    with watch(Disk(fresh(scene) / "index")) as disk:
        scene.act(scene.template.parent / "work")
    yield from range(1, disk.calls + 1, every)


def _try(scene: Scene, kind: str, at: int) -> str | None:
    work = fresh(scene)
    said = None
    try:
        with watch(Disk(work / "index", at, kind)):
            scene.act(work)
    except SearchError as error:
        said = str(error)
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    if said and (not said.endswith(".") or "\n" in said):
        return f"no sentence: {said}"
    return fault(scene, recover=True, done=said is None)


def main() -> int:
    """Print the figures; return 1 if there was a problem."""
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        tried, found = run(Path(folder))
    print(f"{tried:,} calls failed ({', '.join(ERRORS)}), {len(found)} times wrongly")
    print(f"{time.monotonic() - begun:.0f} s", *found[:20], sep="\n")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())

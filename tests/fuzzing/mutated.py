"""Mutations of some targets' seeds, without coverage: python -m tests.fuzzing.mutated 2000 query segment."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.fuzzing.mutations import mutated
from tests.fuzzing.targets import TARGETS


def main() -> None:
    """Try so many mutations of each target. Raises what the first that fails raised."""
    count, *names = sys.argv[1:]
    with tempfile.TemporaryDirectory(prefix="zhenwen-fuzzing-") as folder:
        for name in names or TARGETS:
            tried = 0
            for data in mutated(name, int(count), 2):
                TARGETS[name](data, Path(folder))
                tried += 1
            print(f"{name}: {tried:,} inputs", flush=True)


if __name__ == "__main__":
    main()

"""Bit flips and truncation in every file of an index: `zhenwen check` detects each and names the file.

python -m tests.faults.flips --count 100 --seed 1
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from pathlib import Path

from engine.backends.whoosh.generations.generation_store import WhooshGenerations
from engine.errors import IndexMissing
from tests.faults.scenes import articles, write


def run(count: int, seed: int, folder: Path) -> tuple[int, int, list[str]]:
    """Damage every file `count` times by a flip and by truncation; return files, damages, and undetected ones."""
    source = random.Random(seed)
    write(folder, articles(30))
    write(folder, articles(5, 1, 28), ("a1",), change=True)
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != "lock")
    missed = []
    for path in files:
        whole = path.read_bytes()
        for number in range(2 * count):
            damaged = _flip(whole, source) if number < count else whole[: source.randrange(len(whole))]
            _replace(path, damaged)
            if not _is_found(folder, path):
                missed.append(f"{path.relative_to(folder)}: {'flip' if number < count else f'cut to {len(damaged)}'}")
        _replace(path, whole)
    assert not WhooshGenerations(folder).check()
    return len(files), 2 * count * len(files), missed


def _flip(whole: bytes, source: random.Random) -> bytes:
    at = source.randrange(len(whole))
    return whole[:at] + bytes([whole[at] ^ 1 << source.randrange(8)]) + whole[at + 1 :]


def _replace(path: Path, data: bytes) -> None:
    """Replace the bytes of a file without affecting its other hard links."""
    path.unlink()
    path.write_bytes(data)


def _is_found(folder: Path, path: Path) -> bool:
    try:
        faults = WhooshGenerations(folder).check()
    except IndexMissing:
        return False
    return any(fault.file == path.name and (fault.generation or folder.name) == path.parent.name for fault in faults)


def main() -> int:
    """Print the figures; return 1 if there was a problem."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--count", type=int, default=100, help="flips, and as many cuts, of every file")
    options.add_argument("--seed", type=int, default=1)
    args = options.parse_args()
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        files, damages, missed = run(args.count, args.seed, Path(folder))
    print(f"seed {args.seed}: {damages:,} damages of {files} files, {len(missed)} not found")
    print(f"{time.monotonic() - begun:.0f} s", *missed[:20], sep="\n")
    return bool(missed)


if __name__ == "__main__":
    sys.exit(main())

"""Writers killed by SIGKILL at every call and at random moments: afterwards the old or the new index opens.

python -m tests.faults.kills --count 10000 --seed 1
"""

from __future__ import annotations

import argparse
import contextlib
import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from tests.faults.disk import Disk, watch
from tests.faults.outcome import fault
from tests.faults.scenes import WORK, Scene, fresh, scenes

RECOVER = 10  # interval of kills after which the next writer must succeed


def run(count: int, seed: int, folder: Path, counts: Counter[str], texts: list[str]) -> None:
    """Kill `count` writers; count them by scene, and append problems to `texts`."""
    source = random.Random(seed)
    held = scenes(folder)
    measured = [_measure(scene) for scene in held]
    number = 0
    while number < count:
        scene, (calls, seconds) = source.choice(list(zip(held, measured, strict=True)))
        at = source.randint(1, calls) if source.random() < 0.5 else 0
        after = source.uniform(0, 1.2 * seconds)
        if not _killed(scene, at, after):
            continue  # it finished early: no kill
        number += 1
        counts[scene.name] += 1
        wrong = fault(scene, recover=number % RECOVER == 0)
        if wrong:
            texts.append(f"{scene.name}, {f'call {at}' if at else f'after {after:.4f} s'}: {wrong}")


def _measure(scene: Scene) -> tuple[int, float]:
    """Return the number of calls of a scene, and its seconds."""
    begun = time.perf_counter()
    _wait(_fork(scene, 0))
    seconds = time.perf_counter() - begun
    with watch(Disk(fresh(scene) / "index")) as disk:
        scene.act(scene.template.parent / WORK)
    return disk.calls, seconds


def _killed(scene: Scene, at: int, after: float) -> bool:
    fresh(scene)
    child = _fork(scene, at)
    if not at:
        time.sleep(after)
        os.kill(child, signal.SIGKILL)
    return _wait(child) == -signal.SIGKILL


def _fork(scene: Scene, at: int) -> int:
    child = os.fork()
    if child == 0:
        try:
            work = scene.template.parent / WORK
            if at:
                with watch(Disk(work / "index", at, "kill")):
                    scene.act(work)
            else:
                scene.act(work)
        finally:
            os._exit(0)
    return child


def _wait(child: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def main() -> int:
    """Print the figures; return 1 if there was a problem."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--count", type=int, default=10_000)
    options.add_argument("--seed", type=int, default=1)
    args = options.parse_args()
    begun = time.monotonic()
    counts: Counter[str] = Counter()
    texts: list[str] = []
    # Ctrl-C stops early, with the figures so far.
    with tempfile.TemporaryDirectory() as folder, contextlib.suppress(KeyboardInterrupt):
        run(args.count, args.seed, Path(folder), counts, texts)
    print(f"seed {args.seed}: {sum(counts.values()):,} kills, {len(texts)} states that were neither old nor new")
    print(", ".join(f"{name} {count:,}" for name, count in sorted(counts.items())))
    print(f"{time.monotonic() - begun:.0f} s", *texts[:20], sep="\n")
    return bool(texts)


if __name__ == "__main__":
    sys.exit(main())

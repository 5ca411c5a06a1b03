"""Randomly damaged files of every kind: each gives articles or is rejected with a reason; no crash, no hang.

python -m tests.faults.fuzz --count 100000 --seed 1
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import random
import resource
import signal
import sys
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from types import FrameType

from engine.errors import DocumentRejected
from indexer.pipeline import extract
from indexer.readers.file_reader import read_stream
from tests.faults.seeds import damaged, seeds

CHUNK = 250  # files per process, so that a crash loses few of them
SECONDS, MEMORY = 10.0, 3 << 30


class Hang(BaseException):
    """Raised when a file takes too long; not an Exception, so that no reader catches it."""


def read(name: str, data: bytes) -> str:
    """Return "articles", "empty" or "rejected"; any other outcome is a defect and raises."""
    count = 0
    try:
        for document in read_stream(BytesIO(data), name, {}):
            count += sum(1 for _ in extract(document))
    except DocumentRejected as error:
        sentence = str(error)
        if not sentence.endswith(".") or "\n" in sentence or not sentence.startswith(name):
            raise ValueError(f"no sentence: {sentence!r}") from error
        return "rejected"
    return "articles" if count else "empty"


def run(count: int, seed: int, ends: Counter[str], defects: list[str]) -> None:
    """Read `count` damaged files; count the outcomes in `ends`, and append defects with their seeds to `defects`."""
    for first in range(0, count, CHUNK):
        found = list(_chunk(seed, first, min(CHUNK, count - first)))
        for end, what in found:
            ends[end] += 1
            if what:
                defects.append(what)


def _chunk(seed: int, first: int, count: int) -> Iterator[tuple[str, str]]:
    """Yield the outcomes of some files read in a separate process; if it dies, the file that killed it is one."""
    while count > 0:
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reading)
            with os.fdopen(writing, "w", encoding="utf-8") as told:
                _read_all(seed, first, count, told)
            os._exit(0)
        os.close(writing)
        with os.fdopen(reading, encoding="utf-8") as told:
            lines = [json.loads(line) for line in told if line.endswith("\n")]
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        yield from ((end, what) for end, what in lines)
        first, count = first + len(lines), count - len(lines)
        if count and status:
            yield "crash", f"file {first} of seed {seed}: the process ended with {status}"
            first, count = first + 1, count - 1


def _read_all(seed: int, first: int, count: int, told: object) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    signal.signal(signal.SIGPROF, _stop)
    held = seeds()
    for number in range(first, first + count):
        name, data = damaged(held, random.Random(f"{seed}/{number}"))
        what = ""
        signal.setitimer(signal.ITIMER_PROF, SECONDS)
        try:
            end = read(name, data)
        except Hang:
            end, what = "hang", f"file {number} of seed {seed} ({name}): more than {SECONDS:g} s"
        except Exception as error:
            place = traceback.extract_tb(error.__traceback__)[-1]
            end = "crash"
            where = f"{place.filename}:{place.lineno}"
            what = f"file {number} of seed {seed} ({name}): {type(error).__name__}: {error} ({where})"
        signal.setitimer(signal.ITIMER_PROF, 0)
        print(json.dumps([end, what]), file=told, flush=True)  # type: ignore[call-overload]


def _stop(number: int, frame: FrameType | None) -> None:
    raise Hang


def main() -> int:
    """Print the figures; return 1 if there was a defect."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--count", type=int, default=100_000)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--write", type=int, help="write the file of this number to the current folder, and stop")
    args = options.parse_args()
    if args.write is not None:
        name, data = damaged(seeds(), random.Random(f"{args.seed}/{args.write}"))
        return 0 if Path(name).write_bytes(data) else 1
    begun = time.monotonic()
    ends: Counter[str] = Counter()
    defects: list[str] = []
    # Ctrl-C stops early, with the figures so far.
    with contextlib.suppress(KeyboardInterrupt):
        run(args.count, args.seed, ends, defects)
    print(
        f"seed {args.seed}: {sum(ends.values()):,} files,",
        ", ".join(f"{n:,} {end}" for end, n in sorted(ends.items())),
    )
    print(f"{time.monotonic() - begun:.0f} s", *defects[:40], sep="\n")
    return bool(defects)


if __name__ == "__main__":
    sys.exit(main())

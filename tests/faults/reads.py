"""Concurrent readers during switches: every answer comes from one generation, and none fails.

python -m tests.faults.reads --reads 1000000 --switches 1000 --readers 4
"""

from __future__ import annotations

import argparse
import multiprocessing
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

from engine.backend import Engine
from engine.backends.whoosh.generations.generation_store import WhooshGenerations
from engine.query.tree import Every, Phrase, Request
from searchapp.service.live_index import LiveIndex
from tests.faults.scenes import articles, write

EVERY = Request(Every(), limit=20, passages=False, counted=())


def size(version: int) -> int:
    """Return the number of articles in a version of the index."""
    return 3 + version % 5


def look(engine: Engine, number: int, latest: int) -> int:
    """Search once and return the version of the answer. Raises AssertionError if it mixes versions."""
    if number % 20 == 0:
        results = engine.search(Request(Phrase("樱桃节"), limit=1, passages=False, counted=("source",)))
        version = _version(results.hits[0].article.body)
        assert results.total == size(version), f"{results.total} of version {version}"
    elif number % 2:
        results = engine.search(EVERY)
        versions = {_version(hit.article.body) for hit in results.hits}
        assert len(versions) == 1, f"mixed: {versions}"
        version = versions.pop()
        assert results.total == len(results.hits) == size(version), f"{results.total} of version {version}"
    else:
        version = _version(engine.get("a1").body)
    assert version >= latest, f"back from {latest} to {version}"
    return version


def _version(body: str) -> int:
    return int(body[1 : body.index("版")])


def read(path: Path, reads: int, told: Any) -> None:
    """Search `reads` times; send the number of searches, of versions, and the failures."""
    live_index = LiveIndex(f"whoosh:{path}")
    errors: Counter[str] = Counter()
    versions = set()
    latest = number = 0
    while number < reads:
        try:
            with live_index.borrow() as lease:
                latest = look(lease.engine, number, latest)
            versions.add(latest)
        except Exception as error:
            errors[f"{type(error).__name__}: {error}"] += 1
        number += 1
        if number % 1000 == 0:
            told.put(("asked", 1000))
    live_index.close()
    told.put(("done", (len(versions), dict(errors))))


def run(reads: int, switches: int, readers: int, folder: Path) -> dict[str, Any]:
    """Switch `switches` times, evenly distributed among the reads."""
    context = multiprocessing.get_context("spawn")
    path, told = folder / "index", context.Queue()
    write(path, articles(size(0), 0))
    each = reads // readers
    processes = [context.Process(target=read, args=(path, each, told)) for _ in range(readers)]
    for process in processes:
        process.start()
    asked = made = done = 0
    versions, errors = [], Counter[str]()
    while done < readers:
        kind, value = told.get()
        asked += value if kind == "asked" else 0
        if kind == "done":
            done += 1
            versions.append(value[0])
            errors.update(value[1])
        while made < switches and made < switches * asked / reads:
            made += 1
            write(path, articles(size(made), made))
    for process in processes:
        process.join()
    return {"reads": each * readers, "switches": made, "versions": versions, "errors": errors}


def main() -> int:
    """Print the figures; return 1 if there was a problem."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--reads", type=int, default=1_000_000)
    options.add_argument("--switches", type=int, default=1_000)
    options.add_argument("--readers", type=int, default=4)
    args = options.parse_args()
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        found = run(args.reads, args.switches, args.readers, Path(folder))
        faults = WhooshGenerations(Path(folder) / "index").check()
    errors: Counter[str] = found["errors"]
    print(f"{found['reads']:,} reads by {args.readers} processes over {found['switches']:,} switches:", end=" ")
    print(f"{sum(errors.values())} errors and mixed answers; generations seen by each: {found['versions']}")
    print(f"{time.monotonic() - begun:.0f} s", *errors.most_common(10), sep="\n")
    return bool(errors or faults)


if __name__ == "__main__":
    sys.exit(main())

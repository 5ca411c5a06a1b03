"""A process for one engine, controlled through a pipe, so that its memory can be measured."""

from __future__ import annotations

import gc
import itertools
import multiprocessing
import os
import shutil
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from bench import corpus, engines
from bench.adapter import CLASSES, WHOLE_CLASSES, Adapter
from bench.process_figures import cpu_seconds
from bench.queries import Query
from bench.whole_documents import documents


class EngineFailed(Exception):
    """Raised when an engine fails or is not installed; the message has the reason."""


class Worker:
    """The process of the engine `name` on the index in `folder`."""

    def __init__(self, name: str, folder: Path) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(name, folder, theirs))
        self._process.start()
        theirs.close()

    def call(self, task: str, *arguments: Any) -> Any:
        """Return the result of the function `task` of this module. Raises EngineFailed."""
        self._pipe.send((task, arguments))
        try:
            done, value = self._pipe.recv()
        except EOFError:
            raise EngineFailed("its process ended") from None
        if not done:
            raise EngineFailed(value)
        return value

    def stop(self) -> None:
        """End the process."""
        self._pipe.close()
        self._process.join(10)
        self._process.terminate()


def build(adapter: Adapter, count: int | None) -> dict[str, float]:
    """Index `count` segmented documents and return the figures.

    These are documents, bytes of raw text, wall-clock and CPU seconds, bytes written, and whether literal.
    Documents are loaded beforehand, except repeated ones, whose creation is part of the time.
    """
    indexed: Iterable[corpus.Document] = corpus.segmented(count)
    many = count is not None and count > corpus.HELD
    if not many:
        indexed = list(indexed)
    literal = adapter.literal_limit is None or not (many or count is None or count > adapter.literal_limit)
    _empty(adapter.folder)
    seen = {"docs": 0, "raw": 0}

    def counted() -> Iterator[corpus.Document]:
        for document in indexed:
            seen["docs"] += 1
            seen["raw"] += document.raw_bytes
            yield document

    start, worked = time.perf_counter(), _worked(adapter)
    adapter.index(counted(), literal)
    seconds, worked = time.perf_counter() - start, _worked(adapter) - worked
    written = sum(file.stat().st_size for file in adapter.folder.rglob("*") if file.is_file())
    return {**seen, "seconds": seconds, "cpu": worked, "bytes": written, "literal": literal}


def build_raw(adapter: Adapter, count: int | None) -> dict[str, float]:
    """Index `count` documents from raw text, or the engine's limit; return documents and seconds (both clocks)."""
    documents = list(itertools.islice(corpus.raw(count), adapter.raw_limit))
    _empty(adapter.folder)
    start, worked = time.perf_counter(), _worked(adapter)
    adapter.index_raw(documents)
    seconds, worked = time.perf_counter() - start, _worked(adapter) - worked
    shutil.rmtree(adapter.folder)
    return {"docs": len(documents), "seconds": seconds, "cpu": worked}


def _worked(adapter: Adapter) -> float:
    """Return the CPU seconds of this process, its finished children, and an engine in a process of its own."""
    return sum(os.times()[:4]) + (cpu_seconds(adapter.process_id) if hasattr(adapter, "process_id") else 0.0)


def open_index(adapter: Adapter, first: Query, cpu: bool) -> dict[str, float]:
    """Return milliseconds until the index is open, and until it has answered `first` as well; `cpu` as in `run`."""
    clock = time.process_time if cpu else time.perf_counter
    start = clock()
    adapter.open()
    opened = clock()
    adapter.any_word(first)
    return {"open_ms": (opened - start) * 1e3, "first_answer_ms": (clock() - start) * 1e3}


def run(adapter: Adapter, kind: str, queries: Sequence[Query], cpu: bool) -> list[float]:
    """Return milliseconds of each query of a class, run once; with `cpu`, CPU time of all threads of the process.

    An adapter of an engine in a process of its own times the queries there, so that the pipe is not part of it.
    """
    if hasattr(adapter, "run"):
        timed: list[float] = adapter.run(kind, queries, cpu)
        return timed
    ask = getattr(adapter, (CLASSES | WHOLE_CLASSES)[kind])
    clock = time.process_time if cpu else time.perf_counter
    times = []
    gc.collect()
    gc.disable()
    for query in queries:
        start = clock()
        ask(query)
        times.append((clock() - start) * 1e3)
    gc.enable()
    return times


def build_whole(adapter: Any, count: int | None) -> None:
    """Index the articles of the product's index of `count` news items."""
    _empty(adapter.folder)
    adapter.index_whole(documents(count))


def open_whole(adapter: Any) -> None:
    """Open the index."""
    adapter.open()


def totals(adapter: Any, kind: str, queries: Sequence[Query]) -> list[int]:
    """Return the total of each query of a whole search."""
    if hasattr(adapter, "totals"):
        numbers: list[int] = adapter.totals(kind, queries)
        return numbers
    return [getattr(adapter, WHOLE_CLASSES[kind])(query) for query in queries]


def answers(adapter: Adapter, kind: str, queries: Sequence[Query]) -> list[tuple[Any, ...]]:
    """Return what must be equal in all engines: totals, counts, and the dates if sorted by date."""
    ask = getattr(adapter, CLASSES[kind])
    found = [ask(query) for query in queries]
    return [(a.total, a.facets, [hit.date for hit in a.hits] if kind == "date-sort" else None) for a in found]


def memory(adapter: Adapter | None = None) -> dict[str, float]:
    """Return the resident memory of this process, or of that of an engine in a process of its own: see `resident`."""
    return resident(getattr(adapter, "process_id", os.getpid()))


def resident(process: int) -> dict[str, float]:
    """Return the resident memory of a process in MB: in total, and without file pages (0 if not reported)."""
    status = Path(f"/proc/{process}/status")
    lines = status.read_text().splitlines() if status.exists() else []
    found = {line.split(":")[0]: int(line.split()[1]) / 1024 for line in lines if line.endswith(" kB")}
    return {"rss_mb": found.get("VmRSS", 0.0), "rss_anonymous_mb": found.get("RssAnon", 0.0)}


_TASKS: dict[str, Callable[..., Any]] = {
    task.__name__: task
    for task in (build, build_raw, build_whole, open_index, open_whole, run, answers, totals, memory)
}


def _serve(name: str, folder: Path, pipe: Connection) -> None:
    try:
        adapter = engines.make(name, folder)
    except ImportError as error:
        pipe.recv()
        pipe.send((False, f"not installed ({error})"))
        return
    while True:
        try:
            task, arguments = pipe.recv()
        except EOFError:
            return
        try:
            pipe.send((True, _TASKS[task](adapter, *arguments)))
        except Exception as error:  # the parent reports it and goes on with the other engines
            pipe.send((False, f"{type(error).__name__}: {error}"))


def _empty(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)

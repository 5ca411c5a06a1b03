"""One engine in one process of its own, told what to do through a pipe; so its memory is its own."""

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
from bench.adapter import CLASSES, Adapter
from bench.queries import Query


class EngineFailed(Exception):
    """The engine raised something or is not installed; the text says what."""


class Worker:
    """The process of the engine `name` on the index in `folder`."""

    def __init__(self, name: str, folder: Path) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(name, folder, theirs))
        self._process.start()
        theirs.close()

    def call(self, task: str, *arguments: Any) -> Any:
        """What the function `task` of this module gives. Raises EngineFailed."""
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
    """Index `count` segmented documents: documents, bytes of raw text, seconds by the clock
    and by the processors, bytes written, literal or not.

    Documents are held in memory beforehand, but for those that are repeated: making them is then part of the seconds.
    """
    documents: Iterable[corpus.Document] = corpus.segmented(count)
    many = count is not None and count > corpus.HELD
    if not many:
        documents = list(documents)
    literal = adapter.literal_limit is None or not (many or count is None or count > adapter.literal_limit)
    _empty(adapter.folder)
    seen = {"docs": 0, "raw": 0}

    def counted() -> Iterator[corpus.Document]:
        for document in documents:
            seen["docs"] += 1
            seen["raw"] += document.raw_bytes
            yield document

    start, worked = time.perf_counter(), _worked()
    adapter.index(counted(), literal)
    seconds, worked = time.perf_counter() - start, _worked() - worked
    written = sum(file.stat().st_size for file in adapter.folder.rglob("*") if file.is_file())
    return {**seen, "seconds": seconds, "cpu": worked, "bytes": written, "literal": literal}


def build_raw(adapter: Adapter, count: int | None) -> dict[str, float]:
    """Index `count` documents from their raw text, or as many as the engine is asked to: documents, seconds (both)."""
    documents = list(itertools.islice(corpus.raw(count), adapter.raw_limit))
    _empty(adapter.folder)
    start, worked = time.perf_counter(), _worked()
    adapter.index_raw(documents)
    seconds, worked = time.perf_counter() - start, _worked() - worked
    shutil.rmtree(adapter.folder)
    return {"docs": len(documents), "seconds": seconds, "cpu": worked}


def _worked() -> float:
    """Seconds that this process and those it had were at work."""
    return sum(os.times()[:4])


def open_index(adapter: Adapter, first: Query, cpu: bool) -> dict[str, float]:
    """Milliseconds until the index is open, and until it has answered `first` as well; `cpu` as in `run`."""
    clock = time.process_time if cpu else time.perf_counter
    start = clock()
    adapter.open()
    opened = clock()
    adapter.any_word(first)
    return {"open_ms": (opened - start) * 1e3, "first_answer_ms": (clock() - start) * 1e3}


def run(adapter: Adapter, kind: str, queries: Sequence[Query], cpu: bool) -> list[float]:
    """Milliseconds of each query of a class, asked once; with `cpu` those that the process was at work, all threads."""
    ask = getattr(adapter, CLASSES[kind])
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


def answers(adapter: Adapter, kind: str, queries: Sequence[Query]) -> list[tuple[Any, ...]]:
    """What must be the same in all engines: totals; counts; the dates where these give the order."""
    ask = getattr(adapter, CLASSES[kind])
    found = [ask(query) for query in queries]
    return [(a.total, a.facets, [hit.date for hit in a.hits] if kind == "date-sort" else None) for a in found]


def memory(_adapter: Adapter | None = None) -> dict[str, float]:
    """Resident memory of this process, as `resident` tells it."""
    return resident(os.getpid())


def resident(process: int) -> dict[str, float]:
    """Resident memory of a process in MB: all, and without the pages of files (0 where the system does not say)."""
    status = Path(f"/proc/{process}/status")
    lines = status.read_text().splitlines() if status.exists() else []
    found = {line.split(":")[0]: int(line.split()[1]) / 1024 for line in lines if line.endswith(" kB")}
    return {"rss_mb": found.get("VmRSS", 0.0), "rss_anonymous_mb": found.get("RssAnon", 0.0)}


_TASKS: dict[str, Callable[..., Any]] = {
    task.__name__: task for task in (build, build_raw, open_index, run, answers, memory)
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
        except Exception as error:  # the parent says it and goes on with the other engines
            pipe.send((False, f"{type(error).__name__}: {error}"))


def _empty(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)

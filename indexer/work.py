"""The part of a build that is done in several processes: documents to articles, batch by batch."""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from engine.errors import DocumentRejected
from indexer.corrections import Corrections
from indexer.dedupe import Sketches, moment, sketch
from indexer.document import RawDocument
from indexer.pipeline import extract
from indexer.readers import holds_many, read
from indexer.readers.files import size_of
from indexer.report import Rejection
from indexer.spool import pack

# How much a batch holds, in bytes of its files or characters of its documents.
BATCH = 1_000_000
# Less than this is done sooner by one process than others are started.
WORTH_STARTING = 4_000_000


@dataclass(frozen=True, slots=True)
class Task:
    """Files to read, or documents of a file of many, read already; `size` is the bytes of input that they stand for."""

    files: tuple[tuple[Path, str], ...] = ()
    documents: tuple[RawDocument, ...] = ()
    size: int = 0
    rejected: tuple[Rejection, ...] = ()


@dataclass(frozen=True, slots=True)
class Batch:
    """What a task gave: articles packed for the spool, with what is needed to find reprints among them."""

    articles: list[bytes]
    ids: list[str]
    moments: list[str]
    sketches: Sketches
    rejected: list[Rejection] = field(default_factory=list)
    size: int = 0


def plan(files: Iterable[tuple[Path, str]], columns: Mapping[str, str]) -> Iterator[Task]:
    """Tasks of about equal size: a file of many records is read here, and its documents are shared out."""
    waiting: list[tuple[Path, str]] = []
    size = 0
    for path, name in files:
        if holds_many(path, name, columns):
            yield from _share_out(path, name, columns)
            continue
        waiting.append((path, name))
        size += size_of(path)
        if size >= BATCH:
            yield Task(files=tuple(waiting), size=size)
            waiting, size = [], 0
    yield Task(files=tuple(waiting), size=size)


def _share_out(path: Path, name: str, columns: Mapping[str, str]) -> Iterator[Task]:
    """The tasks of a file of many records. What is wrong with some of them comes with the last."""
    documents: list[RawDocument] = []
    size, left = 0, size_of(path)
    rejected: tuple[Rejection, ...] = ()
    try:
        for document in read(path, name, columns):
            documents.append(document)
            size += len(document.text)
            if size >= BATCH:
                # A Chinese character is three bytes in UTF-8; the last task takes what this leaves over.
                yield Task(documents=tuple(documents), size=min(3 * size, left))
                left -= min(3 * size, left)
                documents, size = [], 0
    except DocumentRejected as error:
        rejected = (Rejection(name, str(error)),)
    yield Task(documents=tuple(documents), size=left, rejected=rejected)


def work(task: Task, columns: Mapping[str, str], corrections: Corrections | None) -> Batch:
    """Do one task."""
    rejected = list(task.rejected)
    articles = [article for document in task.documents for article in extract(document, corrections)]
    for path, name in task.files:
        try:
            for document in read(path, name, columns):
                articles += extract(document, corrections)
        except DocumentRejected as error:
            rejected.append(Rejection(name, str(error)))
    return Batch(
        articles=[pack(article) for article in articles],
        ids=[article.id for article in articles],
        moments=[moment(article) for article in articles],
        sketches=sketch([article.body for article in articles]),
        rejected=rejected,
        size=task.size,
    )


def work_all(
    tasks: Iterable[Task], columns: Mapping[str, str], corrections: Corrections | None, processes: int
) -> Iterator[Batch]:
    """Do all tasks and give what they gave, in their order; with one process it is this one."""
    if processes == 1:
        yield from (work(task, columns, corrections) for task in tasks)
        return
    # Started anew, not forked: the caller may have threads.
    with ProcessPoolExecutor(processes, multiprocessing.get_context("spawn")) as pool:
        waiting: deque[Future[Batch]] = deque()
        try:
            for task in tasks:
                waiting.append(pool.submit(work, task, columns, corrections))
                if len(waiting) > 2 * processes:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()

"""The part of a build that is done in several processes: documents to articles, batch by batch."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path

from engine import workers
from engine.article import Article
from engine.errors import DocumentRejected
from indexer.collecting import collecting_seldom
from indexer.corrections import Corrections, correct
from indexer.dedupe import Sketches, sketch
from indexer.document import RawDocument
from indexer.fingerprint import Fingerprint, settle, take
from indexer.identity import Identity
from indexer.memory import Row, to_row
from indexer.pipeline import recognise, say_empty
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
    """Files to read, or documents of the file `name`, read already; `size` is the bytes of input that they stand for.

    `fingerprint` comes with the last documents of a file.
    """

    files: tuple[tuple[Path, str], ...] = ()
    name: str = ""
    documents: tuple[RawDocument, ...] = ()
    size: int = 0
    rejected: tuple[Rejection, ...] = ()
    fingerprint: Fingerprint | None = None


@dataclass(frozen=True, slots=True)
class Batch:
    """What a task gave: articles packed for the spool, beside each its file, what is remembered of it and its sketch.

    `fingerprints` are those of the files that were read to their end; `used` are the corrections that matched in each.
    """

    articles: list[bytes]
    files: list[str]
    rows: list[Row]
    sketches: Sketches
    rejected: list[Rejection] = field(default_factory=list)
    fingerprints: dict[str, Fingerprint] = field(default_factory=dict)
    used: dict[str, set[str]] = field(default_factory=dict)
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
    taken = take(path)
    rejected: tuple[Rejection, ...] = ()
    try:
        for document in read(path, name, columns):
            documents.append(document)
            size += len(document.text)
            if size >= BATCH:
                # A Chinese character is three bytes in UTF-8; the last task takes what this leaves over.
                yield Task(name=name, documents=tuple(documents), size=min(3 * size, left))
                left -= min(3 * size, left)
                documents, size = [], 0
    except DocumentRejected as error:
        rejected = (Rejection(name, str(error)),)
    fingerprint = settle(path, taken)
    yield Task(name=name, documents=tuple(documents), size=left, rejected=rejected, fingerprint=fingerprint)


@collecting_seldom()
def work(task: Task, columns: Mapping[str, str], corrections: Corrections | None) -> Batch:
    """Do one task."""
    rejected = list(task.rejected)
    fingerprints = {task.name: task.fingerprint} if task.fingerprint else {}
    found: list[tuple[str, Article, Identity]] = []
    used: defaultdict[str, set[str]] = defaultdict(set)

    def extract_all(documents: Iterable[RawDocument], name: str) -> None:
        try:
            for document in documents:
                before = len(found)
                for article, identity in recognise(document):
                    # Which id it will have is known when all is read; rules that name one are followed then.
                    corrected = correct(article, corrections, used[name], "") if corrections else article
                    found.append((name, corrected, identity))
                if len(found) == before:
                    rejected.append(Rejection(name, say_empty(document)))
        except DocumentRejected as error:
            rejected.append(Rejection(name, str(error)))
        except Exception as error:  # a mistake of ours costs one file, not the build
            reason = f"{name} cannot be read because of a mistake in Zhenwen ({type(error).__name__}: {error})."
            rejected.append(Rejection(name, " ".join(reason.split())))

    extract_all(task.documents, task.name)
    for path, name in task.files:
        taken = take(path)
        extract_all(read(path, name, columns), name)
        fingerprints[name] = settle(path, taken)
    return Batch(
        articles=[pack(article) for _, article, _ in found],
        files=[name for name, _, _ in found],
        rows=[to_row(article, identity) for _, article, identity in found],
        sketches=sketch([article.body for _, article, _ in found]),
        rejected=rejected,
        fingerprints=fingerprints,
        used=dict(used),
        size=task.size,
    )


def work_all(
    tasks: Iterable[Task], columns: Mapping[str, str], corrections: Corrections | None, processes: int
) -> Iterator[Batch]:
    """Do all tasks and give what they gave, in their order; with one process it is this one."""
    if processes == 1:
        yield from (work(task, columns, corrections) for task in tasks)
        return
    with workers.start(processes) as pool:
        waiting: deque[Future[Batch]] = deque()
        try:
            for task in tasks:
                waiting.append(pool.submit(work, task, columns, corrections))
                if len(waiting) > 2 * processes:
                    yield workers.result(waiting.popleft())
            while waiting:
                yield workers.result(waiting.popleft())
        finally:
            for future in waiting:
                future.cancel()

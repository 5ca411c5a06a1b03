"""The part of a build that is done in several processes: documents to articles, batch by batch."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from engine.article import Article
from engine.errors import DocumentRejected
from indexer.collecting import collecting_seldom
from indexer.corrections import Corrections, correct
from indexer.dedupe import Sketches, sketch
from indexer.document import RawDocument
from indexer.fingerprint import Fingerprint, settle, take
from indexer.guard import Begin, Pool
from indexer.identity import Identity
from indexer.memory import Row, to_row
from indexer.pipeline import recognise, say_empty, say_place
from indexer.readers import kind_of, read
from indexer.readers.archive import Allowance, sizes
from indexer.readers.files import size_of
from indexer.report import Rejection
from indexer.spool import pack

_log = logging.getLogger(__name__)
# How much a batch holds, in bytes of its files or characters of its documents.
BATCH = 1_000_000
# Less than this is done sooner by one process than others are started.
WORTH_STARTING = 4_000_000
# A text for which the lists of names are read, before there are processes that would each read them.
WARM = RawDocument(
    "", "河堤添新绿\n2023-06-15 来源：新华社\n本报讯（记者 王林）通州区委书记、西集镇镇长王林今天说，柳树成行。"
)


@dataclass(frozen=True, slots=True)
class Task:
    """Files to read, or documents of the file `name`, read already; `size` is the bytes of input that they stand for.

    Of an archive only `part` is read. `fingerprint` comes with the last documents, or the last part, of a file.
    """

    files: tuple[tuple[Path, str], ...] = ()
    part: range | None = None
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
        kind = kind_of(path, name, columns)
        if kind in ("lines", "table"):
            yield from _share_out(path, name, columns)
        elif kind == "archive":
            yield from _part(path, name)
        else:
            waiting.append((path, name))
            size += size_of(path)
            if size >= BATCH:
                yield Task(files=tuple(waiting), size=size)
                waiting, size = [], 0
    if waiting:
        yield Task(files=tuple(waiting), size=size)


def _part(path: Path, name: str) -> Iterator[Task]:
    """The tasks of an archive: its files are read by those who do them."""
    taken, left, first, size = take(path), size_of(path), 0, 0
    with path.open("rb") as stream:
        members = sizes(stream)
    share = left / max(sum(members), 1)
    for number, member in enumerate(members, 1):
        size += member
        if size >= BATCH and number < len(members):
            packed = min(int(size * share), left)
            yield Task(files=((path, name),), part=range(first, number), size=packed)
            left, first, size = left - packed, number, 0
    yield Task(files=((path, name),), part=range(first, max(len(members), 1)), size=left, fingerprint=taken)


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
    except Exception as error:  # a mistake of ours costs one file, not the build
        rejected = (Rejection(name, _blame(name, error)),)
    fingerprint = settle(path, taken)
    yield Task(name=name, documents=tuple(documents), size=left, rejected=rejected, fingerprint=fingerprint)


@collecting_seldom()
def work(task: Task, columns: Mapping[str, str], corrections: Corrections | None, begin: Begin) -> Batch:
    """Do one task; `begin` is called with the name of each file and record before it is read."""
    rejected = list(task.rejected)
    fingerprints = {task.name: task.fingerprint} if task.fingerprint and not task.files else {}
    found: list[tuple[str, Article, Identity]] = []
    used: defaultdict[str, set[str]] = defaultdict(set)

    def extract_all(documents: Iterable[RawDocument], name: str, step: str) -> None:
        try:
            begin(step)
            for document in documents:
                rejected.extend(Rejection(name, reason) for reason in extract_one(document, name))
        except DocumentRejected as error:
            rejected.append(Rejection(name, str(error)))
        except Exception as error:  # a mistake of ours costs one file, not the build
            rejected.append(Rejection(name, _blame(step, error)))

    def extract_one(document: RawDocument, name: str) -> Iterator[str]:
        before = len(found)
        try:
            for article, identity in recognise(document):
                # Which id it will have is known when all is read; rules that name one are followed then.
                corrected = correct(article, corrections, used[name], "") if corrections else article
                found.append((name, corrected, identity))
        except Exception as error:  # as above
            yield _blame(say_place(document), error)
        else:
            if len(found) == before:
                yield say_empty(document)

    for document in task.documents:
        extract_all((document,), task.name, say_place(document))
    for path, name in task.files:
        taken = task.fingerprint or take(path)
        allowance = Allowance(part=task.part, begin=begin)
        extract_all(read(path, name, columns, allowance), name, name)
        if task.part is None or task.fingerprint:
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


def _blame(name: str, error: Exception) -> str:
    """Why a file could not be read where the reason is ours, on one line; its traceback goes to the log."""
    if isinstance(error, MemoryError):
        return f"{name} needs more memory than reading a file may take."
    _log.error("%r cannot be read because of a mistake in Zhenwen.", name, exc_info=error)
    reason = f"{name} cannot be read because of a mistake in Zhenwen ({type(error).__name__}: {error})."
    return " ".join(reason.split())


def work_all(
    tasks: Iterable[Task],
    columns: Mapping[str, str],
    corrections: Corrections | None,
    processes: int,
    seconds: float,
) -> Iterator[Batch]:
    """Do all tasks, each file and record in at most so many seconds; give what they gave, in their order."""
    next(recognise(WARM), None)
    with Pool(partial(_work, columns=columns, corrections=corrections), processes, seconds) as pool:
        yield from pool.run(tasks)


def _work(task: Task, begin: Begin, columns: Mapping[str, str], corrections: Corrections | None) -> Batch:
    return work(task, columns, corrections, begin)

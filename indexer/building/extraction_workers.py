"""Parallel extraction: documents to articles, batch by batch, in several processes."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from engine.article import Article
from engine.errors import DocumentRejected
from engine.messages import Message
from engine.runtime.garbage_collection import infrequent_gc
from indexer.building.article_spool import pack_article
from indexer.building.build_manifest import ArticleRecord, to_record
from indexer.building.dedupe import Sketches, sketch
from indexer.building.file_fingerprint import FileFingerprint, fingerprint_of, settle_fingerprint
from indexer.building.known_records import KnownRecords, digest_record
from indexer.building.worker_guard import Begin, Pool
from indexer.document import RawDocument
from indexer.metadata.corrections import Corrections, correct
from indexer.metadata.identity import Identity
from indexer.pipeline import recognise, say_empty, say_place
from indexer.readers.archive import Allowance, sizes
from indexer.readers.file_list import size_of
from indexer.readers.file_reader import kind_of, read
from indexer.report import Rejection

_log = logging.getLogger(__name__)
# Size of a batch, in bytes of files or characters of documents.
BATCH_SIZE = 1_000_000
# Known records, in batches, that one task stands for, and the characters that each is taken to have.
MAX_KNOWN_BATCHES, KNOWN_CHARS = 20, 500
# Input smaller than this is processed faster without starting processes.
MIN_PARALLEL_SIZE = 4_000_000
# Text that makes the name lists load before worker processes are forked.
WARM = RawDocument(
    "", "河堤添新绿\n2023-06-15 来源：新华社\n本报讯（记者 王林）通州区委书记、西集镇镇长王林今天说，柳树成行。"
)


@dataclass(frozen=True, slots=True)
class ExtractionTask:
    """Files to read, or parsed documents of the file `name`; `size` is the bytes of input that they represent.

    `digests` are those of the documents. `known` are the positions of articles in the previous generation that take the
    place of further documents, each with the number of documents before. Of an archive only `part` is read.
    `fingerprint` is set with the last documents, or the last part, of a file.
    """

    files: tuple[tuple[Path, str], ...] = ()
    part: range | None = None
    name: str = ""
    documents: tuple[RawDocument, ...] = ()
    digests: tuple[str, ...] = ()
    known: tuple[tuple[int, range], ...] = ()
    size: int = 0
    rejected: tuple[Rejection, ...] = ()
    fingerprint: FileFingerprint | None = None


@dataclass(frozen=True, slots=True)
class ExtractionBatch:
    """Result of a task: articles packed for the spool, each with its file, record and sketch.

    `counts` are the articles of each document of the file `name`, and `known` those of its task. `fingerprints` are
    those of the files that were read to the end; `used` are the corrections that matched in each file.
    """

    articles: list[bytes]
    files: list[str]
    rows: list[ArticleRecord]
    sketches: Sketches
    rejected: list[Rejection] = field(default_factory=list)
    fingerprints: dict[str, FileFingerprint] = field(default_factory=dict)
    used: dict[str, set[str]] = field(default_factory=dict)
    size: int = 0
    name: str = ""
    counts: tuple[int, ...] = ()
    known: tuple[tuple[int, range], ...] = ()


def plan_tasks(
    files: Iterable[tuple[Path, str]], columns: Mapping[str, str], know: Callable[[str], KnownRecords]
) -> Iterator[ExtractionTask]:
    """Yield tasks of about equal size: a file with many records is read here and its documents are distributed.

    `know` returns the records of a file that need no extraction.
    """
    waiting: list[tuple[Path, str]] = []
    size = 0
    for path, name in files:
        kind = kind_of(path, name, columns)
        if kind in ("lines", "table", "xlsx"):
            yield from _share_out(path, name, columns, know(name))
        elif kind == "archive":
            yield from _part(path, name)
        else:
            waiting.append((path, name))
            size += size_of(path)
            if size >= BATCH_SIZE:
                yield ExtractionTask(files=tuple(waiting), size=size)
                waiting, size = [], 0
    if waiting:
        yield ExtractionTask(files=tuple(waiting), size=size)


def _part(path: Path, name: str) -> Iterator[ExtractionTask]:
    """Yield the tasks of an archive, whose files are read by the workers."""
    fingerprint, remaining, first, size = fingerprint_of(path), size_of(path), 0, 0
    with path.open("rb") as stream:
        members = sizes(stream)
    share = remaining / max(sum(members), 1)
    for number, member in enumerate(members, 1):
        size += member
        if size >= BATCH_SIZE and number < len(members):
            packed = min(int(size * share), remaining)
            yield ExtractionTask(files=((path, name),), part=range(first, number), size=packed)
            remaining, first, size = remaining - packed, number, 0
    yield ExtractionTask(
        files=((path, name),), part=range(first, max(len(members), 1)), size=remaining, fingerprint=fingerprint
    )


def _share_out(path: Path, name: str, columns: Mapping[str, str], records: KnownRecords) -> Iterator[ExtractionTask]:
    """Yield the tasks of a file with many records. Errors in records are reported with the last task."""
    waiting, remaining = _Share(name), size_of(path)
    taken = fingerprint_of(path)
    rejected: tuple[Rejection, ...] = ()
    try:
        for document in read(path, name, columns, is_known=records.positions.__contains__):
            waiting.add(document, records)
            if waiting.size >= BATCH_SIZE or waiting.left_out >= BATCH_SIZE * MAX_KNOWN_BATCHES:
                # A Chinese character is three bytes in UTF-8; the last task takes the remainder.
                size = min(3 * (waiting.size + waiting.left_out), remaining)
                yield waiting.task(size)
                waiting, remaining = _Share(name), remaining - size
    except DocumentRejected as error:
        rejected = (Rejection(name, error.message),)
    except Exception as error:  # an internal error costs one file, not the build
        rejected = (Rejection(name, _blame(name, error)),)
    yield replace(waiting.task(remaining), rejected=rejected, fingerprint=settle_fingerprint(path, taken))


@dataclass(slots=True)
class _Share:
    """Documents of a file for one task, and the known ones between them; `size` and `left_out` are their characters."""

    name: str
    documents: list[RawDocument] = field(default_factory=list)
    digests: list[str] = field(default_factory=list)
    known: list[tuple[int, range]] = field(default_factory=list)
    size: int = 0
    left_out: int = 0

    def add(self, document: RawDocument, records: KnownRecords) -> None:
        digest = document.record or digest_record(document)
        if positions := records.find(digest):
            self.known.append((len(self.documents), positions))
            self.left_out += len(document.text) or KNOWN_CHARS
        else:
            self.documents.append(document)
            self.digests.append(digest)
            self.size += len(document.text)

    def task(self, size: int) -> ExtractionTask:
        return ExtractionTask(
            name=self.name,
            documents=tuple(self.documents),
            digests=tuple(self.digests),
            known=tuple(self.known),
            size=size,
        )


@infrequent_gc()
def extract_batch(
    task: ExtractionTask, columns: Mapping[str, str], corrections: Corrections | None, begin: Begin
) -> ExtractionBatch:
    """Run one task; `begin` is called with the name of each file and record before it is read."""
    rejected = list(task.rejected)
    fingerprints = {task.name: task.fingerprint} if task.fingerprint and not task.files else {}
    pairs: list[tuple[str, Article, Identity, str]] = []
    counts: list[int] = []
    used: defaultdict[str, set[str]] = defaultdict(set)

    def extract_all(documents: Iterable[RawDocument], name: str, step: str | Message, digest: str = "") -> None:
        try:
            begin(step)
            for document in documents:
                rejected.extend(Rejection(name, reason) for reason in extract_one(document, name, digest))
        except DocumentRejected as error:
            rejected.append(Rejection(name, error.message))
        except Exception as error:  # an internal error costs one file, not the build
            rejected.append(Rejection(name, _blame(step, error)))

    def extract_one(document: RawDocument, name: str, digest: str) -> Iterator[Message]:
        before = len(pairs)
        try:
            for article, identity in recognise(document):
                # The final id is only known after everything is read; rules that name an id are applied then.
                corrected = correct(article, corrections, used[name], "") if corrections else article
                pairs.append((name, corrected, identity, digest))
        except Exception as error:  # as above
            yield _blame(say_place(document), error)
        else:
            if len(pairs) == before:
                yield say_empty(document)

    for document, digest in zip(task.documents, task.digests, strict=True):
        before = len(pairs)
        extract_all((document,), task.name, say_place(document), digest)
        counts.append(len(pairs) - before)
    for path, name in task.files:
        fingerprint = task.fingerprint or fingerprint_of(path)
        allowance = Allowance(part=task.part, begin=begin)
        extract_all(read(path, name, columns, allowance), name, name)
        if task.part is None or task.fingerprint:
            fingerprints[name] = settle_fingerprint(path, fingerprint)
    forms = [article.to_stored() for _, article, _, _ in pairs]
    return ExtractionBatch(
        articles=[pack_article(stored) for stored in forms],
        files=[name for name, _, _, _ in pairs],
        rows=[
            to_record(article, identity, digest, stored)
            for (_, article, identity, digest), stored in zip(pairs, forms, strict=True)
        ],
        sketches=sketch([article.body for _, article, _, _ in pairs]),
        rejected=rejected,
        fingerprints=fingerprints,
        used=dict(used),
        size=task.size,
        name=task.name,
        counts=tuple(counts),
        known=task.known,
    )


def _blame(name: str | Message, error: Exception) -> Message:
    """Return a one-line message for an internal error; its traceback goes to the log."""
    if isinstance(error, MemoryError):
        return Message("%(name)s needs more memory than reading a file may take.", name=name)
    _log.error("%s cannot be read because of a mistake in Zhenwen.", name, exc_info=error)
    return Message(
        "%(name)s cannot be read because of a mistake in Zhenwen (%(error)s).",
        name=name,
        error=" ".join(f"{type(error).__name__}: {error}".split()),
    )


def run_extraction(
    tasks: Iterable[ExtractionTask],
    columns: Mapping[str, str],
    corrections: Corrections | None,
    processes: int,
    seconds: float,
) -> Iterator[ExtractionBatch]:
    """Run all tasks, with a time limit in seconds per file and record; yield their results in order."""
    next(recognise(WARM), None)
    with Pool(partial(_work, columns=columns, corrections=corrections), processes, seconds) as pool:
        yield from pool.run(tasks)


def _work(
    task: ExtractionTask, begin: Begin, columns: Mapping[str, str], corrections: Corrections | None
) -> ExtractionBatch:
    return extract_batch(task, columns, corrections, begin)

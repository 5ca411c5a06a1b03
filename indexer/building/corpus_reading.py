"""Corpus reading: files to articles in the spool, with a record for each file."""

from __future__ import annotations

import os
from array import array
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path

import numpy as np

from engine.article import Article
from engine.messages import Message
from indexer.building.article_spool import ArticleSpool
from indexer.building.build_inputs import Inputs, columns_of
from indexer.building.build_manifest import ArticleRecord, FileRecord
from indexer.building.dedupe import SKETCH_SIZE, Sketches
from indexer.building.extraction_workers import MIN_PARALLEL_SIZE, ExtractionBatch, plan_tasks, run_extraction
from indexer.building.file_fingerprint import UNREAD_FILE, FileFingerprint
from indexer.building.file_paths import absolute
from indexer.building.known_records import KnownRecords
from indexer.metadata.corrections import Corrections
from indexer.readers.file_list import size_of
from indexer.report import Report

# Number of an article that is not in the spool.
NOT_SPOOLED = -1


@dataclass(slots=True)
class GatheredArticles:
    """Result of reading: the record of each file, and the numbers in the spool of its articles, in their order.

    `kept` are the ids in the previous generation of articles whose record is unchanged; their number is NOT_SPOOLED.
    """

    spool: ArticleSpool
    holdings: dict[str, FileRecord] = field(default_factory=dict)
    numbers: defaultdict[str, array[int]] = field(default_factory=lambda: defaultdict(lambda: array("q")))
    kept: dict[tuple[str, int], str] = field(default_factory=dict)

    def article(self, place: tuple[str, int]) -> Article:
        """Return the article at a position in a file."""
        name, at = place
        return self.spool[self.numbers[name][at]]

    def has(self, place: tuple[str, int]) -> bool:
        """Return True if the article at a position in a file is in the spool; one that went stale stands behind all."""
        numbers, at = self.numbers.get(place[0], ()), place[1]
        return at < len(numbers) and numbers[at] != NOT_SPOOLED


@dataclass(frozen=True, slots=True)
class ExtractionOptions:
    """Extraction settings. `processes` None means one per core if there is enough work, else one.

    No file may take longer than `seconds`; 0 sets no limit. `know` returns the records of a file that need not be
    extracted, since the previous generation has their articles.
    """

    inputs: Inputs
    corrections: Corrections | None
    processes: int | None
    seconds: float
    know: Callable[[str], KnownRecords] = lambda _: KnownRecords()


def gather(
    files: Mapping[str, Path],
    how: ExtractionOptions,
    into: GatheredArticles,
    report: Report,
    tell: Callable[[float, int], None],
) -> None:
    """Read files into `into`; `tell` is called with the completed share and the number of articles."""
    pairs = [(path, name) for name, path in files.items()]
    whole = sum(size_of(path) for path, _ in pairs)
    processes = how.processes or (os.cpu_count() or 1 if whole >= MIN_PARALLEL_SIZE else 1)
    parts = {name: _Parts() for name in files}
    done = 0
    for columns, group in groupby(pairs, lambda pair: columns_of(pair[0], how.inputs)):
        tasks = plan_tasks(list(group), columns, how.know)
        for batch in run_extraction(tasks, columns, how.corrections, processes, how.seconds):
            if batch.known:
                _take_known(batch, into, parts[batch.name], how.know(batch.name))
            else:
                _take(batch, into, parts)
            report.rejected += batch.rejected
            done += batch.size
            tell(done / max(whole, 1), len(into.spool))
    for name, part in parts.items():
        sketches = np.concatenate([np.zeros((0, SKETCH_SIZE), np.uint32), *part.sketches])
        path = absolute(files[name])
        rejected, used = tuple(part.rejected), tuple(sorted(part.used))
        into.holdings[name] = FileRecord(path, part.fingerprint, tuple(part.rows), sketches, rejected, used)


@dataclass(slots=True)
class _Parts:
    """Partial results for a file."""

    rows: list[ArticleRecord] = field(default_factory=list)
    sketches: list[Sketches] = field(default_factory=list)
    rejected: list[Message] = field(default_factory=list)
    used: set[str] = field(default_factory=set)
    fingerprint: FileFingerprint = UNREAD_FILE


def _take(batch: ExtractionBatch, into: GatheredArticles, parts: Mapping[str, _Parts]) -> None:
    first = len(into.spool)
    into.spool.extend(batch.articles)
    numbers: dict[str, list[int]] = {}
    for i, name in enumerate(batch.files):
        numbers.setdefault(name, []).append(i)
    for name, own in numbers.items():
        part = parts[name]
        into.numbers[name].extend([first + i for i in own])
        part.rows += [batch.rows[i] for i in own]
        part.sketches.append(batch.sketches[own])
    _take_notes(batch, parts)


def _take_known(batch: ExtractionBatch, into: GatheredArticles, part: _Parts, records: KnownRecords) -> None:
    """Take the articles of a file's records in order, those that are known from the previous generation."""
    name, first, extracted, documents = batch.name, len(into.spool), 0, 0
    assert records.held
    into.spool.extend(batch.articles)
    for before, positions in (*batch.known, (len(batch.counts), range(0))):
        after = extracted + sum(batch.counts[documents:before])
        into.numbers[name].extend(range(first + extracted, first + after))
        part.rows += batch.rows[extracted:after]
        part.sketches.append(batch.sketches[extracted:after])
        extracted, documents = after, before
        into.kept |= {(name, len(part.rows) + k): records.row(at).id for k, at in enumerate(positions)}
        into.numbers[name].extend([NOT_SPOOLED] * len(positions))
        part.rows += [records.row(at).named() for at in positions]
        part.sketches.append(records.held.sketches[positions.start : positions.stop])
    part.used |= set(records.held.used)
    _take_notes(batch, {name: part})


def _take_notes(batch: ExtractionBatch, parts: Mapping[str, _Parts]) -> None:
    for name, fingerprint in batch.fingerprints.items():
        parts[name].fingerprint = fingerprint
    for name, used in batch.used.items():
        parts[name].used |= used
    for rejection in batch.rejected:
        parts[rejection.file].rejected.append(rejection.reason)

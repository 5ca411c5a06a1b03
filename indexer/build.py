"""A build: files to articles to one new generation of the index."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from engine.article import Article
from engine.backend import Builder
from engine.errors import SearchError
from engine.factory import open_builder
from indexer.corrections import Corrections
from indexer.dedupe import find_leaders
from indexer.readers.files import find_files, size_of
from indexer.report import Report
from indexer.spool import Spool
from indexer.work import WORTH_STARTING, Batch, plan, work_all

# Called with the stage ("reading", "indexing"), the share of it that is done, and the articles so far.
Progress = Callable[[str, float, int], None]


@dataclass(frozen=True, slots=True)
class Options:
    """How to build. `processes` None means one per core where there is enough to do, else this one alone."""

    memory_mb: int = 1024
    processes: int | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    corrections: Corrections | None = None


def build(
    paths: tuple[Path, ...], url: str, options: Options | None = None, progress: Progress | None = None
) -> Report:
    """Write a new generation of the index at `url` from files and folders and switch readers to it.

    Raises SearchError where nothing could be read: the index stays as it is; IndexLocked where another writer is at
    work; SettingError for an address that cannot be.
    """
    options = options or Options()
    begun, report = time.monotonic(), Report()
    builder = open_builder(url, memory_mb=options.memory_mb, processes=options.processes)
    try:
        _fill(builder, paths, options, report, progress or (lambda *_: None))
        report.generation = builder.switch().generation
    except BaseException:
        builder.abandon()
        raise
    report.seconds = round(time.monotonic() - begun, 3)
    return report


def _fill(builder: Builder, paths: tuple[Path, ...], options: Options, report: Report, progress: Progress) -> None:
    """Read everything, find the reprints, and hand the articles over."""
    files = list(find_files(paths, report))
    whole = sum(size_of(path) for path, _ in files)
    processes = options.processes or (os.cpu_count() or 1 if whole >= WORTH_STARTING else 1)
    with Spool() as spool:
        batches: list[Batch] = []
        done = 0
        for batch in work_all(plan(files, options.columns), options.columns, options.corrections, processes):
            spool.extend(batch.articles)
            report.rejected += batch.rejected
            done += batch.size
            batches.append(replace(batch, articles=[]))
            progress("reading", done / max(whole, 1), len(spool))
        if not len(spool):
            raise SearchError(_nothing(report))
        ids = [article_id for batch in batches for article_id in batch.ids]
        last = {article_id: i for i, article_id in enumerate(ids)}
        leaders = find_leaders(
            np.concatenate([batch.sketches for batch in batches]),
            [moment for batch in batches for moment in batch.moments],
            lambda i: spool[i].body,
        )
        report.articles, report.reprints, report.replaced = len(last), len(leaders), len(ids) - len(last)
        builder.add(_grouped(spool, sorted(last.values()), leaders, ids, progress))


def _grouped(
    spool: Spool, numbers: Sequence[int], leaders: Mapping[int, int], ids: Sequence[str], progress: Progress
) -> Iterator[Article]:
    """The articles by their numbers, each reprint with the id of the earliest printing."""
    for done, i in enumerate(numbers, 1):
        group = ids[leaders[i]] if i in leaders else None
        yield replace(spool[i], group=group) if group and group != ids[i] else spool[i]
        if done % 100 == 0 or done == len(numbers):
            progress("indexing", done / len(numbers), done)


def _nothing(report: Report) -> str:
    """Why there is nothing to index, in one sentence."""
    if report.rejected:
        rest = f" and {len(report.rejected) - 1} more were rejected" if len(report.rejected) > 1 else ""
        return f"Nothing could be indexed, so the index stays as it is: {report.rejected[0].reason.rstrip('.')}{rest}."
    return "There is no file in what was named, so the index stays as it is."

"""Articles to the engine: one new generation of the index."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from engine.article import Article
from engine.errors import SearchError
from engine.factory import open_builder
from indexer.pipeline import articles
from indexer.report import Report


def build(paths: tuple[Path, ...], url: str, memory_mb: int) -> Report:
    """Write a new generation of the index at `url` from files and folders and switch readers to it.

    Raises SearchError where nothing could be read, and IndexLocked where another writer is at work.
    """
    report = Report()
    builder = open_builder(url, memory_mb=memory_mb)
    try:
        builder.add(_counted(articles(paths, report), report))
        if not report.articles:
            raise SearchError("No article was found in the files given, so the index stays as it is.")
        builder.switch()
    except BaseException:
        builder.abandon()
        raise
    return report


def _counted(found: Iterator[Article], report: Report) -> Iterator[Article]:
    for article in found:
        report.articles += 1
        yield article

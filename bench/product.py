"""The complete product: an index of articles, searched with facets and highlights, and updated."""

from __future__ import annotations

import multiprocessing
import shutil
import statistics
import time
from collections.abc import Callable, Sequence
from itertools import islice
from pathlib import Path
from typing import TypeVar

from rich.console import Console

from bench import corpus, measure, queries
from bench.worker import memory
from engine.article import Article
from engine.backends.whoosh.whoosh_builder import WhooshBuilder
from engine.factory import open_builder, open_engine
from engine.query.tree import Or, Phrase, Request, Term
from engine.results.snippet import snippets

ADDED = 20
_TIMES = 5
_SAMPLE = 10_000
Asked = TypeVar("Asked")


def report(count: int | None, rebuild: bool) -> None:
    """Print the cost of building, opening, searching, highlighting and updating at `count` documents (None: all)."""
    console = Console()
    folder = corpus.OUT / "indexes" / f"product-{count or 'all'}"
    if rebuild or not folder.exists():
        shutil.rmtree(folder, ignore_errors=True)
        seconds, docs, raw = _build(folder, count)
        size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
        speed, ratio = docs / seconds, size / raw
        console.print(f"{docs:,} articles in {seconds:.1f} s ({speed:,.0f} a second), {ratio:.2f} times the raw text")
    asked = queries.draw(list(islice(corpus.segmented(count), _SAMPLE)))
    # In a separate process whose only data is the index.
    reader = multiprocessing.get_context("spawn").Process(target=_read, args=(folder, asked))
    reader.start()
    reader.join()
    spent, worked = _adding(folder)
    console.print(f"adding {ADDED} articles, visible to a new search: {spent:.3f} s, {worked:.3f} s of it at work")


def _read(folder: Path, asked: dict[str, list[queries.Query]]) -> None:
    console = Console()
    start, worked = time.perf_counter(), time.process_time()
    engine = open_engine(f"whoosh:{folder}")
    opened = time.perf_counter()
    engine.search(Request(Term("樱桃")))
    answered, worked = time.perf_counter(), time.process_time() - worked
    console.print(
        f"open {(opened - start) * 1e3:.1f} ms, open to first answer {(answered - start) * 1e3:.1f} ms, "
        f"{worked * 1e3:.1f} ms of it at work"
    )
    requests = {
        "words, any": [Request(Or(tuple(map(Term, query.words)))) for query in asked["any-word"]],
        "quoted": [Request(Phrase(query.text)) for query in asked["substring"]],
    }
    for kind, wanted in requests.items():
        _print(console, f"{kind}: page of ten with facets and highlights", wanted, engine.search)
        pages = [[hit.article for hit in engine.search(request).hits] for request in wanted]
        full = [(page, request) for page, request in zip(pages, wanted, strict=True) if len(page) == 10]
        _print(
            console, f"{kind}: highlighting ten hits", full, lambda pair: [snippets(a, pair[1].query) for a in pair[0]]
        )
    used = memory()
    console.print(f"memory {used['rss_mb']:.0f} MB, {used['rss_anonymous_mb']:.0f} MB of it not pages of files")


def _build(folder: Path, count: int | None) -> tuple[float, int, int]:
    articles = [corpus.article(document) for document in corpus.raw(count)]
    raw = sum(len((article.title or "").encode()) + len(article.body.encode()) for article in articles)
    start = time.perf_counter()
    builder = open_builder(f"whoosh:{folder}")
    builder.add(articles)
    builder.switch()
    return time.perf_counter() - start, len(articles), raw


def _adding(folder: Path) -> tuple[float, float]:
    """Return wall-clock and CPU seconds of an update, medians of several. The index is a little larger afterwards."""
    engine = open_engine(f"whoosh:{folder}")
    spent, worked = [], []
    for turn in range(_TIMES):
        mark = f"新增{time.time_ns()}"
        articles = [
            Article(f"added-{turn}-{n}", "news", f"{mark}号", f"{mark}，第{n}篇。樱桃红了。") for n in range(ADDED)
        ]
        start, before = time.perf_counter(), time.process_time()
        builder = WhooshBuilder(folder, update=True)
        builder.add(articles)
        builder.switch()
        found = engine.search(Request(Phrase(mark))).total
        spent.append(time.perf_counter() - start)
        worked.append(time.process_time() - before)
        if found != ADDED:
            raise RuntimeError(f"{found} of {ADDED} added articles are found in {folder}.")
    return statistics.median(spent), statistics.median(worked)


def _print(console: Console, what: str, askeds: Sequence[Asked], ask: Callable[[Asked], object]) -> None:
    times = []
    for turn in range(_TIMES + 1):
        passed = []
        for one in askeds:
            start = time.perf_counter()
            ask(one)
            passed.append((time.perf_counter() - start) * 1e3)
        if turn:
            times.append(passed)
    row = measure.row(statistics.median(each) for each in zip(*times, strict=True))
    console.print(f"{what}: " + ", ".join(f"{part.removesuffix('_ms')} {value:.3f} ms" for part, value in row.items()))

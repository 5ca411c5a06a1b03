"""Progress of a build: bars on a terminal, a line a minute in a log."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from engine.messages import translatable, translate
from engine.terminal_text import echo
from indexer.building.index_build import Progress as Meter

STAGES = {"reading": translatable("reading"), "indexing": translatable("indexing")}
# Seconds between two lines in a log.
LOG_SECONDS = 60.0


@contextmanager
def show_progress(console: Console) -> Iterator[Meter]:
    """Yield the function that shows the progress, speed and remaining time of a build on standard error."""
    if not console.is_terminal:
        yield log_progress(time.monotonic)
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TextColumn(translate("{task.fields[articles]:,} articles, {task.fields[rate]:,.0f} a second")),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True) as bars:
        tasks = {
            stage: bars.add_task(translate(name), total=1.0, articles=0, rate=0.0, start=False)
            for stage, name in STAGES.items()
        }

        def meter(stage: str, share: float, articles: int) -> None:
            bar = bars.tasks[tasks[stage]]
            if not bar.started:
                bars.start_task(tasks[stage])
            rate = articles / bar.elapsed if bar.elapsed else 0.0
            bars.update(tasks[stage], completed=min(share, 1.0), articles=articles, rate=rate)

        yield meter


def log_progress(clock: Callable[[], float]) -> Meter:
    """Return a function that prints a line on standard error at most every LOG_SECONDS, none of a short build."""
    begun: dict[str, float] = {}
    last = clock()

    def meter(stage: str, share: float, articles: int) -> None:
        nonlocal last
        now = clock()
        begun.setdefault(stage, now)
        if now - last < LOG_SECONDS:
            return
        last = now
        rate = articles / max(now - begun[stage], 1.0)
        sentence = translatable("%(stage)s: %(percent)s, %(articles)s articles, %(rate)s a second")
        figures = {"percent": f"{min(share, 1.0):.0%}", "articles": f"{articles:,}", "rate": f"{rate:,.0f}"}
        echo(translate(sentence, stage=translate(STAGES[stage]), **figures), err=True)

    return meter

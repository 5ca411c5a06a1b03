"""Progress of a build in a log: a line a minute."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from indexer.cli.progress import LOG_SECONDS, log_progress, show_progress


def test_a_log_has_a_line_a_minute_and_none_of_a_short_build(capsys: pytest.CaptureFixture[str]) -> None:
    now = 0.0
    meter = log_progress(lambda: now)
    for second in range(200):
        now = float(second)
        meter("reading", second / 200, 50 * second)
        if second < LOG_SECONDS:
            assert capsys.readouterr().err == ""
    now += 60
    meter("indexing", 1.2, 10_000)
    lines = capsys.readouterr().err.splitlines()
    assert lines == [
        "reading: 30%, 3,000 articles, 50 a second",
        "reading: 60%, 6,000 articles, 50 a second",
        "reading: 90%, 9,000 articles, 50 a second",
        "indexing: 100%, 10,000 articles, 10,000 a second",
    ]


def test_a_terminal_has_bars() -> None:
    screen = io.StringIO()
    with show_progress(Console(file=screen, force_terminal=True, width=100)) as meter:
        meter("reading", 0.5, 10)
    assert "reading" in screen.getvalue()

"""Web pages under load: response time, size and pages per second."""

from __future__ import annotations

import datetime
import http.client
import json
import os
import random
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from itertools import islice
from statistics import quantiles
from urllib.parse import quote, urlsplit

from bench.corpus import OUT, SEED, Document, raw, segmented
from bench.queries import Query, draw
from bench.worker import resident
from engine.article import Article, Leader
from engine.errors import IndexMissing, IndexVersionError
from engine.factory import open_builder, open_engine

# Documents that queries are drawn from; places and people assigned to articles, the first ones far more often.
SAMPLE, PLACES, PEOPLE = 3000, 3000, 2000


@dataclass(frozen=True, slots=True)
class Row:
    """Figures for one kind of page: `requests` by `clients` concurrent clients; sizes are before compression."""

    page: str
    clients: int
    requests: int
    failures: int
    p50_ms: float
    p95_ms: float
    p99_ms: float
    requests_s: float
    largest_kb: float


def index(count: int | None) -> str:
    """Return the address of an index of `count` articles (None: all), built if missing or in an older format."""
    folder = OUT / "indexes" / f"pages-{count or 'all'}"
    url = f"whoosh:{folder}"
    try:
        open_engine(url).close()
    except (IndexMissing, IndexVersionError):
        builder = open_builder(url)
        builder.add(_articles(count))
        builder.switch()
    return url


def _articles(count: int | None) -> Iterator[Article]:
    dice = random.Random(SEED)
    for document in raw(count):
        place, person = (min(int(dice.paretovariate(0.7)), most) for most in (PLACES, PEOPLE))
        yield Article(
            id=document.id,
            file="bench",
            title=document.title or None,
            body=document.body,
            source=document.source or None,
            date=datetime.datetime.strptime(str(document.date), "%Y%m%d").date() if document.date else None,
            towns=(f"省{place % 31}/市{place % 331}/县{place % 2843}/镇{place}",),
            leaders=(Leader(f"人{person}", "镇长"),),
        )


def addresses(documents: Sequence[Document]) -> dict[str, list[str]]:
    """Return the paths to request for each kind of page."""
    classes = draw(documents)
    paths = {name: [_search(name, query) for query in queries] for name, queries in classes.items()}
    paths["article"] = [f"/article/{quote(d.id, safe='')}?q={quote(d.body[:2])}" for d in documents[:200]]
    paths["home"] = ["/"] * 50
    return paths


def _search(name: str, query: Query) -> str:
    words = {"substring": f'"{query.text}"', "any-word": " OR ".join(query.words)}
    pairs = [("q", words.get(name) or " ".join(query.words)), ("source", query.source)]
    pairs += [("from", _day(query.since)), ("to", _day(query.until)), ("sort", "date" if name == "date-sort" else "")]
    return "/search?" + "&".join(f"{key}={quote(value, safe='')}" for key, value in pairs if value)


def _day(number: int) -> str:
    return f"{number // 10000}-{number // 100 % 100:02}-{number % 100:02}" if number else ""


@contextmanager
def serving(url: str) -> Iterator[tuple[str, int]]:
    """Run a server process over the index at `url`; yields "host:port" and the process id."""
    command = [sys.executable, "-m", "zhenwen", "serve", "--engine", url, "--port", "0"]
    unlimited = {**os.environ, "ZHENWEN_REQUESTS_PER_MINUTE": "0"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=unlimited) as server:
        assert server.stdout
        match = re.search(r"http://\S+", server.stdout.readline())
        assert match, "the server does not say where it is"
        try:
            yield urlsplit(match.group()).netloc, server.pid
        finally:
            server.terminate()


def _ask(site: str, paths: Sequence[str]) -> list[tuple[float, int, int]]:
    """Return milliseconds, status and bytes of each page, over one persistent connection."""
    connection = http.client.HTTPConnection(site, timeout=30)
    answers = []
    for path in paths:
        begun = time.perf_counter()
        connection.request("GET", path)
        answer = connection.getresponse()
        size = len(answer.read())
        answers.append(((time.perf_counter() - begun) * 1000, answer.status, size))
    connection.close()
    return answers


def load(site: str, page: str, paths: Sequence[str], clients: int) -> tuple[Row, list[float]]:
    """Request all `paths`, divided among `clients`; return the figures and the milliseconds of each."""
    begun = time.perf_counter()
    with ThreadPoolExecutor(clients) as pool:
        parts = pool.map(lambda start: _ask(site, paths[start::clients]), range(clients))
        answers = [answer for part in parts for answer in part]
    took = time.perf_counter() - begun
    failures = sum(status >= 500 for _, status, _ in answers)
    times = [milliseconds for milliseconds, _, _ in answers]
    return _row(page, clients, times, failures, len(answers) / took, max(size for _, _, size in answers)), times


def _row(page: str, clients: int, times: Sequence[float], failures: int, rate: float, largest: float) -> Row:
    percent = quantiles(times, n=100, method="inclusive")
    p50, p95, p99 = (round(percent[place - 1], 2) for place in (50, 95, 99))
    return Row(page, clients, len(times), failures, p50, p95, p99, round(rate, 1), round(largest / 1000, 1))


def measure(count: int | None, clients: int) -> bool:
    """Print and store the rows; return whether no page failed.

    The row "first" is all classes together, each query requested for the first time; "again" repeats them, shuffled.
    """
    paths = addresses(list(islice(segmented(SAMPLE), SAMPLE)))
    with serving(index(count)) as (site, process):
        _ask(site, [path for kind in paths.values() for path in kind[:5]])
        rows, first = [], []
        for page, asked in paths.items():
            row, times = load(site, page, asked, 1)
            rows.append(row)
            first += times
        failed, largest = sum(row.failures for row in rows), max(row.largest_kb for row in rows)
        rows.append(_row("first", 1, first, failed, 1000 * len(first) / sum(first), 1000 * largest))
        mixed = [path for asked in paths.values() for path in asked]
        random.Random(SEED).shuffle(mixed)
        rows += [load(site, "again", mixed, number)[0] for number in (1, clients)]
        used = resident(process)
    print(f"{'page':<10} clients requests failures   p50 ms   p95 ms   p99 ms      /s  largest kB")
    for row in rows:
        figures = f"{row.p50_ms:>8.1f} {row.p95_ms:>8.1f} {row.p99_ms:>8.1f} {row.requests_s:>7.1f}"
        print(f"{row.page:<10} {row.clients:>7} {row.requests:>8} {row.failures:>8} {figures} {row.largest_kb:>11.1f}")
    print(f"memory of the server {used['rss_mb']:.0f} MB, {used['rss_anonymous_mb']:.0f} MB of it not pages of files")
    (OUT / "pages.json").write_text(json.dumps([asdict(row) for row in rows], indent=1) + "\n", encoding="utf-8")
    return not any(row.failures for row in rows)

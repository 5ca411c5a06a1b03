"""Web pages over the product's index: start, response times, pages per second, memory."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from itertools import islice
from multiprocessing import get_context
from statistics import quantiles
from urllib.parse import quote

from bench.corpus import OUT, SEED, Document, segmented
from bench.process_figures import page_faults
from bench.queries import Query, draw
from bench.server_process import Server, ask, rest, serving
from bench.whole_documents import product_index
from bench.worker import resident
from engine.factory import open_engine

# Documents that queries are drawn from; articles asked for; pages after which the memory is read.
SAMPLE, ARTICLES, MEMORY_PAGES = 3000, 400, 5000
PROCESSES = 2


@dataclass(frozen=True, slots=True)
class Row:
    """Figures for one kind of page: `requests` by `clients` concurrent clients to a server of `processes`.

    Sizes are before compression; `cpu_ms` is the processor time of the server for a page.
    """

    page: str
    processes: int
    clients: int
    requests: int
    failures: int
    p50_ms: float
    p95_ms: float
    p99_ms: float
    requests_s: float
    cpu_ms: float
    largest_kb: float


def addresses(url: str, documents: Sequence[Document]) -> dict[str, list[str]]:
    """Return the paths to request for each kind of page."""
    paths = {name: [_search(name, query) for query in queries] for name, queries in draw(documents).items()}
    engine = open_engine(url)
    articles = [(article.id, article.body[:2]) for article in islice(engine.articles(), ARTICLES)]
    engine.close()
    paths["article"] = [f"/article/{quote(name, safe='')}?q={quote(words, safe='')}" for name, words in articles]
    paths["home"] = ["/"] * 50
    return paths


def more_addresses(documents: Sequence[Document], count: int) -> list[str]:
    """Return `count` different searches for words, pairs of words and quoted texts of the documents."""
    dice = random.Random(SEED)
    paths: dict[str, None] = {}
    while len(paths) < count:
        document = dice.choice(documents)
        words = [word for word in document.body_words.split(" ") if len(word) > 1] or [document.body[:4]]
        start = dice.randrange(max(1, len(document.body) - 4))
        quoted = '"' + document.body[start : start + 4].replace('"', "") + '"'
        text = dice.choice([dice.choice(words), f"{dice.choice(words)} {dice.choice(words)}", quoted])
        paths[f"/search?q={quote(text, safe='')}"] = None
    return list(paths)


def _search(name: str, query: Query) -> str:
    words = {"substring": f'"{query.text}"', "any-word": " OR ".join(query.words)}
    pairs = [("q", words.get(name) or " ".join(query.words)), ("source", query.source)]
    pairs += [("from", _day(query.since)), ("to", _day(query.until)), ("sort", "date" if name == "date-sort" else "")]
    return "/search?" + "&".join(f"{key}={quote(value, safe='')}" for key, value in pairs if value)


def _day(number: int) -> str:
    return f"{number // 10000}-{number // 100 % 100:02}-{number % 100:02}" if number else ""


def load(server: Server, page: str, paths: Sequence[str], clients: int) -> tuple[Row, list[float]]:
    """Request all `paths`, divided among `clients`; return the figures and the milliseconds of each."""
    # Clients in processes: as threads they would wait for one another.
    with ProcessPoolExecutor(clients, get_context("spawn")) as pool:
        list(pool.map(ask, [server.site] * clients, [["/healthz"]] * clients))
        begun, worked = time.perf_counter(), server.cpu_seconds()
        parts = pool.map(ask, [server.site] * clients, [paths[start::clients] for start in range(clients)])
        answers = [answer for part in parts for answer in part]
        took, worked = time.perf_counter() - begun, server.cpu_seconds() - worked
    failures = sum(status >= 400 for _, status, _ in answers)
    times = [milliseconds for milliseconds, _, _ in answers]
    largest = max(size for _, _, size in answers)
    rates = len(answers) / took, 1000 * worked / len(answers)
    return _row(page, len(server.processes), clients, times, failures, rates, largest), times


def _row(
    page: str,
    processes: int,
    clients: int,
    times: Sequence[float],
    failures: int,
    rates: tuple[float, float],
    largest: float,
) -> Row:
    percent = quantiles(times, n=100, method="inclusive")
    p50, p95, p99 = (round(percent[place - 1], 2) for place in (50, 95, 99))
    speed, cpu = (round(rate, 2) for rate in rates)
    return Row(page, processes, clients, len(times), failures, p50, p95, p99, speed, cpu, round(largest / 1000, 1))


def measure(count: int | None, clients: int) -> bool:
    """Print and store the rows; return whether no page failed.

    The row "first" is all searches, each asked for the first time; "again" repeats all pages, shuffled, by one client
    and by several, to one process and to several.
    """
    url = f"whoosh:{product_index(count) / 'index'}"
    documents = list(islice(segmented(SAMPLE), SAMPLE))
    paths = addresses(url, documents)
    mixed = [path for asked in paths.values() for path in asked]
    random.Random(SEED).shuffle(mixed)
    with serving(url) as server:
        rows, first, worked = [], [], 0.0
        for page, asked in paths.items():
            row, times = load(server, page, asked, 1)
            rows.append(row)
            if page not in ("article", "home"):
                first += times
                worked += row.cpu_ms * row.requests
        failed, largest = sum(row.failures for row in rows), max(row.largest_kb for row in rows)
        rates = 1000 * len(first) / sum(first), worked / len(first)
        rows.append(_row("first", 1, 1, first, failed, rates, 1000 * largest))
        rows += [load(server, "again", mixed, number)[0] for number in (1, clients)]
    with serving(url, PROCESSES) as server:
        rest(server)
        rows.append(load(server, "again", mixed, clients)[0])
    figures = [_memory(url, documents, settings) for settings in ({}, {"resident_mb": 1_000_000})]
    _print(rows, figures)
    stored = {"pages": [asdict(row) for row in rows], "memory": figures}
    (OUT / "pages.json").write_text(json.dumps(stored, indent=1) + "\n", encoding="utf-8")
    return not any(row.failures for row in rows)


def _memory(url: str, documents: Sequence[Document], settings: Mapping[str, object]) -> dict[str, float]:
    """Return the memory of a server in MB, and its page faults, when ready and after many different searches."""
    with serving(url, settings=settings) as server:
        before, faults = resident(server.processes[0]), page_faults(server.processes[0])
        load(server, "memory", more_addresses(documents, MEMORY_PAGES), 1)
        after, later = resident(server.processes[0]), page_faults(server.processes[0])
        return {
            "ready_s": round(server.ready_s, 2),
            "pages": MEMORY_PAGES,
            "ready_anonymous_mb": round(before["rss_anonymous_mb"]),
            "ready_mapped_mb": round(before["rss_mb"] - before["rss_anonymous_mb"]),
            "anonymous_mb": round(after["rss_anonymous_mb"]),
            "mapped_mb": round(after["rss_mb"] - after["rss_anonymous_mb"]),
            "minor_faults": later[0] - faults[0],
            "major_faults": later[1] - faults[1],
            "releases_pages": not settings,
        }


def _print(rows: Sequence[Row], figures: Sequence[dict[str, float]]) -> None:
    print(f"{'page':<10} processes clients requests failures   p50 ms   p95 ms   p99 ms      /s   cpu ms  largest kB")
    for row in rows:
        times = f"{row.p50_ms:>8.1f} {row.p95_ms:>8.1f} {row.p99_ms:>8.1f} {row.requests_s:>7.1f} {row.cpu_ms:>8.1f}"
        counts = f"{row.processes:>9} {row.clients:>7} {row.requests:>8} {row.failures:>8}"
        print(f"{row.page:<10} {counts} {times} {row.largest_kb:>11.1f}")
    for one in figures:
        kept = "pages of the index let go beyond resident_mb" if one["releases_pages"] else "no page let go"
        faults = f"{one['minor_faults']:,} page faults, {one['major_faults']:,} of them from the disk"
        print(
            f"ready after {one['ready_s']:.2f} s with {one['ready_anonymous_mb']} MB of its own and "
            f"{one['ready_mapped_mb']} MB mapped; after {one['pages']:,} searches {one['anonymous_mb']} and "
            f"{one['mapped_mb']} MB, {faults} ({kept})"
        )

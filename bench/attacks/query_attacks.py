"""Expensive queries, sequentially and concurrently from one address."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote

from bench.attacks.dear import COMMON, DEAR, paths
from bench.attacks.target import ATTACKER, Target

CLIENTS, REQUESTS_PER_CLIENT = 12, 2
QUERIES = tuple(DEAR.values())


def one_by_one(target: Target) -> str:
    """Request the results page of each query once and name the one with the most CPU time."""
    statuses: Counter[int | str] = Counter()
    dearest = (0.0, "")
    for query in QUERIES:
        before = target.processor()
        status, _ = target.ask(f"/search?q={quote(query, safe='')}", ATTACKER, timeout=60)
        statuses[status] += 1
        dearest = max(dearest, (target.processor() - before, query))
    return f"{_told(statuses)}; the dearest {dearest[0]:.1f} s: {dearest[1][:24]}…"


def together(target: Target) -> str:
    """Send twelve concurrent requests from one address, in several rounds."""
    paths = [
        f"/search?q={quote(QUERIES[number % len(QUERIES)], safe='')}" for number in range(CLIENTS * REQUESTS_PER_CLIENT)
    ]
    with ThreadPoolExecutor(CLIENTS) as pool:
        statuses = Counter(status for status, _ in pool.map(lambda path: target.ask(path, timeout=60), paths))
    return _told(statuses)


def elsewhere(target: Target) -> str:
    """Search for any of the frequent characters on every other page that takes a query, and name the costliest page."""
    statuses: Counter[int | str] = Counter()
    dearest = (0.0, "")
    for path in paths(quote(" OR ".join(COMMON[:190]), safe="")):
        before = target.processor()
        status, _ = target.ask(path, ATTACKER, timeout=60)
        statuses[status] += 1
        dearest = max(dearest, (target.processor() - before, path.partition("?")[0]))
    return f"{_told(statuses)}; the dearest {dearest[0]:.1f} s: {dearest[1]}"


def _told(statuses: Counter[int | str]) -> str:
    return " ".join(f"{count}×{status}" for status, count in sorted(statuses.items(), key=lambda item: str(item[0])))

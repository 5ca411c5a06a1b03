"""Soak test: readers of every kind while the index is rebuilt again and again.

python -m bench.soak [--seconds 1800] [--clients 6] [--articles 2000] [--seed N]

Two editions of the same articles alternate. The run passes if every answer has the expected status, no answer mixes
articles of both editions, no file ends early, and the server's memory and open files do not grow. Some readers send
expensive queries all the time: the server's memory is at most PEAK, and REST afterwards. Exits 1 on any failure.
"""

from __future__ import annotations

import argparse
import contextlib
import datetime
import http.client
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from urllib.parse import quote, urlsplit

from bench.attacks.query_attacks import QUERIES
from engine.article import Article, Leader
from engine.factory import open_builder

WORDS = [
    "樱桃",
    "防汛",
    "运河",
    "果园",
    "治理",
    "露营",
    "灌溉",
    "图书",
    "老楼",
    "电梯",
    "稻田",
    "湿地",
    "骑行",
    "社区",
    "食堂",
    "养老",
    "产业",
    "招商",
    "河长",
    "垃圾",
]
SOURCES = [f"样报{n}" for n in range(12)]
PAUSE = 4.0  # seconds between two builds
SAMPLED = 2.0  # seconds between two samples of memory and open files
# Tolerated growth from the second quarter to the last: a factor for memory, a number of open files.
MEMORY, FILES = 1.10, 8
# Maximum memory of the server in MB under load, and after so many idle seconds.
PEAK, REST, RESTING = 400, 350, 10.0
# Readers who send expensive queries; the statuses these may get.
HOSTILE, ANSWERS = 2, (200, 400, 503)
_EDITION = re.compile(r"第([一二])版")


@dataclass
class Ran:
    """Results: answers by kind, failures, number of builds, memory in MB and open files over time."""

    answers: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    builds: int = 0
    samples: list[tuple[float, float]] = field(default_factory=list)
    peak: float = 0.0
    rest: float = 0.0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def tell(self, kind: str, problem: str | None) -> None:
        """Count an answer."""
        with self.lock:
            self.answers[kind] += 1
            if problem:
                self.wrong.append(f"{kind}: {problem}")


def articles(edition: str, count: int, seed: int) -> Iterator[Article]:
    """Yield the articles of an edition, which each has in its title."""
    dice = random.Random(seed)
    for number in range(count):
        words = dice.sample(WORDS, 6)
        day = datetime.date(2015, 1, 1) + datetime.timedelta(dice.randrange(4000))
        yield Article(
            id=f"s{number}",
            file="soak",
            title=f"第{edition}版 {words[0]}与{words[1]}",
            body=f"{'，'.join(words)}。" * dice.randrange(2, 9),
            source=dice.choice(SOURCES),
            date=day,
            towns=(f"北京市/通州区/样镇{dice.randrange(40)}",),
            leaders=(Leader(f"样人{dice.randrange(60)}", "镇长"),),
        )


def build(data: Path, edition: str, count: int, seed: int) -> None:
    """Make this edition the current index."""
    builder = open_builder(f"whoosh:{data / 'index'}", processes=1)
    builder.add(articles(edition, count, seed))
    builder.switch()


@contextlib.contextmanager
def serving(data: Path) -> Iterator[tuple[str, int]]:
    """Run a server process; yields host:port and the process id."""
    command = [sys.executable, "-m", "zhenwen", "serve", "--data", str(data), "--port", "0"]
    unlimited = {**os.environ, "ZHENWEN_REQUESTS_PER_MINUTE": "0", "ZHENWEN_EXPORTS_PER_MINUTE": "0"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=unlimited) as server:
        assert server.stdout
        match = re.search(r"http://\S+", server.stdout.readline())
        assert match, "the server does not say where it is"
        try:
            _wait_until_ready(site := urlsplit(match.group()).netloc)
            yield site, server.pid
        finally:
            server.terminate()


def _wait_until_ready(site: str) -> None:
    status = 0
    while status != 200:
        connection = http.client.HTTPConnection(site, timeout=30)
        connection.request("GET", "/readyz")
        status = connection.getresponse().status
        connection.close()
        time.sleep(0.1)


def paths(dice: random.Random, count: int) -> tuple[str, str, int]:
    """Return a kind of request, its path and the expected status."""
    word, other = (quote(word) for word in dice.sample(WORDS, 2))
    number, source = dice.randrange(count), quote(dice.choice(SOURCES))
    town = quote(f"样镇{dice.randrange(40)}")
    return dice.choice(
        [
            ("search", f"/search?q={word}", 200),
            ("search", f"/search?q={word}%20OR%20{other}&page={dice.randrange(1, 9)}", 200),
            ("search", f"/search?q=%22{word}%22&source={source}&from=2018&sort=date", 200),
            ("search", f"/search?q={word}%20-{other}&town={town}", 200),
            ("article", f"/article/s{number}?q={word}", 200),
            ("facet", f"/facet/leader?q={word}", 200),
            ("suggest", f"/suggest?q={word[:3]}", 200),
            ("api", f"/api/v1/search?q={word}&size=50", 200),
            ("api", f"/api/v1/explain?q={word}&article=s{number}", 200),
            ("home", "/", 200),
            ("feed", f"/feed?q={word}", 200),
            ("file", f"/export.jsonl?q={word}", 200),
            ("mistake", f"/search?q=({word}", 200),
            ("wrong", "/search?from=x", 400),
            ("missing", f"/article/none{number}", 404),
        ]
    )


def wrong_with(kind: str, answer: http.client.HTTPResponse, content: bytes, right: int) -> str | None:
    """Return what is wrong with an answer; None if it is right."""
    if answer.status != right:
        return f"{answer.status} instead of {right}: {content[:200].decode('utf-8', 'replace')}"
    text = content.decode("utf-8")
    if len(set(_EDITION.findall(text))) > 1:
        return "articles of both editions in one answer"
    if kind == "file" and len(text.splitlines()) != int(answer.headers["X-Total-Count"]):
        return f"{len(text.splitlines())} lines of {answer.headers['X-Total-Count']}"
    return None


def read(site: str, number: int, seed: int, count: int, end: float, ran: Ran) -> None:
    """Send requests one after another as one reader with its own address, until the end."""
    dice = random.Random(seed + number)
    connection = http.client.HTTPConnection(site, timeout=30, source_address=(f"127.0.1.{number + 1}", 0))
    while time.monotonic() < end:
        kind, path, right = paths(dice, count)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            ran.tell(kind, wrong_with(kind, answer, answer.read(), right))
        except (OSError, http.client.HTTPException) as error:
            ran.tell(kind, f"{path}: {error!r}")
            connection.close()
    connection.close()


def attack(site: str, number: int, end: float, ran: Ran) -> None:
    """Send expensive queries, each made distinct from the others."""
    connection = http.client.HTTPConnection(site, timeout=60, source_address=(f"127.0.2.{number + 1}", 0))
    dice = random.Random(number)
    while time.monotonic() < end:
        query = f"{dice.choice(QUERIES)} {dice.choice(WORDS)}{dice.randrange(10**6)}"
        try:
            connection.request("GET", f"/search?q={quote(query, safe='')}")
            answer = connection.getresponse()
            answer.read()
            ran.tell("dear", None if answer.status in ANSWERS else f"{query}: {answer.status}")
        except (OSError, http.client.HTTPException) as error:
            ran.tell("dear", f"{query}: {error!r}")
            connection.close()
    connection.close()


def watch(process: int, end: float, ran: Ran) -> None:
    """Sample the memory and the open files of the server."""
    page = os.sysconf("SC_PAGE_SIZE")
    while time.monotonic() < end:
        resident = int(Path(f"/proc/{process}/statm").read_text(encoding="ascii").split()[1]) * page / 1e6
        ran.samples.append((resident, len(list(Path(f"/proc/{process}/fd").iterdir()))))
        time.sleep(SAMPLED)


def rebuild(data: Path, count: int, seed: int, end: float, ran: Ran) -> None:
    """Switch between the editions, building in separate processes."""
    while time.monotonic() < end:
        edition = "二一"[ran.builds % 2]
        call = f"build(Path({str(data)!r}), {edition!r}, {count}, {seed})"
        code = f"from pathlib import Path; from bench.soak import build; {call}"
        process = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
        if process.returncode:
            ran.tell("build", process.stderr[-300:])
            return
        ran.builds += 1
        time.sleep(PAUSE)


def grown(samples: list[tuple[float, float]]) -> str | None:
    """Return the growth from the second quarter to the last; None if there is none or there are too few samples."""
    quarter = len(samples) // 4
    if quarter < 3:
        return None
    early, late = samples[quarter : 2 * quarter], samples[3 * quarter :]
    (memory, files), (memory_late, files_late) = (
        (median(one[0] for one in part), median(one[1] for one in part)) for part in (early, late)
    )
    if memory_late > memory * MEMORY + 20:
        return f"memory grew from {memory:.0f} to {memory_late:.0f} MB"
    if files_late > files + FILES:
        return f"open files grew from {files:.0f} to {files_late:.0f}"
    return None


def run(seconds: float, clients: int, count: int, seed: int) -> Ran:
    """Run readers, builds and sampling at the same time."""
    ran = Ran()
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        build(data, "一", count, seed)
        with serving(data) as (site, process):
            end = time.monotonic() + seconds
            threads = [threading.Thread(target=read, args=(site, n, seed, count, end, ran)) for n in range(clients)]
            threads += [threading.Thread(target=attack, args=(site, n, end, ran)) for n in range(HOSTILE)]
            threads.append(threading.Thread(target=watch, args=(process, end, ran)))
            threads.append(threading.Thread(target=rebuild, args=(data, count, seed, end, ran)))
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            time.sleep(RESTING)
            ran.peak, ran.rest = _memory(process, "VmHWM"), _memory(process, "VmRSS")
    if problem := grown(ran.samples):
        ran.wrong.append(problem)
    if ran.peak > PEAK or ran.rest > REST:
        ran.wrong.append(f"memory was {ran.peak:.0f} MB at most and {ran.rest:.0f} MB afterwards")
    return ran


def _memory(process: int, name: str) -> float:
    """Return VmRSS or VmHWM of a process, in MB."""
    match = re.search(rf"{name}:\s+(\d+)", Path(f"/proc/{process}/status").read_text(encoding="ascii"))
    return int(match[1]) / 1000 if match else 0.0


def main() -> int:
    """Run, print the results and return the exit status."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seconds", type=float, default=1800)
    parser.add_argument("--clients", type=int, default=6)
    parser.add_argument("--articles", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    args = parser.parse_args()
    print(f"seed {args.seed}: {args.clients} readers for {args.seconds:g} s, {args.articles} articles", flush=True)
    ran = run(args.seconds, args.clients, args.articles, args.seed)
    ends = [ran.samples[place] for place in (len(ran.samples) // 4, len(ran.samples) // 2, -1)] if ran.samples else []
    told = {"answers": sum(ran.answers.values()), "by kind": dict(ran.answers), "builds": ran.builds}
    told |= {"memory MB, open files at 1/4, 1/2, end": [(round(a), round(b)) for a, b in ends], "wrong": len(ran.wrong)}
    told |= {"peak MB": round(ran.peak), "after a rest MB": round(ran.rest)}
    print(json.dumps(told))
    for problem in ran.wrong[:20]:
        print(problem)
    return 1 if ran.wrong or not ran.answers or not ran.builds else 0


if __name__ == "__main__":
    sys.exit(main())

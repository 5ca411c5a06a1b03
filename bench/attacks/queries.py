"""Dear queries: one at a time, and many at a time from one address."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote

from bench.attacks.target import ATTACKER, Target

MANY, ROUNDS = 12, 2
# Wildcards dense in what is frequent, many branches, wide distances, exclusions, long phrases of frequent signs.
QUERIES = (
    ".*.*.*.*.*.*x",
    "“岳阳市中级人民法院布告” OR .*.*.*.*.*.*.*x",
    "、*" * 18 + "镇",
    "a*a*a*a*a*a*a*a*a*x",
    "的*" * 300,
    "的*" * 500,
    " ".join(f"的?{sign}" for sign in "一是在不了有和人这中大为上个国我以要他时来"),
    " OR ".join(f"“{a}{b}”" for a in "的一是在不了有和" for b in "人这中大为上个国"),
    " OR ".join(f"{a}*{b}" for a in "的一是在不了" for b in "人这中大为上"),
    " NEAR/999 ".join("的一是在不了有和人这中大为上个国我以要他时来"),
    " ".join(f"-{sign}" for sign in "樱桃节镇村书记长乡街道水电厂学校园林场站"),
    "的 " * 400,
    "“" + "的一是在不了" * 60 + "”",
    "1*2*3*4*5*6*7*8*9*0",
    "?" * 40 + "的",
    "标题:*的* OR 正文:*的* OR 来源:*报*",
    "(" * 30 + "的*一" + ")" * 30,
    "的 OR " * 150 + "一",
    " ".join("、*。" for _ in range(120)),
    "年*月*日*时*分 OR 第*届*次*会议*镇",
)


def one_by_one(target: Target) -> str:
    """Each query once, its answers as pages; the dearest is named."""
    statuses: Counter[int | str] = Counter()
    dearest = (0.0, "")
    for query in QUERIES:
        before = target.processor()
        status, _ = target.ask(f"/search?q={quote(query, safe='')}", ATTACKER, timeout=60)
        statuses[status] += 1
        dearest = max(dearest, (target.processor() - before, query))
    return f"{_told(statuses)}; the dearest {dearest[0]:.1f} s: {dearest[1][:24]}…"


def together(target: Target) -> str:
    """Twelve at a time from one address, several rounds."""
    paths = [f"/search?q={quote(QUERIES[number % len(QUERIES)], safe='')}" for number in range(MANY * ROUNDS)]
    with ThreadPoolExecutor(MANY) as pool:
        statuses = Counter(status for status, _ in pool.map(lambda path: target.ask(path, timeout=60), paths))
    return _told(statuses)


def _told(statuses: Counter[int | str]) -> str:
    return " ".join(f"{count}×{status}" for status, count in sorted(statuses.items(), key=lambda item: str(item[0])))

"""Fuzzing of queries: any text can be parsed, printed, reparsed, described and searched, or raises QuerySyntaxError."""

from __future__ import annotations

import random
import time
import traceback
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field

from engine.backend import Engine
from engine.errors import QuerySyntaxError, QueryTooCostly
from engine.query.description import query_parts
from engine.query.parser import MAX_QUERY_CHARS, parse, parse_leniently
from engine.query.printer import format_query
from engine.query.tree import Every, Request
from engine.search import search_with_relaxation
from engine.vocabulary import Vocabulary

EXPANSION = Vocabulary().expansion

SLOW = 1.0  # seconds
PIECES = (
    *"的了樱桃镇年月日一二三〇零十百千万与或非至到—…·“”‘’「」『』《》【】（）()[]{}〔〕\"'`",
    *"＋－＊？：；，。、！～｜＆＃％＠＝＜＞＼／＾＿０１２ＡＢ＂＇",
    *"+-*?:;,.!~|&#%@=<>\\/^_ \t\n\r\u3000\u00a0\u200b\u200d\ufeff\u202e\u0000\u0301\ud800\udfff\ue000",
    *"\U0001f600\U00020000",
    "AND", "OR", "NOT", "NEAR", "NEAR/5", "NEAR~999", "and", "&&", "||", "..", "...", "……", "——",
    "标题:", "来源：", "镇:", "领导:", "日期:", "date:", "title:", "nosuch:", "标题:(", "日期:..", "日期:2023..",
    "2023", "2023年6月", "2023-06-01..2023-06-30", "近三个月", "近9999999年", "二〇二三年",
    "9999-99-99", "0000", "20230230",
    "西集镇", "潮县镇", "3+1", "U谷", "1#楼", "“七有”", "二十年之问", "马*文", "??", "***",
    "什么", "怎么样", "網絡", "Ｗｈｏｏｓｈ",
    "SELECT", "<script>", "{{7*7}}", "../..", "%00", "%s", "\\x", "a" * 50, "樱" * 60, "(" * 40, "-" * 30, "NOT " * 20,
)  # fmt: skip


@dataclass
class Outcome:
    """Number of queries tried, and those that failed, were slow, or did not round-trip through the printer."""

    tried: int = 0
    broken: list[str] = field(default_factory=list)
    slow: list[str] = field(default_factory=list)
    unstable: list[str] = field(default_factory=list)
    slowest: float = 0.0

    @property
    def good(self) -> bool:
        """Return whether nothing failed."""
        return not (self.broken or self.slow or self.unstable)


def queries(count: int, seed: int) -> Iterator[str]:
    """Yield `count` texts, made of usual and of malformed query syntax."""
    chance = random.Random(seed)
    for _ in range(count):
        kind = chance.random()
        if kind < 0.8:
            yield "".join(
                chance.choice(PIECES) + (" " if chance.random() < 0.2 else "") for _ in range(chance.randint(0, 9))
            )
        elif kind < 0.95:
            yield "".join(chr(chance.randrange(0x20, 0x3100)) for _ in range(chance.randint(1, 30)))
        else:
            yield "".join(chr(chance.randrange(0x110000)) for _ in range(chance.randint(1, 60)))


def try_all(count: int, seed: int, engine: Engine | None = None) -> Outcome:
    """Parse, print, describe and, if an engine is given, search `count` queries."""
    outcome = Outcome()
    with suppress(Exception):  # only loads what the first query would wait for; failures are counted below
        try_query("樱桃 潮县镇", Outcome(), engine)
    for text in queries(count, seed):
        outcome.tried += 1
        spent = _timed(text, outcome, engine)
        if spent > SLOW:  # garbage collection may have run during it
            spent = min(spent, _timed(text, Outcome(), engine))
        outcome.slowest = max(outcome.slowest, spent)
        if spent > SLOW:
            outcome.slow.append(f"{text!r}: {spent:.2f} s")
    return outcome


def _timed(text: str, outcome: Outcome, engine: Engine | None) -> float:
    """Try one query and return its CPU seconds."""
    started = time.thread_time()
    try:
        try_query(text, outcome, engine)
    except Exception:
        outcome.broken.append(f"{text!r}: {traceback.format_exc(limit=-2)}")
    return time.thread_time() - started


def try_query(text: str, outcome: Outcome, engine: Engine | None = None) -> None:
    """Parse, print, describe and search one text; note in `outcome` what is wrong."""
    reading = parse_leniently(text)
    try:
        parse(text)
    except QuerySyntaxError as mistake:
        if not (str(mistake) and 0 <= mistake.start <= mistake.end <= len(text)):
            outcome.broken.append(f"{text!r}: the place of the mistake is {mistake.start}..{mistake.end}")
    printed = format_query(reading.query)
    if len(printed) <= MAX_QUERY_CHARS and parse_leniently(printed).query != reading.query:
        outcome.unstable.append(f"{text!r} is printed as {printed!r}")
    for chip in query_parts(reading.query, EXPANSION):
        parse_leniently(chip.without)
    EXPANSION.expand(reading.whole)
    if engine:
        try:
            engine.correct(reading.query, text)
            search_with_relaxation(engine, reading, Request(Every(), limit=10))
        except QueryTooCostly:
            return


def report(count: int, seeds: int, first: int, engine: Engine | None = None) -> bool:
    """Print the results of `count` queries, divided among `seeds` seeds; return True if nothing failed."""
    good = True
    for seed in range(first, first + seeds):
        outcome = try_all(count // seeds, seed, engine)
        print(f"seed {seed}: {outcome.tried:,} queries, slowest {outcome.slowest * 1e3:.0f} ms", flush=True)
        for name, wrong in (("broken", outcome.broken), ("slow", outcome.slow), ("unstable", outcome.unstable)):
            for line in wrong[:5]:
                print(f"  {name}: {line}")
        good &= outcome.good
    return good

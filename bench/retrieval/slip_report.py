"""Mistyped queries: how often the right text is offered first, and how often a right query is doubted.

The slips are made by chance (seeded) from names, words and phrases of headlines of an index, and read from slips.tsv,
typed by hand. `learn_weights` learns from the half `learn` of the generated ones, the others only judge; the weights in
use were learnt from an earlier sample of the same kinds.
"""

from __future__ import annotations

import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np

from engine.backend import Engine
from engine.backends.whoosh.generation_searcher import GenerationSearcher
from engine.query.parser import parse_leniently
from engine.query.tree import Every, Phrase, Request
from engine.suggest.confusable import lookalikes
from engine.text.normalize import fold
from engine.text.pinyin import full_pinyin, near_sound, readings_of
from engine.text.segmenter import cut_words

SEED = 19
STEPS, RATE, DECAY = 600, 0.002, 0.5  # of learning the weights
SLIPS, RIGHT_QUERIES, HEADLINES = 1200, 2000, 12_000
MIN_ARTICLES, MIN_RATIO = 5, 20  # of what was meant, and how many times more than of what was typed
KINDS = {"same sound": 35, "near sound": 15, "look": 15, "swapped": 10, "missing": 10, "extra": 5, "both": 10}
POOLS = {"names": 30, "words": 25, "phrases": 25, "pairs": 20}
_HAN = re.compile(r"[\u4e00-\u9fff]+")


@dataclass(frozen=True, slots=True)
class Slip:
    """A typed text and what was meant; `half` is learn, judge or hand."""

    typed: str
    meant: str
    pool: str
    half: str


class _Keyboard:
    """Makes slips like those of a reader who types pinyin, from the characters of these texts."""

    def __init__(self, chance: random.Random, texts: Sequence[str]) -> None:
        self._chance, self._counts = chance, Counter("".join(texts))
        self._same: dict[str, list[str]] = defaultdict(list)
        self._near: dict[str, list[str]] = defaultdict(list)
        for char, readings in readings_of().items():
            if self._counts[char] >= 3:
                self._same[readings[0]].append(char)
                self._near[near_sound(readings[0])].append(char)

    def slip(self, text: str) -> str | None:
        """Return `text` with a slip of a random kind, None where it is too short for it."""
        kind = self._chance.choices(list(KINDS), list(KINDS.values()))[0]
        place = self._chance.randrange(len(text))
        before, char, after = text[:place], text[place], text[place + 1 :]
        if kind == "missing":
            return before + after if len(text) > 3 else None
        if kind == "extra":
            return before + char + char + after if len(text) > 2 else None
        if kind == "swapped":
            return before + after[0] + char + after[1:] if after and len(text) > 2 else None
        if kind == "both":
            pair = (self._other(self._same, char), self._other(self._same, after[:1]))
            return before + "".join(pair) + after[1:] if all(pair) else None
        if kind == "look":
            alike = [other for other in lookalikes().get(char, "")[:6] if self._counts[other] >= 3]
            return before + self._chance.choice(alike) + after if alike else None
        other = self._other(self._same if kind == "same sound" else self._near, char)
        return before + other + after if other else None

    def _other(self, groups: dict[str, list[str]], char: str) -> str:
        reading = readings_of().get(char, ("",))[0]
        others = [other for other in groups.get(reading, groups.get(near_sound(reading), ())) if other != char]
        return self._chance.choices(others, [self._counts[other] ** 0.5 for other in others])[0] if others else ""


def count(engine: Engine, text: str) -> int:
    """Return the number of articles with this text."""
    return engine.search(Request(Phrase(text), limit=0, passages=False, counted=())).total


def headlines(engine: Engine) -> list[str]:
    """Return a random sample of the headlines."""
    titles = sorted({article.title for article in engine.articles() if article.title})
    return random.Random(SEED).sample(titles, min(HEADLINES, len(titles)))


def _pools(engine: Engine, titles: Sequence[str], chance: random.Random) -> dict[str, list[str]]:
    facets = engine.search(Request(Every(), limit=0, passages=False)).facets
    names = {value.value.split("/")[-1] for name in ("town", "leader") for value in facets[name] if value.count >= 5}
    words: Counter[str] = Counter()
    phrases: Counter[str] = Counter()
    pairs = []
    for title in titles:
        cut = [word for word, _ in cut_words(fold(title))]
        long_words = [word for word in cut if len(word) > 1 and _HAN.fullmatch(word)]
        words.update(long_words)
        for first, second in pairwise(cut):
            both = first + second
            if len(first) > 1 < len(second) and len(both) < 9 and _HAN.fullmatch(both) and both in fold(title):
                phrases[both] += 1
        if len(long_words) > 2:
            pairs.append(" ".join(chance.sample(long_words, 2)))
    return {
        "names": sorted(name for name in names if _HAN.fullmatch(name) and 2 <= len(name) <= 7),
        "words": sorted(word for word, number in words.items() if number > 2),
        "phrases": sorted(phrase for phrase, number in phrases.items() if number > 1),
        "pairs": pairs,
    }


def slips(engine: Engine, titles: Sequence[str]) -> Iterator[Slip]:
    """Yield SLIPS mistyped texts, then those of slips.tsv."""
    chance = random.Random(SEED)
    keyboard, pools = _Keyboard(chance, titles), _pools(engine, titles, chance)
    made: set[str] = set()
    for _ in range(SLIPS * 20):
        pool = chance.choices(list(POOLS), list(POOLS.values()))[0]
        meant = chance.choice(pools[pool]) if pools[pool] else ""
        place = chance.randrange(2) if pool == "pairs" else 0
        parts = meant.split()
        slip = keyboard.slip(parts[place]) if parts else None
        typed = " ".join([*parts[:place], slip, *parts[place + 1 :]]) if slip else ""
        if not slip or typed == meant or typed in made:
            continue
        articles = count(engine, parts[place])
        if articles >= MIN_ARTICLES and articles >= MIN_RATIO * count(engine, slip):
            made.add(typed)
            yield Slip(typed, meant, pool, "judge" if len(made) % 2 else "learn")
        if len(made) == SLIPS:
            break
    for line in Path(__file__).with_name("slips.tsv").read_text("utf-8").splitlines():
        typed, meant = line.split("\t")
        yield Slip(typed, meant, "hand", "hand")


def learn_weights(engine: GenerationSearcher) -> dict[str, float]:
    """Return the weights of features under which the meant texts of the half `learn` are likeliest (softmax)."""
    examples = []
    for slip in slips(engine, headlines(engine)):
        candidates = engine.name_index.corrector.slips.candidates(slip.typed) if slip.half == "learn" else []
        texts = [text for text, _ in candidates]
        if " " not in slip.typed and slip.meant in texts:
            examples.append((texts.index(slip.meant), [features for _, features in candidates]))
    names = sorted({name for _, candidates in examples for features in candidates for name in features})
    tables = [(right, np.array([[one.get(n, 0.0) for n in names] for one in rows])) for right, rows in examples]
    weights = np.zeros(len(names))
    for _ in range(STEPS):
        gradient = -DECAY * weights
        for right, table in tables:
            scores = np.exp(table @ weights - (table @ weights).max())
            gradient += table[right] - scores / scores.sum() @ table
        weights += RATE * gradient
    return dict(zip(names, weights.tolist(), strict=True))


def right_queries(titles: Sequence[str]) -> Iterator[str]:
    """Yield RIGHT_QUERIES queries without a slip: headlines, one word of them, two, three in a row."""
    chance = random.Random(SEED)
    for number in range(RIGHT_QUERIES):
        title = chance.choice(titles)
        words = [word for word, _ in cut_words(fold(title)) if len(word) > 1] or [title]
        place = chance.randrange(len(words))
        row = "".join(words[place : place + 3])
        several = (words[place], " ".join(chance.sample(words, min(2, len(words)))), row if row in title else title)
        yield title if number % 4 == 0 else several[number % 4 - 1]


def report(engine: Engine) -> None:
    """Print the shares of slips and of pinyin whose meaning is offered first, and of right queries doubted."""

    def offered(typed: str) -> tuple[str, ...]:
        return engine.correct(parse_leniently(typed).query, typed)

    titles = headlines(engine)
    first: dict[tuple[str, str], list[bool]] = defaultdict(list)
    for slip in slips(engine, titles):
        right = offered(slip.typed)[:1] == (slip.meant,)
        for pool in (slip.pool,) if slip.half == "hand" else (slip.pool, "all"):
            first["slips", f"{slip.half}, {pool}"].append(right)
    pools = _pools(engine, titles, random.Random(SEED + 1))
    for pool in ("names", "words", "phrases"):
        for text in random.Random(SEED).sample(pools[pool], min(500, len(pools[pool]))):
            first["pinyin", pool].append(offered(full_pinyin(text))[:1] == (text,))
    doubted = [typed for typed in right_queries(titles) if offered(typed)]
    for (kind, name), rights in first.items():
        print(f"{kind:7} {name:16} {sum(rights) / len(rights):.3f} of {len(rights)} first")
    print(f"right queries with a suggestion: {len(doubted)} of {RIGHT_QUERIES}")
    for typed in doubted:
        print(f"  {typed} → {offered(typed)[0]}")

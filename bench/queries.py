"""The queries: about 200 in each class, drawn from the documents with a seed, the same for every engine."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable, Sequence
from typing import NamedTuple

from bench.corpus import SEED, Document
from engine.text.normalize import fold

QUERIES_PER_CLASS = 200
_WORD = re.compile(r"[\u4e00-\u9fff]{2,}")  # 樱桃节
_RUN = re.compile(
    r"\S{12,}"
)  # any text without spaces that is long enough to cut a substring from: 3+1主导功能和六大产业


class Query(NamedTuple):
    """A query of one class, with the fields that the class needs."""

    words: tuple[str, ...] = ()
    text: str = ""
    since: int = 0
    until: int = 0
    source: str = ""


def draw(documents: Sequence[Document], count: int = QUERIES_PER_CLASS) -> dict[str, list[Query]]:
    """Draw `count` queries per class from `documents`, which should be a representative sample."""
    dice = random.Random(SEED)
    found_in: Counter[str] = Counter()
    for document in documents:
        found_in.update({word for word in document.body_words.split(" ") if _WORD.fullmatch(word)})
    words = _distinct(lambda: _words(dice, documents, found_in), count)
    fewer = [query._replace(words=query.words[:2]) for query in words]
    return {
        "any-word": words,
        "all-words": words,
        "substring": _distinct(lambda: _substring(dice, documents), count),
        "filter": [_filtered(dice, documents, query) for query in fewer],
        "facets": words,
        "date-sort": fewer,
    }


def _distinct(make: Callable[[], Query | None], count: int) -> list[Query]:
    """Return `count` distinct results of `make`."""
    queries: dict[Query, None] = {}
    for _ in range(count * 1000):
        query = make()
        if query is not None:
            queries[query] = None
        if len(queries) == count:
            return list(queries)
    raise ValueError(f"Only {len(queries)} different queries in these documents; use more documents.")


def _words(dice: random.Random, documents: Sequence[Document], found_in: Counter[str]) -> Query | None:
    """Draw one to four words of one document; half of the queries include a frequent word."""
    here = [w for w in dict.fromkeys(dice.choice(documents).body_words.split(" ")) if found_in[w] >= 3]
    size = dice.choices((1, 2, 3, 4), (25, 35, 25, 15))[0]
    frequent = [w for w in here if found_in[w] >= len(documents) / 20]
    rare = [w for w in here if found_in[w] < len(documents) / 20]
    if dice.random() < 0.5 and frequent:
        rare = [*dice.sample(rare, min(size - 1, len(rare))), dice.choice(frequent)]
    return Query(tuple(dice.sample(rare, size))) if len(rare) >= size else None


def _substring(dice: random.Random, documents: Sequence[Document]) -> Query | None:
    """Draw one character in a fifth of the cases, else two to twelve, at any position."""
    runs = _RUN.findall(fold(dice.choice(documents).body))
    if not runs:
        return None
    run = dice.choice(runs)
    size = 1 if dice.random() < 0.2 else dice.randint(2, 12)
    start = dice.randrange(len(run) - size + 1)
    return Query(text=run[start : start + size])


def _filtered(dice: random.Random, documents: Sequence[Document], query: Query) -> Query:
    """Restrict the query to one to four years and one existing source."""
    dated = next(d for d in iter(lambda: dice.choice(documents), None) if d.date)
    since = dated.date // 10000 * 10000 + 101
    return query._replace(since=since, until=since + dice.randint(0, 3) * 10000 + 1130, source=dated.source)

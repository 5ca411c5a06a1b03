"""More like this: what to look for to find articles like one."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable
from itertools import islice

from engine.analysis import tokens
from engine.article import Article
from engine.results import Hit
from engine.words import function_words

WORDS = 32  # that tell most of an article
ROOM = 20  # more are asked for than are wanted, since some may be printings of the same
BEGINNING = 4000  # characters of the body that are looked at


def likeness(article: Article, rarity: Callable[[str, bool], float]) -> tuple[str, ...]:
    """The words that tell this article from others: frequent in it and rare elsewhere, as the index has them.

    `rarity(word, True)` is the natural logarithm of how rare a word of the index is; a title counts three times.
    """
    counts = Counter(_words(article.body[:BEGINNING]))
    for word in _words(article.title or ""):
        counts[word] += 2
    worth = {word: math.sqrt(count) * rarity(word, True) for word, count in counts.items()}
    return tuple(sorted(worth, key=lambda word: (-worth[word], word))[:WORDS])


def others(article: Article, ranked: Iterable[tuple[Article, float]], limit: int) -> tuple[Hit, ...]:
    """The best of the articles found, without the one asked about and its other printings."""
    printings = {article.id, article.group or article.id}
    hits = (Hit(a, score) for a, score in ranked if a.id not in printings and (a.group or a.id) not in printings)
    return tuple(islice(hits, limit))


def _words(text: str) -> list[str]:
    said = (token.text for token in tokens(text))
    return [word for word in said if len(word) > 1 and word not in function_words() and not word.isdecimal()]

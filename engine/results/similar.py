"""More like this: what to look for to find articles like one."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable
from itertools import islice

from engine.article import Article
from engine.results.results import Hit
from engine.text.segmenter import tokens
from engine.text.words import function_words

MAX_WORDS = 32  # that tell most of an article
SPARE_HITS = 20  # more are asked for than are wanted, since some may be printings of the same
BODY_CHARS = 4000  # characters of the body that are looked at


def characteristic_words(article: Article, idf: Callable[[str, bool], float]) -> tuple[str, ...]:
    """The words that tell this article from others: frequent in it and rare elsewhere, as the index has them.

    `rarity(word, True)` is the natural logarithm of how rare a word of the index is; a title counts three times.
    """
    counts = Counter(_words(article.body[:BODY_CHARS]))
    for word in _words(article.title or ""):
        counts[word] += 2
    scores = {word: math.sqrt(count) * idf(word, True) for word, count in counts.items()}
    return tuple(sorted(scores, key=lambda word: (-scores[word], word))[:MAX_WORDS])


def other_articles(article: Article, ranked: Iterable[tuple[Article, float]], limit: int) -> tuple[Hit, ...]:
    """The best of the articles found, without the one asked about and its other printings."""
    printings = {article.id, article.group or article.id}
    hits = (Hit(a, score) for a, score in ranked if a.id not in printings and (a.group or a.id) not in printings)
    return tuple(islice(hits, limit))


def _words(text: str) -> list[str]:
    words = (token.text for token in tokens(text))
    return [word for word in words if len(word) > 1 and word not in function_words() and not word.isdecimal()]

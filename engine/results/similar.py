"""More like this: characteristic words of an article, and selection of similar articles."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable
from itertools import islice

from engine.article import Article
from engine.results.results import Hit
from engine.text.segmenter import words
from engine.text.words import function_words

MAX_WORDS = 32  # characteristic words per article
SPARE_HITS = 20  # extra candidates to fetch, since some may be other printings of the same article
BODY_CHARS = 4000  # characters of the body that are analysed


def characteristic_words(
    article: Article, idf: Callable[[str, bool], float], user_words: tuple[str, ...] = ()
) -> tuple[str, ...]:
    """Return up to MAX_WORDS words of the article that are frequent in it and rare in the index, best first.

    `idf(word, True)` is the inverse document frequency (natural log) of a word of the index. Words of the title count
    three times.
    """
    counts = Counter(_words(article.body[:BODY_CHARS], user_words))
    for word in _words(article.title or "", user_words):
        counts[word] += 2
    scores = {word: math.sqrt(count) * idf(word, True) for word, count in counts.items()}
    return tuple(sorted(scores, key=lambda word: (-scores[word], word))[:MAX_WORDS])


def other_articles(article: Article, ranked: Iterable[tuple[Article, float]], limit: int) -> tuple[Hit, ...]:
    """Return the first `limit` of the ranked articles as hits, without `article` and its other printings."""
    printings = {article.id, article.group or article.id}
    hits = (Hit(a, score) for a, score in ranked if a.id not in printings and (a.group or a.id) not in printings)
    return tuple(islice(hits, limit))


def _words(text: str, user_words: tuple[str, ...]) -> list[str]:
    common = function_words()
    return [word for word in words(text, user_words) if len(word) > 1 and word not in common and not word.isdecimal()]

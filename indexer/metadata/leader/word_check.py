"""Tell words that look like names after a post from names, by the words of the sentence: 书记|座谈会, 市长|江新区."""

from __future__ import annotations

import gzip
from functools import cache
from importlib.resources import files

from engine.text.gazetteer import gazetteer
from engine.text.segmenter import cut_words
from indexer.entities.name_spans import DOTS
from indexer.entities.person_names import NameSpan
from indexer.entities.posts import HEAD

# Probability from which a name may share characters with a word around it, may be a word, one of two characters, and
# may contain a word.
MIN_CROSSED, MIN_EQUAL, MIN_SHORT, MIN_INSIDE = 0.85, 0.85, 0.7, 0.5
_ENDS = frozenset("、,。;(")
CONTEXT_CHARS = 6


@cache
def _frequent_words() -> frozenset[str]:
    packed = files("indexer.data").joinpath("frequent_words.txt.gz").read_bytes()
    return frozenset(gzip.decompress(packed).decode("utf-8").split("\n"))


def is_word(text: str, name: NameSpan) -> bool:
    """Return True if a name that is not certain is rather a word or a part of words."""
    if name.confidence >= MIN_CROSSED or any(dot in text[name.start : name.end] for dot in DOTS):
        return False
    low = max(0, name.start - CONTEXT_CHARS)
    for word, at in cut_words(text[low : name.end + CONTEXT_CHARS]):
        start, end = low + at, low + at + len(word)
        if len(word) < 2 or end <= name.start or start >= name.end or not _is_known(word):
            continue
        if name.confidence < _least(text, name, start, end):
            return True
    return False


def _least(text: str, name: NameSpan, start: int, end: int) -> float:
    """Return the probability from which a name may have the word at `start` to `end` in it."""
    if end > name.end and HEAD.match(text, name.end):
        return 0.0  # 武向国|会长
    if start < name.start or end > name.end:
        return MIN_CROSSED
    if (start, end) != (name.start, name.end):
        return MIN_INSIDE
    if end - start > 2:
        return MIN_EQUAL
    return 0.0 if text[end : end + 1] in _ENDS else MIN_SHORT


def _is_known(word: str) -> bool:
    return word in _frequent_words() or word in gazetteer().full

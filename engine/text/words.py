"""The words that a chunk of a query is made of."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from itertools import pairwise

from engine.runtime.bounded_cache import bounded
from engine.text.normalize import fold
from engine.text.segmenter import cut_words

MIN_SENTENCE_WORDS = 4  # a chunk of so many words is a sentence rather than a name
MIN_HEADLINE_WORDS = 6  # and from so many on a headline, which an article says in other words
# 海信电视怎么样 · 由谁改编的？ · how many
_QUESTION = re.compile(r"什么|甚么|怎|哪|谁|吗|呢|如何|为何|是否|多少|几[个种次年天人]|何[时地人处]|[?？]")


def query_words(text: str) -> tuple[str, ...]:
    """The words of a chunk, folded: where each stands literally in an article, the chunk matches by words.

    Words that say nothing by themselves (的, 什么) are left out unless there is nothing else. A single character goes
    with the word beside it: U and 谷 somewhere in a text are not U谷; in a sentence it is left out. In a question the
    pair that it makes with its neighbour is a word: a name that no dictionary has is cut so (祭遵 in 祭遵是谁).
    """
    return _words(fold(text))


def required_matches(text: str) -> int:
    """How many of the words of a chunk an article must hold: all, of sentences most, of headlines and questions some.

    A headline or a question that somebody pastes or asks is rarely repeated word for word by the article that it means.
    """
    count = len(query_words(text))
    if _QUESTION.search(text):
        return -(-(len(_pieces(fold(text))[0]) or count) // 3)
    if count < MIN_SENTENCE_WORDS:
        return count
    return -(-count * 3 // 5) if count < MIN_HEADLINE_WORDS else max(3, -(-count // 3))


def shareable_words(text: str) -> tuple[str, ...]:
    """All that an article may have in common with a chunk, folded: words, and pairs that may be words.

    Those are pairs where a word of one character meets its neighbour: a name that is not known is cut so (祭|遵是).
    """
    long_words, pairs, stretches = _pieces(fold(text))
    single = (a + b for stretch in stretches for a, b in pairwise(stretch) if len(a) == len(b) == 1)
    return tuple(dict.fromkeys([*long_words, *pairs, *single]))


def is_sentence(text: str) -> bool:
    """Whether a chunk is a sentence, which need not be repeated word for word, and no question."""
    return len(query_words(text)) >= MIN_SENTENCE_WORDS and not _QUESTION.search(text)


@bounded(4 << 20)
def _words(folded: str) -> tuple[str, ...]:
    result, pairs, stretches = _pieces(folded)
    if _QUESTION.search(folded) and (result or pairs):
        return (*result, *pairs)
    if len(result) >= MIN_SENTENCE_WORDS:  # 战国史模式: not every 史 makes a name
        return result
    glued = [word for stretch in stretches for word in _join_single_chars(list(stretch))]
    content = [word for word in glued if word not in function_words()]
    return tuple(dict.fromkeys(content or glued))


@bounded(4 << 20)
def _pieces(folded: str) -> tuple[tuple[str, ...], tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """Words of two characters or more, pairs where a word of one meets another, and the unbroken stretches."""
    stretches: list[list[str]] = []
    end = -1
    for piece, start in cut_words(folded):
        if start != end:
            stretches.append([])
        stretches[-1].append(piece)
        end = start + len(piece)
    content = [[piece if piece not in function_words() else "" for piece in stretch] for stretch in stretches]
    long_words = dict.fromkeys(piece for stretch in content for piece in stretch if len(piece) > 1)
    pairs = dict.fromkeys(
        a[-1] + b[0] for stretch in content for a, b in pairwise(stretch) if a and b and 1 in (len(a), len(b))
    )
    return tuple(long_words), tuple(pairs), tuple(map(tuple, stretches))


def _join_single_chars(parts: list[str]) -> list[str]:
    """The parts of an unbroken stretch, single characters glued to the next word, at the end to the last."""
    glued: list[str] = []
    pending = ""
    for part in parts:
        if part in function_words() and not pending:
            glued.append(part)
        elif len(part) == 1:
            pending += part
        else:
            glued.append(pending + part)
            pending = ""
    if pending:
        glued.append((glued.pop() if glued and glued[-1] not in function_words() else "") + pending)
    return glued


@cache
def function_words() -> frozenset[str]:
    """Words that say nothing by themselves, from data/function_words.txt."""
    lines = files("engine.data").joinpath("function_words.txt").read_text("utf-8").splitlines()
    return frozenset(fold(line) for line in lines if not line.startswith("#"))

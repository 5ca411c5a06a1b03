"""Words of a query chunk, and the number of them that must match."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from itertools import pairwise

from engine.runtime.bounded_cache import bounded
from engine.text.normalize import fold
from engine.text.segmenter import cut_words

MIN_SENTENCE_WORDS = 4  # a chunk with at least this many words is a sentence rather than a name
MIN_HEADLINE_WORDS = 6  # and with at least this many a headline, which an article paraphrases
# 海信电视怎么样 · 由谁改编的？ · how many
_QUESTION = re.compile(r"什么|甚么|怎|哪|谁|吗|呢|如何|为何|是否|多少|几[个种次年天人]|何[时地人处]|[?？]")


def query_words(text: str) -> tuple[str, ...]:
    """Return the folded words of a chunk; the chunk matches an article that contains `required_matches` of them.

    Function words (的, 什么) are left out unless there is nothing else. A single character is joined to the word next
    to it, since U and 谷 anywhere in a text are not U谷; in a sentence it is left out. In a question the pair that it
    forms with its neighbour is a word, since names missing from the dictionary are split so (祭遵 in 祭遵是谁).
    """
    return _words(fold(text))


def required_matches(text: str) -> int:
    """Return the minimum number of a chunk's words that an article must contain.

    All of them, three fifths for a sentence, one third for a headline (at least three words) or a question: the article
    meant by a pasted headline or a question rarely repeats it word for word.
    """
    count = len(query_words(text))
    if _QUESTION.search(text):
        return -(-(len(_pieces(fold(text))[0]) or count) // 3)
    if count < MIN_SENTENCE_WORDS:
        return count
    return -(-count * 3 // 5) if count < MIN_HEADLINE_WORDS else max(3, -(-count // 3))


def shareable_words(text: str) -> tuple[str, ...]:
    """Return the folded words and candidate words that an article may share with a chunk.

    Candidates are pairs of a one-character word and its neighbour: unknown names are split so (祭|遵是).
    """
    long_words, pairs, stretches = _pieces(fold(text))
    single = (a + b for stretch in stretches for a, b in pairwise(stretch) if len(a) == len(b) == 1)
    return tuple(dict.fromkeys([*long_words, *pairs, *single]))


def is_sentence(text: str) -> bool:
    """Return whether a chunk is a sentence, which need not match word for word, and not a question."""
    return len(query_words(text)) >= MIN_SENTENCE_WORDS and not _QUESTION.search(text)


@bounded(4 << 20)
def _words(folded: str) -> tuple[str, ...]:
    result, pairs, stretches = _pieces(folded)
    if _QUESTION.search(folded) and (result or pairs):
        return (*result, *pairs)
    if len(result) >= MIN_SENTENCE_WORDS:  # 战国史模式: a single 史 need not be part of a name
        return result
    glued = [word for stretch in stretches for word in _join_single_chars(list(stretch))]
    content = [word for word in glued if word not in function_words()]
    return tuple(dict.fromkeys(content or glued))


@bounded(4 << 20)
def _pieces(folded: str) -> tuple[tuple[str, ...], tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """Return the words of at least two characters, the pairs at one-character words, and the unbroken stretches."""
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
    """Join single characters of an unbroken stretch to the next word, or to the last one at the end."""
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
    """Return the folded function words of data/function_words.txt."""
    lines = files("engine.data").joinpath("function_words.txt").read_text("utf-8").splitlines()
    return frozenset(fold(line) for line in lines if not line.startswith("#"))

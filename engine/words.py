"""The words that a chunk of a query is made of."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from importlib.resources import files

from engine.analysis import pieces
from engine.normalize import fold

SENTENCE = 4  # a chunk of so many words is a sentence rather than a name
# 海信电视怎么样 · 由谁改编的？ · how many
_ASKS = re.compile(r"什么|甚么|怎|哪|谁|吗|呢|如何|为何|是否|多少|几[个种次年天人]|何[时地人处]|[?？]")


def words(text: str) -> tuple[str, ...]:
    """The words of a chunk, folded: where each stands literally in an article, the chunk matches by words.

    Words that say nothing by themselves (的, 什么) are left out unless there is nothing else. A single character goes
    with the word beside it: U and 谷 somewhere in a text are not U谷; in a sentence it is left out.
    """
    return _words(fold(text))


def enough(text: str) -> int:
    """How many of the words of a chunk an article must hold: all, but of a long sentence most, of a question some.

    A headline or a question that somebody pastes or asks is rarely repeated word for word by the article that it means.
    """
    count = len(words(text))
    if _ASKS.search(text):
        return -(-count // 3)
    return count if count < SENTENCE else -(-count * 3 // 5)


@lru_cache(maxsize=4096)
def _words(folded: str) -> tuple[str, ...]:
    loose: list[str] = []
    glued: list[str] = []
    stretch: list[str] = []
    end = 0
    for piece, start in pieces(folded):
        if start != end:
            glued.extend(_glued(stretch))
            stretch = []
        stretch.append(piece)
        if len(piece) > 1 and piece not in function_words():
            loose.append(piece)
        end = start + len(piece)
    glued.extend(_glued(stretch))
    if len(set(loose)) >= SENTENCE or (loose and _ASKS.search(folded)):  # 战国史模式: not every 史 makes a name
        return tuple(dict.fromkeys(loose))
    content = [word for word in glued if word not in function_words()]
    return tuple(dict.fromkeys(content or glued))


def _glued(parts: list[str]) -> list[str]:
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

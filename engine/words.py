"""The words that a chunk of a query is made of."""

from __future__ import annotations

from functools import cache, lru_cache
from importlib.resources import files

from engine.analysis import pieces
from engine.normalize import fold


def words(text: str) -> tuple[str, ...]:
    """The words of a chunk, folded: where each stands literally in an article, the chunk matches by words.

    Words that say nothing by themselves (的, 什么) are left out unless there is nothing else. A single character goes
    with the word beside it: U and 谷 somewhere in a text are not U谷.
    """
    return _words(fold(text))


@lru_cache(maxsize=4096)
def _words(folded: str) -> tuple[str, ...]:
    found: list[str] = []
    stretch: list[str] = []
    end = 0
    for piece, start in pieces(folded):
        if start != end:
            found.extend(_glued(stretch))
            stretch = []
        stretch.append(piece)
        end = start + len(piece)
    found.extend(_glued(stretch))
    content = [word for word in found if word not in function_words()]
    return tuple(dict.fromkeys(content or found))


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

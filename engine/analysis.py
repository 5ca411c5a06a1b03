"""Text to words with offsets: jieba in search mode over runs of Han, other runs whole; nothing else knows jieba."""

from __future__ import annotations

import re
import tempfile
import threading
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, NamedTuple, Protocol

import jieba

from engine import lexicon
from engine.normalize import fold

rjieba: Any
try:
    import rjieba
except ImportError:  # the extra [fast]: the same words, eight times faster
    rjieba = None

_HAN = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"
# A run of Han (西集镇), or of letters and digits (lk99) with what joins them and what ends them (3+1, 5·18, 2023-06-01,
# pm2.5, c++, 20%).
_RUNS = re.compile(rf"[{_HAN}]+|[^\W_{_HAN}]+(?:[-+.·:/#&'’_][^\W_{_HAN}]+){{0,12}}(?:\+{{1,2}}|[#%℃°])?")
_PARTS = re.compile(rf"[^\W_{_HAN}]+")
_IS_HAN = re.compile(rf"[{_HAN}]")
# How often a taught word is said to occur: more often than its parts side by side. Left to themselves the two
# segmenters guess different numbers, and then cut differently.
_FREQUENCY = 500
_loading = threading.Lock()


class Token(NamedTuple):
    """A word in its folded form; the text it stands for is `text[start:end]`, offsets in code points."""

    text: str
    start: int
    end: int


class Segmenter(Protocol):
    """What jieba and rjieba have in common, on a run of Han."""

    def search(self, run: str) -> Iterable[tuple[str, int, int]]:
        """The words in search mode, long ones with the shorter ones inside, with their offsets."""
        ...

    def cut(self, run: str) -> Iterable[str]:
        """The words one after the other."""
        ...

    def add(self, word: str) -> None:
        """Teach it a word that it must keep whole."""
        ...


class Jieba:
    """The reference, in Python."""

    def __init__(self) -> None:
        jieba.setLogLevel("WARNING")
        self._tokenizer = jieba.Tokenizer()
        # jieba keeps a marshalled cache in the shared temporary folder, where anybody can lay another one.
        with tempfile.TemporaryDirectory(prefix="zhenwen-") as folder:
            self._tokenizer.tmp_dir = folder
            self._tokenizer.initialize()

    def search(self, run: str) -> Iterable[tuple[str, int, int]]:
        found: Iterable[tuple[str, int, int]] = self._tokenizer.tokenize(run, mode="search")
        return found

    def cut(self, run: str) -> Iterable[str]:
        found: Iterable[str] = self._tokenizer.cut(run)
        return found

    def add(self, word: str) -> None:
        self._tokenizer.add_word(word, _FREQUENCY)


class RustJieba:
    """The same words from Rust, where the package is installed."""

    def __init__(self) -> None:
        self._tokenizer = rjieba.Jieba()

    def search(self, run: str) -> Iterable[tuple[str, int, int]]:
        found: Iterable[tuple[str, int, int]] = self._tokenizer.tokenize(run, "search")
        return found

    def cut(self, run: str) -> Iterable[str]:
        found: Iterable[str] = self._tokenizer.cut(run)
        return found

    def add(self, word: str) -> None:
        self._tokenizer.add_word(word, _FREQUENCY, "n")


@cache
def _made() -> Segmenter:
    segmenter: Segmenter = RustJieba() if rjieba else Jieba()
    for word in lexicon.words():
        segmenter.add(fold(word))
    return segmenter


def _segmenter() -> Segmenter:
    with _loading:
        return _made()


def add_words(words: Iterable[str]) -> None:
    """Teach the segmenter names it must keep whole. What is found literally never depends on them."""
    segmenter = _segmenter()
    for word in words:
        segmenter.add(fold(word))
    _words.cache_clear()


def tokens(text: str) -> Iterator[Token]:
    """The words of `text`, overlapping ones included (jieba's search mode), in order of their ends."""
    segmenter = _segmenter()
    folded = fold(text)
    for run in _RUNS.finditer(folded):
        start = run.start()
        if _IS_HAN.match(run.group()):
            for word, begin, end in segmenter.search(run.group()):
                yield Token(word, start + begin, start + end)
        else:
            parts = list(_PARTS.finditer(run.group()))
            if parts[0].group() != run.group():  # 3+1 is found as 3, 1 and 3+1
                yield from (Token(part.group(), start + part.start(), start + part.end()) for part in parts)
            yield Token(run.group(), start, run.end())


def words(text: str) -> tuple[str, ...]:
    """The words that a chunk of a query is made of, folded: where each stands literally, the chunk matches by words.

    Words that say nothing by themselves (的, 什么) are left out unless there is nothing else. A single character goes
    with the word beside it: U and 谷 somewhere in a text are not U谷.
    """
    return _words(fold(text))


@lru_cache(maxsize=4096)
def _words(folded: str) -> tuple[str, ...]:
    found: list[str] = []
    stretch: list[str] = []
    end = 0
    for run in _RUNS.finditer(folded):
        if run.start() != end:
            found.extend(_glued(stretch))
            stretch = []
        end = run.end()
        stretch.extend(_segmenter().cut(run.group()) if _IS_HAN.match(run.group()) else [run.group()])
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

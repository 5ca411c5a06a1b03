"""Text to tokens with offsets: jieba in search mode over runs of Han, other runs whole; nothing else knows jieba."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

import jieba

from engine.normalize import fold

# A run of Han (西集镇), of Latin letters and digits (LK99), or one symbol that is neither space nor punctuation.
_RUNS = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f]+|[^\W_]+|[^\w\s]")
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f]")
_loading = threading.Lock()


@dataclass(frozen=True, slots=True)
class Token:
    """A word in its folded form; the text it stands for is `text[start:end]`, offsets in code points."""

    text: str
    start: int
    end: int


@cache
def _segmenter() -> jieba.Tokenizer:
    with _loading:
        segmenter = jieba.Tokenizer()
        segmenter.initialize()
    return segmenter


def add_words(words: Iterable[str]) -> None:
    """Teach the segmenter names it must keep whole."""
    segmenter = _segmenter()
    for word in words:
        segmenter.add_word(word)


def tokens(text: str) -> Iterator[Token]:
    """The words of `text`, overlapping ones included (jieba's search mode), in order of their ends."""
    folded = fold(text)
    for run in _RUNS.finditer(folded):
        start = run.start()
        if _HAN.match(run.group()):
            for word, begin, end in _segmenter().tokenize(run.group(), mode="search"):
                yield Token(word, start + begin, start + end)
        else:
            yield Token(run.group(), start, run.end())

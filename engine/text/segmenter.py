"""Word segmentation with offsets, by jieba for runs of Han characters; the only module that uses jieba."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from importlib.util import find_spec
from typing import Any, NamedTuple, Protocol

from engine.runtime.cache_dir import private_cache_folder
from engine.text import gazetteer
from engine.text.normalize import fold

_HAN = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"
# A run of Han (西集镇), or of letters and digits (lk99) with joining and trailing signs (3+1, 5·18, 2023-06-01, pm2.5,
# c++, 20%).
_RUNS = re.compile(rf"[{_HAN}]+|[^\W_{_HAN}]+(?:[-+.·:/#&'’_][^\W_{_HAN}]+){{0,12}}(?:\+{{1,2}}|[#%℃°])?")
_PARTS = re.compile(rf"[^\W_{_HAN}]+")
_IS_HAN = re.compile(rf"[{_HAN}]")
MAX_CACHED_CHARS = 24  # maximum length of a text between two runs of Han whose words are cached
_BETWEEN = re.compile(rf"([{_HAN}]+)")  # 在3+1上 is 在, then 3+1, then 上
# Frequency given to a user word, higher than that of its parts in sequence. Their own estimates differ between the two
# segmenters, which would then cut differently.
_USER_WORD_FREQUENCY = 500
# Segmenters with different user words that are kept: each has a dictionary of some 40 MB.
MAX_SEGMENTERS = 4
_loading = threading.Lock()


class Token(NamedTuple):
    """A word in folded form and its offsets `[start, end)` in the original text, in code points."""

    text: str
    start: int
    end: int


class Segmenter(Protocol):
    """Common interface of jieba and rjieba, for runs of Han characters."""

    def search(self, run: str) -> Iterable[tuple[str, int, int]]:
        """Return the words in search mode, including shorter words inside long ones, with their offsets."""
        ...

    def search_all(self, runs: Sequence[str]) -> Iterable[str]:
        """Return the words of several runs in search mode, with a space between runs."""
        ...

    def cut(self, run: str) -> Iterable[str]:
        """Return the words in order, without overlaps."""
        ...

    def knows(self, run: str) -> bool:
        """Return whether the dictionary has this word."""
        ...

    def add_words(self, words: Iterable[str]) -> None:
        """Add words that must be kept whole."""
        ...


class JiebaSegmenter:
    """Reference segmenter, in Python."""

    def __init__(self) -> None:
        import jieba  # takes a sixth of a second, not needed with RustJiebaSegmenter

        jieba.setLogLevel("WARNING")
        self._tokenizer: Any = jieba.Tokenizer()
        # By default jieba keeps a marshalled cache in the shared temporary folder, where any user can replace it.
        with private_cache_folder(f"jieba-{jieba.__version__}") as folder:
            self._tokenizer.tmp_dir = str(folder)
            self._tokenizer.initialize()

    def search(self, run: str) -> Iterable[tuple[str, int, int]]:
        pairs: Iterable[tuple[str, int, int]] = self._tokenizer.tokenize(run, "search")
        return pairs

    def search_all(self, runs: Sequence[str]) -> Iterable[str]:
        texts: Iterable[str] = self._tokenizer.cut_for_search(" ".join(runs))
        return texts

    def cut(self, run: str) -> Iterable[str]:
        texts: Iterable[str] = self._tokenizer.cut(run)
        return texts

    def knows(self, run: str) -> bool:
        """Return whether the dictionary has this word."""
        return len(list(self._tokenizer.cut(run, HMM=False))) == 1

    def add_words(self, words: Iterable[str]) -> None:
        add = self._tokenizer.add_word
        for word in words:
            add(word, _USER_WORD_FREQUENCY, "n")


class RustJiebaSegmenter(JiebaSegmenter):
    """Segmenter in Rust with the same interface and results, used if rjieba is installed."""

    def __init__(self, shared: bool = True) -> None:
        import rjieba

        # The module has a dictionary loaded already; Jieba() loads a separate one.
        self._tokenizer: Any = rjieba if shared else rjieba.Jieba()

    def knows(self, run: str) -> bool:
        """Return whether the dictionary has this word."""
        return len(self._tokenizer.cut(run, False)) == 1


@lru_cache(MAX_SEGMENTERS)
def _load_segmenter(user_words: tuple[str, ...]) -> Segmenter:
    segmenter: Segmenter = RustJiebaSegmenter(not user_words) if find_spec("rjieba") else JiebaSegmenter()
    segmenter.add_words((*gazetteer.folded_words(), *map(fold, user_words)))
    return segmenter


def _segmenter(user_words: tuple[str, ...] = ()) -> Segmenter:
    """Return the segmenter that keeps names of places and these words whole."""
    with _loading:
        return _load_segmenter(user_words)


def cut_words(folded: str) -> Iterator[tuple[str, int]]:
    """Cut a folded text into words that do not overlap; yield each with its start offset.

    The operator's words are not kept whole here: that would lose the articles that contain only their parts.
    """
    segmenter = _segmenter()
    for run in _RUNS.finditer(folded):
        at = run.start()
        for word in segmenter.cut(run.group()) if _IS_HAN.match(run.group()) else (run.group(),):
            yield word, at
            at += len(word)


def is_word(folded: str) -> bool:
    """Return whether a run of Han characters is a word of the dictionary or the name of a place."""
    return _segmenter().knows(folded)


def tokens(text: str, user_words: tuple[str, ...] = ()) -> Iterator[Token]:
    """Return the tokens of `text`, overlapping ones included (jieba's search mode), in order of their ends.

    `user_words` are the operator's words to keep whole.
    """
    segmenter = _segmenter(user_words)
    folded = fold(text)
    for run in _RUNS.finditer(folded):
        start = run.start()
        if _IS_HAN.match(run.group()):
            for word, begin, end in segmenter.search(run.group()):
                yield Token(word, start + begin, start + end)
        else:
            yield from (Token(word, start + begin, start + end) for word, begin, end in _split_run(run.group()))


def _split_run(run: str) -> Iterator[Token]:
    """Yield the parts of a run of letters and digits, then the run: 3, 1 and 3+1 for 3+1."""
    parts = list(_PARTS.finditer(run))
    if parts[0].group() != run:
        yield from (Token(part.group(), part.start(), part.end()) for part in parts)
    yield Token(run, 0, len(run))


def words(text: str, user_words: tuple[str, ...] = ()) -> list[str]:
    """Return the texts of `tokens` without offsets, several times as fast; for whole articles."""
    others = _BETWEEN.split(fold(text))
    runs, words = others[1::2], list(_gaps(others[0]))
    if not runs:
        return words
    cut = [*_segmenter(user_words).search_all(runs), " "]
    at = 0
    for other in others[2::2]:
        end = cut.index(" ", at)
        words += cut[at:end]
        words += _gaps(other)
        at = end + 1
    return words


def _gaps(text: str) -> tuple[str, ...]:
    """Return the words of a text between two runs of Han: none for ，but 3, 1, 3+1 for （3+1）."""
    return _short(text) if len(text) <= MAX_CACHED_CHARS else _others(text)


@lru_cache(8192)
def _short(text: str) -> tuple[str, ...]:
    """Return the words of a short text from a cache, since most such texts recur."""
    return _others(text)


def _others(text: str) -> tuple[str, ...]:
    return tuple(word for run in _RUNS.finditer(text) for word, _, _ in _split_run(run.group()))

"""Titles found by any substring and by the pinyin of their beginning."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice

from engine.suggest.prefix_index import Array, PackedStrings, PrefixIndex, SubstringIndex
from engine.text.normalize import fold
from engine.text.pinyin import full_pinyin, initials

MAX_TITLES = 200_000  # newest titles of a collection
PINYIN_TITLE_CHARS = 12  # first characters of a title that can be typed in pinyin


class TitleIndex:
    """Index of the titles of a collection or of a part of it, as flat arrays that can be kept in a file."""

    def __init__(self, arrays: Mapping[str, Array], text: Callable[[int], str | None]) -> None:
        """Take the arrays of `title_arrays`; `text` returns the title of a line, None if it is no longer there."""
        self._text = text
        self._lines = SubstringIndex(arrays["codes"], arrays["starts"])
        self._spelling = PrefixIndex(PackedStrings(arrays["keys"], arrays["key_starts"]), arrays["key_lines"])

    @classmethod
    def of(cls, titles: Iterable[str | None]) -> TitleIndex:
        """Index titles, newest first, each once; None stands for an article without one."""
        texts = tuple(islice(dict.fromkeys(one_line(title) for title in titles if title), MAX_TITLES))
        return cls(title_arrays(texts), texts.__getitem__)

    def holding(self, prefix: str, latin: str) -> Iterator[str]:
        """Yield the titles that contain `prefix`, then those whose pinyin begins with `latin`."""
        for lines in self._lines.holding(prefix):
            yield from self._texts(lines)
        if len(latin) > 2:
            yield from self._texts(self._spelling.matching(latin))

    def _texts(self, lines: Iterable[int]) -> Iterator[str]:
        return (title for title in map(self._text, lines) if title)


def one_line(title: str) -> str:
    """Return a title with each run of blanks and line ends made one blank."""
    return " ".join(title.split())


def title_arrays(titles: Sequence[str]) -> dict[str, Array]:
    """Return the arrays for `TitleIndex` of titles on one line each, in order of preference."""
    lines = SubstringIndex.of(titles)
    spelling = PrefixIndex.of(
        (written, number)
        for number, title in enumerate(titles)
        for start in (fold(title[:PINYIN_TITLE_CHARS]),)
        for written in (full_pinyin(start), initials(start))
    )
    return {
        "codes": lines.codes,
        "starts": lines.starts,
        "keys": spelling.keys.packed,
        "key_starts": spelling.keys.starts,
        "key_lines": spelling.numbers,
    }

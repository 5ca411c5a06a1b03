"""Completion of what a reader begins to type: names and titles of the collection, by characters, pinyin or initials."""

from __future__ import annotations

import bisect
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import zstandard

from engine.article import Article
from engine.errors import IndexDamaged
from engine.lexer import view
from engine.normalize import fold, fold_codes
from engine.pinyin import full, initials, spellings

VERSION = 1
KINDS = ("town", "leader", "source", "query", "title")
TITLES = 200_000  # the newest of a collection
SPELT = 12  # characters of a title that can be typed in pinyin
FOUND = 1000  # places that are looked at for one key
# xijizhen · xi ji zhen · xi'jizhen
_LATIN = re.compile(r"[a-z][a-z' ]{0,60}")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A text to ask for: its kind (one of KINDS), in how many articles it is, and for a town its path."""

    text: str
    kind: str
    count: int = 0
    path: str | None = None


class Collected:
    """What a builder gathers for completion while articles pass; `packed` is the file it writes beside the index."""

    def __init__(self) -> None:
        self._named: Counter[tuple[str, str, str | None]] = Counter()
        self._titles: dict[str, str] = {}

    def add(self, articles: Iterable[Article]) -> None:
        """Take note of their towns, leaders, sources and titles."""
        for article in articles:
            for path in article.towns:
                parts = path.split("/")
                for depth in range(1, len(parts) + 1):
                    self._named[("town", parts[depth - 1], "/".join(parts[:depth]))] += 1
            for name in dict.fromkeys(leader.name for leader in article.leaders):
                self._named[("leader", name, None)] += 1
            if article.source:
                self._named[("source", article.source, None)] += 1
            if article.title:
                date = article.date.isoformat() if article.date else ""
                title = " ".join(article.title.split())
                self._titles[title] = max(date, self._titles.get(title, ""))

    def packed(self) -> bytes:
        """The file: names by how many articles have them, titles from the newest. The same articles, the same bytes."""
        names = sorted(self._named.items(), key=lambda item: (-item[1], item[0][0], item[0][2] or item[0][1]))
        titles = sorted(self._titles, key=lambda title: (self._titles[title], title), reverse=True)[:TITLES]
        content = {"version": VERSION, "names": [[*key, count] for key, count in names], "titles": titles}
        text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
        return zstandard.ZstdCompressor(level=9).compress(text.encode("utf-8", "replace"))


class _Lines:
    """Texts one a line, in order of preference, searched as one row of code points: fast enough for every key."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._joined = "\n" + "\n".join(texts) + "\n"
        self._codes = fold_codes(self._joined)
        lengths = np.fromiter((len(text) + 1 for text in texts), np.int64, len(texts))
        self._starts = np.cumsum(lengths) - lengths + 1

    def holding(self, part: str) -> Iterator[int]:
        """The lines in which `part` stands, those that begin with it first, in order."""
        here = self._codes == ord(part[0])
        if len(part) > 1:
            here = here[:-1] & (self._codes[1:] == ord(part[1]))
        found = [at for at in np.flatnonzero(here)[:FOUND].tolist() if self._joined.startswith(part, at)]
        lines = np.searchsorted(self._starts, found, side="right") - 1
        pairs = zip(found, lines.tolist(), strict=True)
        ranked = sorted((at != self._starts[line], line) for at, line in pairs)
        yield from dict.fromkeys(line for _, line in ranked)


class _Beginnings:
    """Keys in alphabetical order, each with the number of its text; small numbers are preferred."""

    def __init__(self, pairs: Iterable[tuple[str, int]]) -> None:
        ordered = sorted(set(pairs))
        self._keys = [key for key, _ in ordered]
        self._numbers = np.fromiter((number for _, number in ordered), np.int64, len(ordered))

    def of(self, start: str) -> Iterator[int]:
        """The numbers of keys that begin with `start`, those that are no longer first."""
        first = bisect.bisect_left(self._keys, start)
        exact = bisect.bisect_right(self._keys, start, first)
        last = bisect.bisect_left(self._keys, start + "\U0010ffff", exact)
        longer = self._numbers[exact:last]
        if len(longer) > FOUND:
            longer = np.partition(longer, FOUND)[:FOUND]
        yield from dict.fromkeys([*self._numbers[first:exact].tolist(), *np.sort(longer).tolist()])


class Suggester:
    """Completes from a packed file. Safe to use from several threads."""

    def __init__(self, packed: bytes) -> None:
        """Raises IndexDamaged where `packed` is not such a file."""
        try:
            content = json.loads(zstandard.ZstdDecompressor().decompress(packed, max_output_size=1 << 28))
            names, titles = content["names"], content["titles"]
            self.names = tuple(Suggestion(text, kind, count, path) for kind, text, path, count in names)
        except (zstandard.ZstdError, ValueError, KeyError, TypeError) as error:
            raise IndexDamaged(f"The file of suggestions cannot be read: {error}.") from error
        self.titles: tuple[str, ...] = tuple(titles)
        self._names = _Lines([fold(name.text) for name in self.names])

    def complete(self, typed: str, limit: int = 10, queries: Sequence[str] = ()) -> tuple[Suggestion, ...]:
        """Up to `limit` texts that `typed` may become, the best first: names, `queries` (frequent ones), titles.

        Where nothing begins with all of it, the last word is completed and what stands before is kept.
        """
        wanted = fold(" ".join(view(typed).split()))
        found = self._completions(wanted, limit, queries) if wanted else ()
        head, _, last = wanted.rpartition(" ")
        if found or not head or not last:
            return found
        kept = " ".join(view(typed).split()[:-1])
        return tuple(
            Suggestion(f"{kept} {found.text}", found.kind, found.count, found.path)
            for found in self._completions(last, limit, ())
            if found.kind != "title"
        )

    def _completions(self, wanted: str, limit: int, queries: Sequence[str]) -> tuple[Suggestion, ...]:
        found: dict[tuple[str, str | None], Suggestion] = {}
        for suggestion in self._candidates(wanted, queries):
            found.setdefault((suggestion.text, suggestion.path), suggestion)
            if len(found) == limit:
                break
        return tuple(found.values())

    def _candidates(self, wanted: str, queries: Sequence[str]) -> Iterator[Suggestion]:
        latin = re.sub("[' ]", "", wanted) if _LATIN.fullmatch(wanted) else ""
        named = list(self._names.holding(wanted))
        began = sum(fold(self.names[line].text).startswith(wanted) for line in named)
        yield from (self.names[line] for line in named[:began])
        if latin:
            yield from (self.names[number] for number in self._spelling.of(latin))
        yield from (Suggestion(query, "query") for query in queries if fold(query).startswith(wanted))
        yield from (self.names[line] for line in named[began:])
        yield from (Suggestion(self.titles[line], "title", 1) for line in self._title_lines.holding(wanted))
        if len(latin) > 2:
            yield from (Suggestion(self.titles[number], "title", 1) for number in self._title_spelling.of(latin))

    @cached_property
    def _spelling(self) -> _Beginnings:
        """Pinyin and initials of the names."""
        return _Beginnings(
            (written, number)
            for number, name in enumerate(self.names)
            for syllables in spellings(fold(name.text))
            for written in ("".join(syllables), "".join(syllable[0] for syllable in syllables))
        )

    @cached_property
    def _title_lines(self) -> _Lines:
        return _Lines([fold(title) for title in self.titles])

    @cached_property
    def _title_spelling(self) -> _Beginnings:
        """Pinyin and initials of the beginnings of the titles."""
        return _Beginnings(
            (written, number)
            for number, title in enumerate(self.titles)
            for written in (full(fold(title[:SPELT])), initials(fold(title[:SPELT])))
        )

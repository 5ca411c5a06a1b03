"""Completion of what a reader begins to type: names and titles of the collection, by characters, pinyin or initials."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from engine.lexer import view
from engine.lookup import Beginnings, Lines
from engine.normalize import fold
from engine.pinyin import full, initials, spellings

KINDS = ("town", "leader", "source", "query", "title")
TITLES = 200_000  # the newest of a collection
LONGEST = 100  # characters that are completed
SPELT = 12  # characters of a title that can be typed in pinyin
# xijizhen · xi ji zhen · xi'jizhen
_LATIN = re.compile(r"[a-z][a-z' ]{0,60}")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A text to ask for: its kind (one of KINDS), in how many articles it is, and for a town its path."""

    text: str
    kind: str
    count: int = 0
    path: str | None = None


class Titles:
    """Titles, found by any part of them or by the pinyin they begin with."""

    def __init__(self, titles: Sequence[str]) -> None:
        self._titles = titles
        self._lines = Lines([fold(title) for title in titles])
        self._spelling = Beginnings(
            (written, number)
            for number, title in enumerate(titles)
            for written in (full(fold(title[:SPELT])), initials(fold(title[:SPELT])))
        )

    def holding(self, wanted: str, latin: str) -> Iterator[str]:
        """Titles in which `wanted` stands, then those whose pinyin begins with `latin`."""
        for lines in self._lines.holding(wanted):
            yield from (self._titles[line] for line in lines)
        if len(latin) > 2:
            yield from (self._titles[number] for number in self._spelling.of(latin))


class Suggester:
    """Completes names and titles of one collection. Safe to use from several threads."""

    def __init__(self, names: Iterable[Suggestion], titles: Callable[[], Iterable[str]]) -> None:
        """`names` in order of preference; `titles`, the newest first, are fetched behind the first completions."""
        self.names = tuple(names)
        self._names = Lines([fold(name.text) for name in self.names])
        self._titles = Titles(())
        self._fetch = threading.Thread(target=self._read, args=(titles,), daemon=True)
        self._starting = threading.Lock()

    def _read(self, titles: Callable[[], Iterable[str]]) -> None:
        self._titles = Titles(tuple(islice(dict.fromkeys(titles()), TITLES)))

    def ready(self, timeout: float | None = None) -> bool:
        """Wait until titles are completed too; False where `timeout` seconds were not enough."""
        with self._starting:
            if self._fetch.ident is None:
                self._fetch.start()
        self._fetch.join(timeout)
        return not self._fetch.is_alive()

    def complete(self, typed: str, limit: int = 10, queries: Sequence[str] = ()) -> tuple[Suggestion, ...]:
        """Up to `limit` texts that `typed` may become, the best first: names, `queries` (frequent ones), titles.

        Where nothing begins with all of it, the last word is completed and what stands before is kept.
        """
        self.ready(timeout=0)
        typed = typed[:LONGEST]
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
        begun, others = self._names.holding(wanted)
        yield from (self.names[line] for line in begun)
        if latin:
            yield from (self.names[number] for number in self._spelling.of(latin))
        yield from (Suggestion(query, "query") for query in queries if fold(query).startswith(wanted))
        yield from (self.names[line] for line in others)
        yield from (Suggestion(title, "title", 1) for title in self._titles.holding(wanted, latin))

    @cached_property
    def _spelling(self) -> Beginnings:
        """Pinyin and initials of the names."""
        return Beginnings(
            (written, number)
            for number, name in enumerate(self.names)
            for syllables in spellings(fold(name.text))
            for written in ("".join(syllables), "".join(syllable[0] for syllable in syllables))
        )

"""Completion of typed text to names and titles of the collection, by characters, pinyin or initials."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from engine.query.lexer import half_width
from engine.suggest.prefix_index import PrefixIndex, SubstringIndex
from engine.suggest.title_index import TitleIndex
from engine.text.normalize import fold, fold_all
from engine.text.pinyin import spellings

MAX_TYPED_CHARS = 100  # typed characters that are used
# xijizhen · xi ji zhen · xi'jizhen
_LATIN = re.compile(r"[a-z][a-z' ]{0,60}")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A suggested query text: its kind (town, leader, source, query, title), number of articles, and path, if any."""

    text: str
    kind: str
    count: int = 0
    path: str | None = None


class Completer:
    """Completer for names and titles of one collection. Thread-safe."""

    def __init__(self, names: Iterable[Suggestion], titles: Callable[[], Sequence[TitleIndex]]) -> None:
        """Index `names`, in order of preference; `titles`, newest first, are loaded in the background on first use."""
        self.names = tuple(names)
        self._names = SubstringIndex.of(fold_all(name.text for name in self.names))
        self._titles: Sequence[TitleIndex] = ()
        self._fetch = threading.Thread(target=self._read, args=(titles,), daemon=True)
        self._starting = threading.Lock()

    def _read(self, titles: Callable[[], Sequence[TitleIndex]]) -> None:
        self._titles = titles()

    def ready(self, timeout: float | None = None) -> bool:
        """Wait until the titles are loaded; return False if `timeout` seconds were not enough."""
        with self._starting:
            if self._fetch.ident is None:
                self._fetch.start()
        self._fetch.join(timeout)
        return not self._fetch.is_alive()

    def complete(self, typed: str, limit: int = 10, queries: Sequence[str] = ()) -> tuple[Suggestion, ...]:
        """Return up to `limit` completions of `typed`, best first: names, `queries` (frequent ones), titles.

        If nothing matches the whole text, the last word is completed and the words before it are kept.
        """
        self.ready(timeout=0)
        typed = typed[:MAX_TYPED_CHARS]
        prefix = fold(" ".join(half_width(typed).split()))
        result = self._completions(prefix, limit, queries) if prefix else ()
        head, _, last = prefix.rpartition(" ")
        if result or not head or not last:
            return result
        head_text = " ".join(half_width(typed).split()[:-1])
        return tuple(
            Suggestion(f"{head_text} {found.text}", found.kind, found.count, found.path)
            for found in self._completions(last, limit, ())
            if found.kind != "title"
        )

    def _completions(self, prefix: str, limit: int, queries: Sequence[str]) -> tuple[Suggestion, ...]:
        suggestions: dict[tuple[str, str | None], Suggestion] = {}
        for suggestion in self._candidates(prefix, queries):
            suggestions.setdefault((suggestion.text, suggestion.path), suggestion)
            if len(suggestions) == limit:
                break
        return tuple(suggestions.values())

    def _candidates(self, prefix: str, queries: Sequence[str]) -> Iterator[Suggestion]:
        latin = re.sub("[' ]", "", prefix) if _LATIN.fullmatch(prefix) else ""
        starting, others = self._names.holding(prefix)
        yield from (self.names[line] for line in starting)
        if latin:
            yield from (self.names[number] for number in self._spelling.matching(latin))
        yield from (Suggestion(query, "query") for query in queries if fold(query).startswith(prefix))
        yield from (self.names[line] for line in others)
        for part in self._titles:
            yield from (Suggestion(title, "title", 1) for title in part.holding(prefix, latin))

    @cached_property
    def _spelling(self) -> PrefixIndex:
        """Index of the names by pinyin and initials."""
        return PrefixIndex.of(
            (written, number)
            for number, name in enumerate(fold_all(name.text for name in self.names))
            for syllables in spellings(name)
            for written in ("".join(syllables), "".join(syllable[0] for syllable in syllables))
        )

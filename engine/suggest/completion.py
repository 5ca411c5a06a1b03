"""Completion of typed text to names and titles of the collection, by characters, pinyin or initials."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from engine.query.lexer import half_width
from engine.suggest.prefix_index import PrefixIndex, SubstringIndex
from engine.text.normalize import fold
from engine.text.pinyin import full_pinyin, initials, spellings

SUGGESTION_KINDS = ("town", "leader", "source", "query", "title")
MAX_TITLES = 200_000  # newest titles of a collection
LONGEST = 100  # typed characters that are used
PINYIN_TITLE_CHARS = 12  # first characters of a title that can be typed in pinyin
# xijizhen · xi ji zhen · xi'jizhen
_LATIN = re.compile(r"[a-z][a-z' ]{0,60}")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A suggested query text: its kind (one of SUGGESTION_KINDS), its number of articles, and its path, if any."""

    text: str
    kind: str
    count: int = 0
    path: str | None = None


class TitleIndex:
    """Index of titles by any substring and by the pinyin of their beginning."""

    def __init__(self, titles: Sequence[str]) -> None:
        self._titles = titles
        self._lines = SubstringIndex([fold(title) for title in titles])
        self._spelling = PrefixIndex(
            (written, number)
            for number, title in enumerate(titles)
            for written in (full_pinyin(fold(title[:PINYIN_TITLE_CHARS])), initials(fold(title[:PINYIN_TITLE_CHARS])))
        )

    def holding(self, prefix: str, latin: str) -> Iterator[str]:
        """Yield the titles that contain `prefix`, then those whose pinyin begins with `latin`."""
        for lines in self._lines.holding(prefix):
            yield from (self._titles[line] for line in lines)
        if len(latin) > 2:
            yield from (self._titles[number] for number in self._spelling.of(latin))


class Completer:
    """Completer for names and titles of one collection. Thread-safe."""

    def __init__(self, names: Iterable[Suggestion], titles: Callable[[], Iterable[str]]) -> None:
        """Index `names`, in order of preference; `titles`, newest first, are loaded in the background on first use."""
        self.names = tuple(names)
        self._names = SubstringIndex([fold(name.text) for name in self.names])
        self._titles = TitleIndex(())
        self._fetch = threading.Thread(target=self._read, args=(titles,), daemon=True)
        self._starting = threading.Lock()

    def _read(self, titles: Callable[[], Iterable[str]]) -> None:
        self._titles = TitleIndex(tuple(islice(dict.fromkeys(titles()), MAX_TITLES)))

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
        typed = typed[:LONGEST]
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
            yield from (self.names[number] for number in self._spelling.of(latin))
        yield from (Suggestion(query, "query") for query in queries if fold(query).startswith(prefix))
        yield from (self.names[line] for line in others)
        yield from (Suggestion(title, "title", 1) for title in self._titles.holding(prefix, latin))

    @cached_property
    def _spelling(self) -> PrefixIndex:
        """Index of the names by pinyin and initials."""
        return PrefixIndex(
            (written, number)
            for number, name in enumerate(self.names)
            for syllables in spellings(fold(name.text))
            for written in ("".join(syllables), "".join(syllable[0] for syllable in syllables))
        )

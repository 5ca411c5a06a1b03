"""Corrections of a query: other texts that the reader may have meant by it."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from engine.query.printer import format_query
from engine.query.tree import And, Facet, Phrase, Query, Term, conjunction
from engine.runtime.deadline import checked
from engine.suggest.pair_counts import PairCounts
from engine.suggest.pinyin_reading import PinyinReader, letters
from engine.suggest.slips import MIN_RATIO, SlipCorrector
from engine.suggest.spelling import SpellingCorrector
from engine.text.normalize import fold

MAX_PARTS, MAX_RUNS = 8, 3  # parts of a query, and runs of Han characters of a part, that are looked at
ALTERNATIVES = 4  # corrections of one part that are tried beside the other parts
MIN_GAIN_TOGETHER = 10.0  # least gain of a part if articles contain all parts as they were typed
_HAN_RUN = re.compile(r"[\u3400-\u9fff]{2,}")


class QueryCorrector:
    """Corrects queries by the names and texts of a collection. Thread-safe."""

    def __init__(self, names: SpellingCorrector, pairs: PairCounts, count: Callable[[Query], int]) -> None:
        """`count` returns the number of articles that match a query."""
        self._names, self._count = names, count
        self.slips = SlipCorrector(names, pairs, lambda text: count(Phrase(text)))
        self._pinyin = PinyinReader(names, pairs, lambda text: count(Phrase(text)))

    def load(self) -> None:
        """Make now what is otherwise made when Latin letters are typed."""
        self._names.load()

    def corrections(self, query: Query, typed: str, limit: int = 3) -> tuple[str, ...]:
        """Return texts of the query with one of its parts corrected, the likeliest first; none if all seems right.

        `typed` is the text of the query: what an article contains as it was typed, marks and all, is right.
        """
        parts = query.parts if isinstance(query, And) else (query,)
        if all(isinstance(part, Term) and letters(part.text) for part in parts):
            return self._read(typed, tuple(part.text for part in parts if isinstance(part, Term)), limit)
        if not isinstance(query, Term) and self._count(Phrase(typed)):
            return ()
        least = MIN_GAIN_TOGETHER if len(parts) > 1 and self._count(query) else 0.0
        gains: dict[str, float] = {}
        for place, part in enumerate(checked(parts[:MAX_PARTS], 1)):
            for changed, gain in self._changed(part):
                if len(parts) == 1:
                    gains[format_query(changed)] = gain
                elif gain >= least:
                    whole = And((*parts[:place], changed, *parts[place + 1 :]))
                    gains[format_query(whole)] = gain + math.log1p(self._count(whole))
        return tuple(sorted(gains, key=lambda text: (-gains[text], text))[:limit])

    def _read(self, typed: str, words: tuple[str, ...], limit: int) -> tuple[str, ...]:
        """Return what a query typed in pinyin may mean: all of it as one text, or word by word."""
        found = self._count(conjunction(map(Term, words)) or Term(typed))
        together = [one for one in self._pinyin.readings(typed)[:limit] if one.outnumbers(found)]
        apart = [self._pinyin.readings(word)[:1] for word in words] if len(words) > 1 else [[]]
        if not all(apart):
            return tuple(one.text for one in together)
        text = " ".join(word[0].text for word in apart)
        articles = self._count(And(tuple(Term(word[0].text) for word in apart)))
        likelier = bool(together) and together[0].articles * MIN_RATIO >= articles
        texts = [one.text for one in together]
        if articles > found * MIN_RATIO:
            texts.insert(1 if likelier else 0, text)
        return tuple(texts[:limit])

    def _changed(self, part: Query) -> Iterator[tuple[Query, float]]:
        """Yield other forms of a part, each with how much likelier it is."""
        if isinstance(part, Facet):
            for order, name in enumerate(self._names.names(part.value)):
                yield replace(part, value=name.text), -order
        elif isinstance(part, Term | Phrase):
            folded = fold(part.text)
            if isinstance(part, Term) and letters(part.text):
                found = self._count(part)
                for one in self._pinyin.readings(part.text)[:ALTERNATIVES]:
                    if one.outnumbers(found):
                        yield replace(part, text=one.text), one.gain
            runs = list(_HAN_RUN.finditer(folded))
            if len(runs) > 1 and self._count(Phrase(part.text)):
                return
            for run in runs[:MAX_RUNS]:
                for one in self.slips.corrections(run.group())[:ALTERNATIVES]:
                    yield replace(part, text=part.text[: run.start()] + one.text + part.text[run.end() :]), one.gain

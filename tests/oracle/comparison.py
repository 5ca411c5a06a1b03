"""The same requests to this engine, as typed text, and to Lucene, as trees: what they answer differently."""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from engine.backends.whoosh.generation_searcher import GenerationSearcher
from engine.backends.whoosh.generations import generation_folders
from engine.backends.whoosh.searching.evaluator import ResultSet
from engine.errors import QueryTooCostly
from engine.query.parser import parse_leniently
from engine.query.printer import format_query
from engine.query.tree import Query, Request
from engine.results.results import Hit, Results
from engine.schema import MAX_FACET_VALUES
from engine.search import ALL_ARTICLES
from tests.oracle.lucene import Answer, Lucene
from tests.oracle.questions import Questions, meant

AHEAD = 16  # requests that Lucene may answer meanwhile
Mask = npt.NDArray[np.bool_]


class _Watched(GenerationSearcher):
    """An engine that remembers the whole set of which a search showed a page."""

    found: ResultSet

    def _hits(self, matches: ResultSet, request: Request) -> tuple[Hit, ...]:
        self.found = matches
        return super()._hits(matches, request)


class Comparison:
    """The current generation of an index, and Lucene on its articles. Raises ImportError if there is no Lucene."""

    def __init__(self, index: Path, folder: Path) -> None:
        self._engine, self._lucene = _Watched(generation_folders.current(index)), Lucene(folder)
        self.articles = [replace(article, evidence=(), repairs=()) for article in self._engine.articles()]
        self._places = {article.id: place for place, article in enumerate(self.articles)}
        self._live = _mask(self._engine._run(ALL_ARTICLES))
        self._lucene.index(self._engine.articles())

    def close(self) -> None:
        """Close the index."""
        self._engine.close()

    def ask(self, count: int, seed: int, tally: Counter[str]) -> Iterator[str]:
        """Yield the disagreements over `count` requests, and count what was asked."""
        questions = Questions(self.articles, seed)
        for first in range(0, count, AHEAD):
            requests = [questions.request() for _ in range(first, min(count, first + AHEAD))]
            for request in requests:
                self._lucene.ask(replace(request, query=self._engine.vocabulary.expansion.expand(meant(request.query))))
            for number, request in enumerate(requests, first):
                for fault in self._disagreements(request, tally):
                    yield f"seed {seed}, question {number}: {fault}: {format_query(request.query)!r} {request}"

    def _disagreements(self, request: Request, tally: Counter[str]) -> Iterator[str]:
        """Type the same and yield how the answers differ."""
        whole = parse_leniently(format_query(request.query)).whole
        asked = replace(request, query=self._engine.vocabulary.expansion.expand(whole))
        tally["questions"] += 1
        try:
            results = self._engine.search(asked)
        except QueryTooCostly:
            tally["refused"] += 1
            self._lucene.answer()
            return
        answer = self._lucene.answer()
        tally["with matches"] += answer.total > 0
        tally["matches"] += answer.total
        tally["counts of facets"] += len(asked.counted)
        yield from self._differences(asked, results, answer)

    def _differences(self, asked: Request, results: Results, answer: Answer) -> Iterator[str]:
        mask = _mask(self._engine.found)[self._live]
        if results.total != answer.total:
            yield f"total {results.total}, Lucene {answer.total}"
        if zlib.crc32(np.packbits(mask, bitorder="little").tobytes()) != answer.matches:
            yield "other matches"
        hits = tuple(self._places[hit.article.id] for hit in results.hits)
        if asked.sort == "relevance":
            if len(set(hits)) != max(0, min(asked.limit, answer.total - asked.offset)) or not mask[list(hits)].all():
                yield "hits that are no matches"
        elif hits != answer.hits:
            yield f"order {hits}, Lucene {answer.hits}"
        for name, expected in zip(asked.counted, answer.counts, strict=True):
            rows = "".join(f"{v.value}\t{v.count}\n" for v in results.facets[name][:MAX_FACET_VALUES] if v.count)
            if zlib.crc32(rows.encode()) != expected:
                yield f"counts of {name}"

    def matches(self, query: Query) -> tuple[set[str], set[str]]:
        """Return the ids of the matches of a tree by this engine and by Lucene, to look at a disagreement."""
        own = np.flatnonzero(_mask(self._engine._run(query))[self._live]).tolist()
        mine, theirs = ({self.articles[n].id for n in found} for found in (own, self._lucene.numbers(query)))
        return mine, theirs


def _mask(found: ResultSet) -> Mask:
    return np.concatenate([matches.mask for matches in found.matches])

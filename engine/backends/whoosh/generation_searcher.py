"""Searcher of one open, immutable generation, so that a search sees one state throughout."""

from __future__ import annotations

import datetime
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from pathlib import Path

import numpy as np
from whoosh.filedb.filestore import FileStorage
from whoosh.index import FileIndex
from whoosh.searching import Searcher

from engine import schema
from engine.article import Article
from engine.backend import IndexInfo
from engine.backends.whoosh.arrays.array_file import Array
from engine.backends.whoosh.facet_index import FacetIndex
from engine.backends.whoosh.generations import generation_folders, manifest, title_tables
from engine.backends.whoosh.query_compiler import QueryCompiler
from engine.backends.whoosh.rescoring import Rescoring
from engine.backends.whoosh.searching.evaluator import Evaluator, ResultSet
from engine.errors import ArticleNotFound, SearchError
from engine.query.tree import Every, Query, Request
from engine.ranking.features import ScorePart
from engine.results import filter_conditions
from engine.results.results import FacetValue, Hit, Results
from engine.results.similar import SPARE_HITS, characteristic_words, other_articles
from engine.results.snippet import SnippetBuilder
from engine.runtime.bounded_cache import bounded
from engine.runtime.deadline import checked
from engine.runtime.memory_limits import MemoryLimits
from engine.suggest.name_index import NameIndex, SuggestingEngine
from engine.suggest.pair_counts import PairCounts
from engine.vocabulary import Vocabulary

ALL_ARTICLES = Every()
ABOUT = 4096  # approximate bytes of an article without its body


def open_current(
    path: Path, vocabulary: Vocabulary | None = None, limits: MemoryLimits | None = None
) -> GenerationSearcher:
    """Open the current generation below `path`, trying again if it is removed while being opened.

    Raises IndexMissing, IndexVersionError, IndexDamaged.
    """
    while True:
        version = generation_folders.version(path)
        try:
            return GenerationSearcher(generation_folders.current(path), vocabulary, limits)
        except SearchError:
            if generation_folders.version(path) == version:
                raise


class GenerationSearcher(SuggestingEngine):
    """Reads and searches the articles of one generation."""

    def __init__(self, folder: Path, vocabulary: Vocabulary | None = None, limits: MemoryLimits | None = None) -> None:
        """Open the generation. Raises IndexVersionError, IndexDamaged."""
        self._folder, self.manifest = folder, manifest.read(folder)
        self.vocabulary, self._limits = vocabulary or Vocabulary(), limits or MemoryLimits()
        segments = manifest.segments(self.manifest)
        self.titles = title_tables.open_file(folder, self.manifest)
        reader = FileIndex._reader(FileStorage(str(folder)), manifest.whoosh_schema(), segments, 1)
        self._evaluator = Evaluator(Searcher(reader), self._limits.resident_mb)
        self._compiler = QueryCompiler(
            self._idf, lambda name: self._facet("town").values_named(name), self.vocabulary.words
        )
        self._facets: dict[str, FacetIndex] = {}

    def _idf(self, field: str, word: str) -> float:
        return self._evaluator.scoring.idf(field, word.encode("utf-8", "surrogatepass"))

    @cached_property
    def name_index(self) -> NameIndex:
        """Name index for completion and spelling correction."""
        return NameIndex(
            lambda name: self._facet(name).counts(self._run(ALL_ARTICLES).matches),
            lambda: title_tables.title_indexes(self._evaluator.segment_searchers, self.titles),
            self._pair_counts,
            lambda query: self._run(query).total,
        )

    def _pair_counts(self) -> PairCounts:
        literal = (leaf.segment.literal for leaf in self._evaluator.segment_searchers)
        return PairCounts.of(index.pair_counts() for index in literal if index is not None)

    def explain(self, article_id: str, query: Query) -> tuple[ScorePart, ...]:
        """Return the parts of an article's score. Raises ArticleNotFound."""
        return self._ordering.evidence(query).parts(self.get(article_id))

    def similar(self, article_id: str, limit: int = 5) -> tuple[Hit, ...]:
        """Return the most similar articles, excluding reprints of the same one. Raises ArticleNotFound."""
        article = self.get(article_id)
        query = self._compiler.any_word(
            characteristic_words(article, self._ordering.collection.idf, self.vocabulary.words)
        )
        best = self._evaluator.run_nodes(query).best(limit + SPARE_HITS)
        return other_articles(article, ((self._article(number), score) for number, score in best), limit)

    @cached_property
    def _ordering(self) -> Rescoring:
        return Rescoring(self._evaluator, self._article, self._idf, self._info.last, self.vocabulary)

    def _facet(self, field: str) -> FacetIndex:
        facet_index = self._facets.get(field)
        if facet_index is None:
            segments = [leaf.segment for leaf in self._evaluator.segment_searchers]
            facet_index = self._facets[field] = FacetIndex(segments, field)
        return facet_index

    def search(self, request: Request) -> Results:
        """Return hits in order, the exact total and facet counts."""
        filters = request.filters
        everything = self._run(filter_conditions.with_filters(request))
        masks = {name: self._masks(condition) for name, condition in filter_conditions.conditions(filters).items()}
        matches = self._narrowed(everything, list(masks.values()))
        facets, undated = {}, 0
        for name in request.counted:
            counted_matches = matches
            if name in masks:
                counted_matches = self._narrowed(everything, [mask for other, mask in masks.items() if other != name])
            facets[name] = self._count(name, counted_matches, request)
            if name == "date":
                undated = counted_matches.total - sum(month.count for month in facets[name])
        return Results(matches.total, self._hits(matches, request), facets, undated)

    def _run(self, query: Query) -> ResultSet:
        return self._evaluator.run_nodes(self._compiler.compiled(query))

    def _masks(self, condition: Query) -> list[Array]:
        return [matches.mask for matches in self._run(condition).matches]

    def _narrowed(self, matches: ResultSet, masks: list[list[Array]]) -> ResultSet:
        if not masks:
            return matches
        joint = [np.logical_and.reduce(parts) for parts in zip(*masks, strict=True)]
        within = [m.within(mask) for m, mask in zip(matches.matches, joint, strict=True)]
        return ResultSet(self._evaluator, within)

    def _count(self, name: str, matches: ResultSet, request: Request) -> Sequence[FacetValue]:
        filters = request.filters
        if name == "date":
            rows = self._facet(name).count(matches.matches, filter_conditions.whole_month(filters), None)
            return filter_conditions.mark_selected(rows, filters) if filters.since or filters.until else rows
        most = None if request.all_values else schema.MAX_FACET_VALUES
        return self._facet(name).count(matches.matches, getattr(filters, name), most)

    def _hits(self, matches: ResultSet, request: Request) -> tuple[Hit, ...]:
        if request.limit < 1 or not matches.total:
            return ()
        if request.sort != "relevance":
            end = request.offset + request.limit
            then = "date" if request.sort == "added" else ""
            numbers = matches.sorted_by(request.sort, end, reverse=True, then=then)[request.offset :]
            dated = [self._article(number) for number in numbers]
            scores = self._ordering.evidence(request.ranked_by or request.query).scores(dated)
            articles = list(zip(dated, scores, strict=True))
        else:
            articles = self._ordering.best(matches, request)
        if not request.passages:
            return tuple(Hit(article, score) for article, score in articles)
        builder = SnippetBuilder(request.query)
        return tuple(Hit(article, score, builder.snippets(article)) for article, score in checked(articles, 1))

    @cached_property
    def _article(self) -> Callable[[int], Article]:
        """Cached reader of articles: many queries, and every page of one query's results, need the same ones."""

        def read(document: int) -> Article:
            return Article.from_stored(self._evaluator.stored(document))

        return bounded(self._limits.cache_mb << 20, lambda article: ABOUT + sys.getsizeof(article.body))(read)

    def number(self, article_id: str) -> tuple[int, int] | None:
        """Return the segment and document number of an article, None if it is missing or deleted."""
        for place, leaf in enumerate(self._evaluator.segment_searchers):
            postings = leaf.segment.postings("id")
            index = postings.find(article_id.encode("utf-8", "surrogatepass")) if postings is not None else -1
            if postings is not None and index >= 0:
                document = int(postings.docs(*postings.bounds(index))[-1])
                if leaf.live is None or leaf.live[document]:
                    return place, document
        return None

    def get(self, article_id: str) -> Article:
        """Return the article with this id. Raises ArticleNotFound."""
        number = self.number(article_id)
        if number is None:
            raise ArticleNotFound("No article has the id %(article_id)r.", article_id=article_id)
        place, document = number
        return Article.from_stored(self._evaluator.segment_searchers[place].segment.stored.get(document))

    def articles(self) -> Iterator[Article]:
        """Yield every article in the order of addition."""
        for leaf in self._evaluator.segment_searchers:
            for document in range(leaf.documents):
                if leaf.live is None or leaf.live[document]:
                    yield Article.from_stored(leaf.segment.stored.get(document))

    def note(self, name: str) -> bytes | None:
        """Return the note that the builder saved under this name, None if there is none."""
        return manifest.note(self._folder, self.manifest, name)

    def info(self) -> IndexInfo:
        """Return size, dates and build time of the index."""
        return self._info

    @cached_property
    def _info(self) -> IndexInfo:
        columns = [
            (leaf.segment.arrays["column/date/numbers"], leaf.live) for leaf in self._evaluator.segment_searchers
        ]
        days = [column if live is None else column[live] for column, live in columns]
        dated = np.concatenate([day[day > 0] for day in days]) if days else np.zeros(0, np.int64)
        return IndexInfo(
            generation=self._folder.name,
            built=self.manifest.moment,
            articles=self.manifest.articles,
            sources=self._facet("source").count(self._run(ALL_ARTICLES).matches, ()).total,
            first=_day(int(dated.min())) if len(dated) else None,
            last=_day(int(dated.max())) if len(dated) else None,
            months=dict(self._facet("date").counts(self._run(ALL_ARTICLES).matches)),
        )

    def close(self) -> None:
        """Close files and release memory."""
        self._evaluator.searcher.close()


def _day(number: int) -> datetime.date:
    return datetime.date(number // 10000, number // 100 % 100, number % 100)

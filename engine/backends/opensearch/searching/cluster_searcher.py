"""Searcher of one immutable generation on a cluster, so that a search of several requests sees one state."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any

from engine.article import Article
from engine.backend import IndexInfo
from engine.backends.opensearch.client.cluster import Cluster, connect
from engine.backends.opensearch.client.cluster_address import ClusterAddress
from engine.backends.opensearch.documents import cluster_documents
from engine.backends.opensearch.generations import build_notes, cluster_generations, pair_note
from engine.backends.opensearch.generations.cluster_generations import ClusterGeneration
from engine.backends.opensearch.searching import facet_aggregations
from engine.backends.opensearch.searching.cluster_facets import MATCH_ALL, ClusterFacets
from engine.backends.opensearch.searching.cluster_rescoring import ClusterRescoring
from engine.backends.opensearch.searching.cluster_titles import ClusterTitles
from engine.backends.opensearch.searching.query_dsl import QueryDslCompiler
from engine.backends.opensearch.searching.result_window import MAX_RESULT_WINDOW, ResultWindow
from engine.backends.opensearch.searching.statistics import ClusterStatistics
from engine.errors import ArticleNotFound, QueryTooCostly
from engine.query.match_ranges import positive_terms
from engine.query.tree import Query, Request
from engine.ranking.features import ScorePart
from engine.results import filter_conditions
from engine.results.results import Hit, Results
from engine.results.similar import SPARE_HITS, characteristic_words, other_articles
from engine.results.snippet import SnippetBuilder
from engine.runtime.deadline import checked
from engine.suggest.name_index import NameIndex, SuggestingEngine
from engine.vocabulary import Vocabulary

Json = dict[str, Any]
SEARCH_TIMEOUT = "20s"  # time limit of a search on the cluster
LISTING_BATCH_ARTICLES = 1000  # articles per request when listing all
MAX_ID_BYTES = 512  # limit of the cluster, in UTF-8
BY_SCORE = [{"_score": "desc"}, {"order": "asc"}]
BY_DATE = [{"day": "desc"}, {"order": "asc"}]
# Generations built before the field existed sort as added at time 0.
BY_ADDED = [{"added": {"order": "desc", "unmapped_type": "long", "missing": 0}}, *BY_DATE]
SORTS = {"relevance": BY_SCORE, "date": BY_DATE, "added": BY_ADDED}
BY_ORDER = [{"order": "asc"}]


def open_generation(
    address: ClusterAddress, name: str | None = None, vocabulary: Vocabulary | None = None
) -> ClusterSearcher:
    """Open a generation, the current one unless `name` says which.

    While the cluster cannot answer, a request is retried for the `patience` of the address. Raises SettingError,
    IndexMissing, IndexVersionError, IndexDamaged, IndexUnavailable.
    """
    cluster = connect(address)
    cluster.greet()
    name = name or cluster_generations.current(cluster)
    return ClusterSearcher(cluster, cluster_generations.read(cluster, name), vocabulary)


class ClusterSearcher(SuggestingEngine):
    """Reads and searches the articles of one generation."""

    def __init__(self, cluster: Cluster, generation: ClusterGeneration, vocabulary: Vocabulary | None = None) -> None:
        self.vocabulary = vocabulary or Vocabulary()
        self._cluster, self._held, self._index = cluster, generation, generation.index
        self._paging = ResultWindow(cluster, generation.index)
        self._facets = ClusterFacets(self._paging)
        self._statistics = ClusterStatistics(cluster, generation.index, generation.meta.articles)
        self._compiler = QueryDslCompiler(self._statistics, self.vocabulary.words)

    def search(self, request: Request) -> Results:
        """Return hits in order, the exact total and facet counts."""
        asked = filter_conditions.with_filters(request)
        self._learn(asked)
        query = self._compiler.compiled(asked)
        limits = filter_conditions.conditions(request.filters)
        conditions = {name: self._compiler.compiled(condition) for name, condition in limits.items()}
        selected = {name: self._facets.chosen(name, request.filters) for name in request.counted}
        body: Json = {"query": query, "sort": SORTS[request.sort]}
        if conditions:
            body["post_filter"] = {"bool": {"filter": list(conditions.values())}}
        if request.counted:
            body["aggs"] = facet_aggregations.aggregations(conditions, request.counted, selected)
        window = _ListingWindow(self, body)
        hits = self._hits(window, request)
        answer = window.answer or self._first({**body, "size": 0})
        facets, undated = {}, 0
        for name in request.counted:
            among = {"bool": {"filter": [query, facet_aggregations.without_condition(conditions, name)]}}
            buckets = facet_aggregations.read_buckets(answer["aggregations"], name)
            facets[name] = self._facets.rows(name, request, buckets, selected[name], among)
            undated = buckets["undated"]["doc_count"] if name == "date" else undated
        return Results(answer["hits"]["total"]["value"], hits, facets, undated)

    def _learn(self, query: Query) -> None:
        """Fetch the statistics of all words of a query in one request."""
        if positive_terms(query):
            self._ordering.evidence(query)

    def _first(self, body: Json) -> Json:
        """Return hits, exact total and aggregations of a request. Raises QueryTooCostly on a timeout."""
        answer = self._paging.search({**body, "track_total_hits": True, "timeout": SEARCH_TIMEOUT})
        if answer["timed_out"]:
            raise QueryTooCostly(
                "The query takes the cluster more than %(seconds)s seconds: ask for less.",
                seconds=SEARCH_TIMEOUT.rstrip("s"),
            )
        return answer

    def _hits(self, window: _ListingWindow, request: Request) -> tuple[Hit, ...]:
        if request.limit < 1:
            return ()
        if request.sort != "relevance":
            dated = [article for article, _ in window.fetch(request.offset, request.limit)]
            scores = self._ordering.evidence(request.ranked_by or request.query).scores(dated)
            articles = list(zip(dated, scores, strict=True))
        else:
            articles = self._ordering.best(request, window.fetch)
        if not request.passages:
            return tuple(Hit(article, score) for article, score in articles)
        builder = SnippetBuilder(request.query)
        return tuple(Hit(article, score, builder.snippets(article)) for article, score in checked(articles, 1))

    def fetched(self, body: Json, offset: int, limit: int) -> tuple[list[tuple[Article, float]], Json | None]:
        """Return a window of articles with scores, and the whole answer if a single request fetched it."""
        body_with_source = {**body, "_source": ["stored"]}
        answer = None
        if offset + limit <= MAX_RESULT_WINDOW:
            answer = self._first({**body_with_source, "from": offset, "size": limit})
        hits = answer["hits"]["hits"] if answer else self._paging.hits(body_with_source, offset, limit)
        return [(cluster_documents.from_document(hit["_source"]), hit.get("_score") or 0.0) for hit in hits], answer

    @cached_property
    def _ordering(self) -> ClusterRescoring:
        return ClusterRescoring(self._statistics, self._info.last, self.vocabulary)

    def get(self, article_id: str) -> Article:
        """Return the article with this id. Raises ArticleNotFound."""
        missing = ArticleNotFound("No article has the id %(article_id)r.", article_id=article_id)
        if not 0 < len(article_id.encode("utf-8", "replace")) <= MAX_ID_BYTES:
            raise missing
        try:
            article_id.encode()
        except UnicodeEncodeError:
            raise missing from None
        body = {"ids": [article_id]}
        # Any copy will do: a finished generation is never written to.
        any_copy = {"realtime": "false"}
        answer = self._cluster.ask(
            lambda client: client.mget(body=body, index=self._index, _source=["stored"], params=dict(any_copy))
        )
        if not answer["docs"][0].get("found"):
            raise missing
        return cluster_documents.from_document(answer["docs"][0]["_source"])

    def articles(self) -> Iterator[Article]:
        """Yield every article in the order of addition."""
        for source in self.sources(["stored"]):
            yield cluster_documents.from_document(source)

    def sources(
        self, fields: Sequence[str], sort: Sequence[Json] = BY_ORDER, stride: int = LISTING_BATCH_ARTICLES
    ) -> Iterator[Json]:
        """Yield the stored source of every article, restricted to `fields`."""
        body = {"query": MATCH_ALL, "sort": list(sort), "_source": list(fields), "track_total_hits": False}
        after: Json = {}
        while True:
            hits = self._paging.search({**body, **after, "size": stride})["hits"]["hits"]
            yield from (hit["_source"] for hit in hits)
            if len(hits) < stride:
                return
            after = {"search_after": hits[-1]["sort"]}

    def note(self, name: str) -> bytes | None:
        """Return the note that the builder saved under this name, None if there is none."""
        return build_notes.read(self._cluster, self._held.name, name)

    def explain(self, article_id: str, query: Query) -> tuple[ScorePart, ...]:
        """Return the parts of an article's score. Raises ArticleNotFound."""
        return self._ordering.evidence(query).parts(self.get(article_id))

    def similar(self, article_id: str, limit: int = 5) -> tuple[Hit, ...]:
        """Return the most similar articles, excluding reprints of the same one. Raises ArticleNotFound."""
        article = self.get(article_id)
        self._statistics.learn_all(lambda idf: characteristic_words(article, idf, self.vocabulary.words))
        words = characteristic_words(article, self._ordering.collection.idf, self.vocabulary.words)
        query = self._compiler.any_word(words)
        ranked, _ = self.fetched({"query": query, "sort": BY_SCORE}, 0, limit + SPARE_HITS)
        return other_articles(article, ranked, limit)

    @cached_property
    def name_index(self) -> NameIndex:
        """Name index for completion and spelling correction."""
        titles = ClusterTitles(lambda fields, batch: self.sources(fields, BY_DATE, batch))
        return NameIndex(
            self._facets.values,
            titles.index,
            lambda: pair_note.read(self._cluster, self._held.name) or titles.pair_counts(),
            lambda query: self.search(Request(query, limit=0, passages=False, counted=())).total,
        )

    def info(self) -> IndexInfo:
        """Return size, dates and build time of the index."""
        return self._info

    @cached_property
    def _info(self) -> IndexInfo:
        ends = {"first": {"min": {"field": "day"}}, "last": {"max": {"field": "day"}}}
        days = {"days": {"filter": {"range": {"day": {"gt": 0}}}, "aggs": ends}}
        days_answer = self._first({"query": MATCH_ALL, "aggs": days, "size": 0})["aggregations"]["days"]
        return IndexInfo(
            generation=self._held.name,
            built=self._held.meta.built,
            articles=self._held.meta.articles,
            sources=len(self._facets.values("source")),
            first=_day(days_answer["first"]["value"]),
            last=_day(days_answer["last"]["value"]),
            months=dict(self._facets.values("date")),
        )

    def close(self) -> None:
        """Release the points in time held on the cluster."""
        self._paging.close()


def _day(number: float | None) -> datetime.date | None:
    return datetime.datetime.strptime(f"{int(number):08d}", "%Y%m%d").date() if number else None


class _ListingWindow:
    """Fetches hits of one search and keeps the totals and aggregations that come with them."""

    def __init__(self, snapshot: ClusterSearcher, body: Json) -> None:
        self._snapshot, self._body = snapshot, body
        self.answer: Json | None = None

    def fetch(self, offset: int, limit: int) -> list[tuple[Article, float]]:
        """Return articles in first-stage order with their scores."""
        result, answer = self._snapshot.fetched(self._body, offset, limit)
        self.answer = answer or self.answer
        return result

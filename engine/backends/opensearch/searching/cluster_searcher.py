"""One generation on a cluster: it never changes, so that a search of several requests sees one state."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any

from engine.article import Article
from engine.backend import IndexInfo
from engine.backends.opensearch.client.cluster import Cluster
from engine.backends.opensearch.documents import cluster_documents
from engine.backends.opensearch.generations import build_notes
from engine.backends.opensearch.generations.cluster_generations import ClusterGeneration
from engine.backends.opensearch.searching import facet_aggregations
from engine.backends.opensearch.searching.cluster_facets import MATCH_ALL, ClusterFacets
from engine.backends.opensearch.searching.cluster_rescoring import ClusterRescoring
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
from engine.results.snippet import snippets
from engine.runtime.deadline import checked
from engine.suggest.name_index import NameIndex

Json = dict[str, Any]
SEARCH_TIMEOUT = "20s"  # a search that takes longer is given up
LISTING_BATCH_ARTICLES = 1000  # articles fetched at once to list all
MAX_TITLES = 10_000
MAX_ID_BYTES = 512  # bytes, as the cluster has it
BY_SCORE = [{"_score": "desc"}, {"order": "asc"}]
BY_DATE = [{"day": "desc"}, {"order": "asc"}]
# A generation that lacks the field was there from the beginning.
BY_ADDED = [{"added": {"order": "desc", "unmapped_type": "long", "missing": 0}}, *BY_DATE]
SORTS = {"relevance": BY_SCORE, "date": BY_DATE, "added": BY_ADDED}
BY_ORDER = [{"order": "asc"}]


class ClusterSearcher:
    """The articles of one generation."""

    def __init__(self, cluster: Cluster, generation: ClusterGeneration) -> None:
        self._cluster, self._held, self._index = cluster, generation, generation.index
        self._paging = ResultWindow(cluster, generation.index)
        self._facets = ClusterFacets(self._paging)
        self._statistics = ClusterStatistics(cluster, generation.index, generation.meta.articles)
        self._compiler = QueryDslCompiler(self._statistics)

    def search(self, request: Request) -> Results:
        """Hits in order, exact total, facet counts."""
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
        facets = {}
        for name in request.counted:
            among = {"bool": {"filter": [query, facet_aggregations.without_condition(conditions, name)]}}
            buckets = facet_aggregations.read_buckets(answer["aggregations"], name)
            facets[name] = self._facets.rows(name, request.filters, buckets, selected[name], among)
        return Results(answer["hits"]["total"]["value"], hits, facets)

    def _learn(self, query: Query) -> None:
        """Ask for the numbers of all words of a query at once."""
        if positive_terms(query):
            self._ordering.evidence(query)

    def _first(self, body: Json) -> Json:
        """Hits, exact total and counts. Raises QueryTooCostly."""
        answer = self._paging.search({**body, "track_total_hits": True, "timeout": SEARCH_TIMEOUT})
        if answer["timed_out"]:
            raise QueryTooCostly(
                f"The query takes the cluster more than {SEARCH_TIMEOUT.rstrip('s')} seconds: ask for less."
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
        return tuple(Hit(article, score, snippets(article, request.query)) for article, score in checked(articles, 1))

    def fetched(self, body: Json, offset: int, limit: int) -> tuple[list[tuple[Article, float]], Json | None]:
        """A window of articles with their scores; and, where one request fetched it, all of its answer."""
        body_with_source = {**body, "_source": ["stored"]}
        answer = None
        if offset + limit <= MAX_RESULT_WINDOW:
            answer = self._first({**body_with_source, "from": offset, "size": limit})
        hits = answer["hits"]["hits"] if answer else self._paging.hits(body_with_source, offset, limit)
        return [(cluster_documents.from_document(hit["_source"]), hit.get("_score") or 0.0) for hit in hits], answer

    @cached_property
    def _ordering(self) -> ClusterRescoring:
        return ClusterRescoring(self._statistics, self.info.last)

    def get(self, article_id: str) -> Article:
        """The article with this id. Raises ArticleNotFound."""
        missing = ArticleNotFound(f"No article has the id {article_id!r}.")
        if not 0 < len(article_id.encode("utf-8", "replace")) <= MAX_ID_BYTES:
            raise missing
        try:
            article_id.encode()
        except UnicodeEncodeError:
            raise missing from None
        body = {"ids": [article_id]}
        # Any copy will do: none is written to.
        any_copy = {"realtime": "false"}
        answer = self._cluster.ask(
            lambda client: client.mget(body=body, index=self._index, _source=["stored"], params=dict(any_copy))
        )
        if not answer["docs"][0].get("found"):
            raise missing
        return cluster_documents.from_document(answer["docs"][0]["_source"])

    def articles(self) -> Iterator[Article]:
        """Every article, in the order they were added."""
        for source in self.sources(["stored"]):
            yield cluster_documents.from_document(source)

    def sources(
        self, fields: Sequence[str], sort: Sequence[Json] = BY_ORDER, stride: int = LISTING_BATCH_ARTICLES
    ) -> Iterator[Json]:
        """What is kept of every article."""
        body = {"query": MATCH_ALL, "sort": list(sort), "_source": list(fields), "track_total_hits": False}
        after: Json = {}
        while True:
            hits = self._paging.search({**body, **after, "size": stride})["hits"]["hits"]
            yield from (hit["_source"] for hit in hits)
            if len(hits) < stride:
                return
            after = {"search_after": hits[-1]["sort"]}

    def note(self, name: str) -> bytes | None:
        """What the builder left under this name, None where it left nothing."""
        return build_notes.read(self._cluster, self._held.name, name)

    def explain(self, article_id: str, query: Query) -> tuple[ScorePart, ...]:
        """What speaks for an article. Raises ArticleNotFound."""
        return self._ordering.evidence(query).parts(self.get(article_id))

    def similar(self, article_id: str, limit: int) -> tuple[Hit, ...]:
        """The articles most like one, other printings of it left out. Raises ArticleNotFound."""
        article = self.get(article_id)
        query = self._compiler.any_word(characteristic_words(article, self._cached_idf(article)))
        ranked, _ = self.fetched({"query": query, "sort": BY_SCORE}, 0, limit + SPARE_HITS)
        return other_articles(article, ranked, limit)

    def _cached_idf(self, article: Article) -> Any:
        """The rarity of words, those of the article asked for in one go."""
        noted: list[str] = []

        def note(text: str, word: bool) -> float:
            noted.extend([text] if word else [])
            return 1.0

        characteristic_words(article, note)
        self._statistics.learn(noted, ())
        return self._ordering.collection.idf

    @cached_property
    def name_index(self) -> NameIndex:
        """Completion and correction."""
        return NameIndex(self._facets.values, self._titles)

    def _titles(self) -> Iterator[str | None]:
        """The titles, the newest first."""
        for source in self.sources(["stored.title", "stored.escaped"], BY_DATE, MAX_TITLES):
            stored = source.get("stored", {})
            yield (
                cluster_documents.from_document(source).title
                if cluster_documents.ESCAPED_FIELD in stored
                else stored.get("title")
            )

    @cached_property
    def info(self) -> IndexInfo:
        """What the index holds."""
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
        )

    def close(self) -> None:
        """Give back what the cluster keeps for it."""
        self._paging.close()


def _day(number: float | None) -> datetime.date | None:
    return datetime.datetime.strptime(f"{int(number):08d}", "%Y%m%d").date() if number else None


class _ListingWindow:
    """Fetches hits of one search, and keeps the totals and counts that came with them."""

    def __init__(self, snapshot: ClusterSearcher, body: Json) -> None:
        self._snapshot, self._body = snapshot, body
        self.answer: Json | None = None

    def fetch(self, offset: int, limit: int) -> list[tuple[Article, float]]:
        """Articles of the first order with their scores."""
        result, answer = self._snapshot.fetched(self._body, offset, limit)
        self.answer = answer or self.answer
        return result

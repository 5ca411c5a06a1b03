"""One generation on a cluster: it never changes, so that a search of several requests sees one state."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any

from engine import filtering
from engine.article import Article
from engine.asides import Asides
from engine.backend import IndexInfo
from engine.backends.opensearch import counting, documents, notes
from engine.backends.opensearch.cluster import Cluster
from engine.backends.opensearch.compiler import Compiler
from engine.backends.opensearch.facets import EVERYTHING, Facets
from engine.backends.opensearch.generations import Held
from engine.backends.opensearch.ordering import Ordering
from engine.backends.opensearch.paging import DEEPEST, Paging
from engine.backends.opensearch.statistics import Statistics
from engine.deadline import checked
from engine.errors import ArticleNotFound, QueryTooCostly
from engine.evidence import Part
from engine.matching import wanted
from engine.query import Query, Request
from engine.results import Hit, Results
from engine.similar import ROOM, likeness, others
from engine.snippet import snippets

Json = dict[str, Any]
SLOW = "20s"  # a search that takes longer is given up
STRIDE = 1000  # articles fetched at once to list all
TITLES = 10_000
LONGEST_ID = 512  # bytes, as the cluster has it
BY_SCORE = [{"_score": "desc"}, {"order": "asc"}]
BY_DATE = [{"day": "desc"}, {"order": "asc"}]
# A generation that lacks the field was there from the beginning.
BY_ADDED = [{"added": {"order": "desc", "unmapped_type": "long", "missing": 0}}, *BY_DATE]
SORTS = {"relevance": BY_SCORE, "date": BY_DATE, "added": BY_ADDED}
BY_ORDER = [{"order": "asc"}]


class Snapshot:
    """The articles of one generation."""

    def __init__(self, cluster: Cluster, held: Held) -> None:
        self._cluster, self._held, self._index = cluster, held, held.index
        self._paging = Paging(cluster, held.index)
        self._facets = Facets(self._paging)
        self._statistics = Statistics(cluster, held.index, held.made.articles)
        self._compiler = Compiler(self._statistics)

    def search(self, request: Request) -> Results:
        """Hits in order, exact total, facet counts."""
        asked = filtering.asked(request)
        self._learn(asked)
        query = self._compiler.compiled(asked)
        limits = filtering.conditions(request.filters)
        conditions = {name: self._compiler.compiled(condition) for name, condition in limits.items()}
        chosen = {name: self._facets.chosen(name, request.filters) for name in request.counted}
        body: Json = {"query": query, "sort": SORTS[request.sort]}
        if conditions:
            body["post_filter"] = {"bool": {"filter": list(conditions.values())}}
        if request.counted:
            body["aggs"] = counting.aggregations(conditions, request.counted, chosen)
        window = _Window(self, body)
        hits = self._hits(window, request)
        answer = window.answer or self._first({**body, "size": 0})
        facets = {}
        for name in request.counted:
            among = {"bool": {"filter": [query, counting.others(conditions, name)]}}
            told = counting.answered(answer["aggregations"], name)
            facets[name] = self._facets.rows(name, request.filters, told, chosen[name], among)
        return Results(answer["hits"]["total"]["value"], hits, facets)

    def _learn(self, asked: Query) -> None:
        """Ask for the numbers of all words of a query at once."""
        if wanted(asked):
            self._ordering.evidence(asked)

    def _first(self, body: Json) -> Json:
        """Hits, exact total and counts. Raises QueryTooCostly."""
        answer = self._paging.search({**body, "track_total_hits": True, "timeout": SLOW})
        if answer["timed_out"]:
            raise QueryTooCostly(f"The query takes the cluster more than {SLOW.rstrip('s')} seconds: ask for less.")
        return answer

    def _hits(self, window: _Window, request: Request) -> tuple[Hit, ...]:
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
        asked = {**body, "_source": ["stored"]}
        answer = None
        if offset + limit <= DEEPEST:
            answer = self._first({**asked, "from": offset, "size": limit})
        hits = answer["hits"]["hits"] if answer else self._paging.hits(asked, offset, limit)
        return [(documents.article(hit["_source"]), hit.get("_score") or 0.0) for hit in hits], answer

    @cached_property
    def _ordering(self) -> Ordering:
        return Ordering(self._statistics, self.info.last)

    def get(self, article_id: str) -> Article:
        """The article with this id. Raises ArticleNotFound."""
        missing = ArticleNotFound(f"No article has the id {article_id!r}.")
        if not 0 < len(article_id.encode("utf-8", "replace")) <= LONGEST_ID:
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
        return documents.article(answer["docs"][0]["_source"])

    def articles(self) -> Iterator[Article]:
        """Every article, in the order they were added."""
        for source in self.sources(["stored"]):
            yield documents.article(source)

    def sources(self, fields: Sequence[str], sort: Sequence[Json] = BY_ORDER, stride: int = STRIDE) -> Iterator[Json]:
        """What is kept of every article."""
        body = {"query": EVERYTHING, "sort": list(sort), "_source": list(fields), "track_total_hits": False}
        after: Json = {}
        while True:
            hits = self._paging.search({**body, **after, "size": stride})["hits"]["hits"]
            yield from (hit["_source"] for hit in hits)
            if len(hits) < stride:
                return
            after = {"search_after": hits[-1]["sort"]}

    def note(self, name: str) -> bytes | None:
        """What the builder left under this name, None where it left nothing."""
        return notes.read(self._cluster, self._held.name, name)

    def explain(self, article_id: str, query: Query) -> tuple[Part, ...]:
        """What speaks for an article. Raises ArticleNotFound."""
        return self._ordering.evidence(query).parts(self.get(article_id))

    def similar(self, article_id: str, limit: int) -> tuple[Hit, ...]:
        """The articles most like one, other printings of it left out. Raises ArticleNotFound."""
        article = self.get(article_id)
        asked = self._compiler.any_word(likeness(article, self._known_rarity(article)))
        ranked, _ = self.fetched({"query": asked, "sort": BY_SCORE}, 0, limit + ROOM)
        return others(article, ranked, limit)

    def _known_rarity(self, article: Article) -> Any:
        """The rarity of words, those of the article asked for in one go."""
        noted: list[str] = []

        def note(text: str, word: bool) -> float:
            noted.extend([text] if word else [])
            return 1.0

        likeness(article, note)
        self._statistics.learn(noted, ())
        return self._ordering.collection.rarity

    @cached_property
    def asides(self) -> Asides:
        """Completion and correction."""
        return Asides(self._facets.values, self._titles)

    def _titles(self) -> Iterator[str | None]:
        """The titles, the newest first."""
        for source in self.sources(["stored.title", "stored.escaped"], BY_DATE, TITLES):
            stored = source.get("stored", {})
            yield documents.article(source).title if documents.ESCAPED in stored else stored.get("title")

    @cached_property
    def info(self) -> IndexInfo:
        """What the index holds."""
        ends = {"first": {"min": {"field": "day"}}, "last": {"max": {"field": "day"}}}
        days = {"days": {"filter": {"range": {"day": {"gt": 0}}}, "aggs": ends}}
        told = self._first({"query": EVERYTHING, "aggs": days, "size": 0})["aggregations"]["days"]
        return IndexInfo(
            generation=self._held.name,
            built=self._held.made.built,
            articles=self._held.made.articles,
            sources=len(self._facets.values("source")),
            first=_day(told["first"]["value"]),
            last=_day(told["last"]["value"]),
        )

    def close(self) -> None:
        """Give back what the cluster keeps for it."""
        self._paging.close()


def _day(number: float | None) -> datetime.date | None:
    return datetime.datetime.strptime(f"{int(number):08d}", "%Y%m%d").date() if number else None


class _Window:
    """Fetches hits of one search, and keeps the totals and counts that came with them."""

    def __init__(self, snapshot: Snapshot, body: Json) -> None:
        self._snapshot, self._body = snapshot, body
        self.answer: Json | None = None

    def fetch(self, offset: int, limit: int) -> list[tuple[Article, float]]:
        """Articles of the first order with their scores."""
        found, answer = self._snapshot.fetched(self._body, offset, limit)
        self.answer = answer or self.answer
        return found

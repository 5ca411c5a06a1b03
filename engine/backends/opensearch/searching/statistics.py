"""Word and character-pair frequencies of a generation, from which idf is computed.

Each shard is asked for its own numbers, which are added up: the sums are exact for the whole index.
"""

from __future__ import annotations

import math
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from engine import schema
from engine.backends.opensearch.client.cluster import Cluster
from engine.backends.opensearch.documents import character_tokens
from engine.backends.opensearch.documents.mapping import MAX_TOKEN_CHARS, OTHER_ZONES_FIELD
from engine.errors import IndexDamaged

TERM_CACHE_SIZE = 1 << 16  # terms whose statistics are cached
MAX_ROUTING_TRIES = 10_000  # routing values to try until each shard has one
LITERAL_FIELDS = ("text.body", f"text.{OTHER_ZONES_FIELD}")
WORD_FIELDS_INDEXED = tuple(f"words.{name}" for name in schema.WORD_FIELDS)
Term = tuple[str, str]  # a field and a token


@dataclass(frozen=True, slots=True)
class TermCounts:
    """Number of documents that contain a term, and its total number of occurrences."""

    documents: int = 0
    places: int = 0


NO_OCCURRENCES = TermCounts()


class ClusterStatistics:
    """Term and field statistics of one generation. Safe to use from several threads."""

    def __init__(self, cluster: Cluster, index: str, documents: int) -> None:
        self._cluster, self._index, self.documents = cluster, index, documents
        self._known: OrderedDict[Term, TermCounts] = OrderedDict()
        self._lock = threading.Lock()

    def idf(self, field: str, word: str) -> float:
        """Return the inverse document frequency of a word in a field, as the embedded engine computes it."""
        return math.log(max(1, self.documents) / (self._of((f"words.{field}", word)).documents + 1)) + 1

    def correction(self, field: str, word: str) -> float:
        """Return that idf as a multiple of the cluster's own; 0 if no document has the word in the field."""
        documents, having = self._of((f"words.{field}", word)).documents, self._fields[f"words.{field}"][0]
        if not documents:
            return 0.0
        own = math.log(1 + (max(having, documents) - documents + 0.5) / (documents + 0.5))
        return self.idf(field, word) / own

    def average(self, field: str) -> float:
        """Return the mean number of words of a field, including articles without any."""
        return self._fields[f"words.{field}"][1] / (self.documents or 1) or 1

    def estimate(self, text: str) -> int:
        """Estimate the number of documents with a text.

        Of one character this is its document frequency; of a pair its number of occurrences, at most the number of
        documents.
        """
        if len(text) == 1:
            return self._with_character(text)
        ways = character_tokens.pair_variants("".join(character_tokens.query_tokens(text)))
        return min(self.documents, sum(self._of((field, way)).places for field in LITERAL_FIELDS for way in ways))

    def learn_all(self, compute: Callable[[Callable[[str, bool], float]], object]) -> None:
        """Fetch in one request the statistics of all texts whose idf a first run of `compute` asks for."""
        requested: list[tuple[str, bool]] = []

        def note(text: str, word: bool) -> float:
            requested.append((text, word))
            return 1.0

        compute(note)
        self.learn([text for text, word in requested if word], [text for text, word in requested if not word])

    def learn(self, words: Iterable[str], pairs: Iterable[str]) -> None:
        """Fetch the statistics of all these words and pairs in one request, for later calls."""
        ways = [
            way
            for pair in pairs
            for way in character_tokens.pair_variants("".join(character_tokens.query_tokens(pair)))
        ]
        terms = [(field, word) for word in words for field in WORD_FIELDS_INDEXED]
        terms += [(field, way) for way in ways for field in LITERAL_FIELDS]
        self._ask(terms)

    def _of(self, term: Term) -> TermCounts:
        with self._lock:
            result = self._known.get(term)
        if result is None:
            self._ask([term])
            result = self._known.get(term, NO_OCCURRENCES)
        return result

    def _with_character(self, char: str) -> int:
        term = ("", char)
        if term not in self._known:
            fields = [
                {"match_phrase": {f: {"query": character_tokens.phrase(char), "analyzer": "asked"}}}
                for f in LITERAL_FIELDS
            ]
            body = {"query": {"bool": {"should": fields}}}
            count = self._cluster.ask(lambda client: client.count(index=self._index, body=body))["count"]
            self._keep({term: TermCounts(count, count)})
        return self._known.get(term, NO_OCCURRENCES).documents

    def _ask(self, terms: Iterable[Term]) -> None:
        """Fetch and cache the statistics of these terms from every shard."""
        with self._lock:
            new = [term for term in dict.fromkeys(terms) if term not in self._known]
        new = [term for term in new if term[1] and len(term[1]) < MAX_TOKEN_CHARS]
        if not new:
            return
        fields: dict[str, list[str]] = {}
        for field, token in new:
            fields.setdefault(field, []).append(token)
        counts = dict.fromkeys(new, NO_OCCURRENCES)
        for answer in self._vectors({field: " ".join(held) for field, held in fields.items()}):
            for field, vector in answer.items():
                for token, numbers in vector["terms"].items():
                    if (field, token) in counts:
                        before = counts[field, token]
                        counts[field, token] = TermCounts(
                            before.documents + numbers.get("doc_freq", 0), before.places + numbers.get("ttf", 0)
                        )
        self._keep(counts)

    def _keep(self, term_countses: dict[Term, TermCounts]) -> None:
        with self._lock:
            self._known.update(term_countses)
            while len(self._known) > TERM_CACHE_SIZE:
                self._known.popitem(last=False)

    @cached_property
    def _fields(self) -> dict[str, tuple[int, int]]:
        """Number of documents that have each word field, and its total number of words."""
        total = dict.fromkeys(WORD_FIELDS_INDEXED, (0, 0))
        for answer in self._vectors(dict.fromkeys(WORD_FIELDS_INDEXED, "-")):
            for field, vector in answer.items():
                statistics = vector.get("field_statistics")
                if statistics:
                    having, places = total[field]
                    total[field] = having + max(0, statistics["doc_count"]), places + max(0, statistics["sum_ttf"])
        return total

    def _vectors(self, fields: dict[str, str]) -> list[dict[str, Any]]:
        """Return the term vectors of these tokens in these fields, one answer per shard."""
        document: dict[str, Any] = {}
        for field, text in fields.items():
            outer, inner = field.split(".")
            document.setdefault(outer, {})[inner] = text
        asked = {
            "doc": document,
            "fields": list(fields),
            "per_field_analyzer": dict.fromkeys(fields, "words"),
            "term_statistics": True,
            "field_statistics": True,
            "positions": False,
            "offsets": False,
            "payloads": False,
        }
        body = {"docs": [{"_index": self._index, "routing": routing, **asked} for routing in self._routings]}
        answers = self._cluster.ask(lambda client: client.mtermvectors(body=body))["docs"]
        for answer in answers:
            if "error" in answer:
                raise IndexDamaged(
                    "A shard of %(index)s does not tell its numbers; build the index again.", index=self._index
                )
        return [answer.get("term_vectors", {}) for answer in answers]

    @cached_property
    def _routings(self) -> list[str]:
        """One routing value for each shard."""
        settings = self._cluster.ask(lambda client: client.indices.get_settings(index=self._index))
        shards = int(settings[self._index]["settings"]["index"]["number_of_shards"])
        routings: dict[int, str] = {0: "0"} if shards == 1 else {}
        for value in map(str, range(MAX_ROUTING_TRIES)):
            if len(routings) == shards:
                break
            routings.setdefault(self._shard(value), value)
        return list(routings.values())

    def _shard(self, routing: str) -> int:
        led = self._cluster.ask(lambda client: client.search_shards(index=self._index, params={"routing": routing}))
        return int(led["shards"][0][0]["shard"])

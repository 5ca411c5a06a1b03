"""Facet aggregations of a search on a cluster, and the rows read from the answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from engine import schema
from engine.backends.opensearch.documents.mapping import FACET_FIELDS
from engine.results.results import FacetValue
from engine.runtime.deadline import check_deadline

Json = dict[str, Any]
Ask = Callable[[Json], Any]
SHARD_BUCKETS = 20_000  # values that each shard returns, so that the highest counts are exact
BUCKET_PAGE_SIZE = 10_000
AGGREGATION_PARTS = ("values", "wanted", "undated")
BUCKET_ORDER = [{"_count": "desc"}, {"_key": "asc"}]


def aggregations(conditions: Mapping[str, Json], texts: Sequence[str], wanted: Mapping[str, Sequence[str]]) -> Json:
    """Return aggregations of each facet among the articles that match all other facets' conditions.

    Values in `wanted` are counted even if they are not among the most frequent. With the months come the articles that
    have none.
    """
    requests: Json = {}
    for name in texts:
        field = FACET_FIELDS[name]
        inner: Json = {
            "values": {
                "terms": {
                    "field": field,
                    "size": schema.MAX_FACET_VALUES,
                    "shard_size": SHARD_BUCKETS,
                    "order": BUCKET_ORDER,
                }
            }
        }
        if wanted.get(name):
            inner["wanted"] = {"terms": {"field": field, "size": len(wanted[name]), "include": list(wanted[name])}}
        if name == "date":
            inner["undated"] = {"missing": {"field": field}}
        if set(conditions) - {name}:
            requests[name] = {"filter": without_condition(conditions, name), "aggs": inner}
        else:  # at the top level, so that only the terms of the index are read
            requests |= {f"{name}.{part}": counts for part, counts in inner.items()}
    return requests


def read_buckets(told: Mapping[str, Any], name: str) -> Json:
    """Return the part of the aggregations that belongs to a facet."""
    inner: Json = told.get(name) or {part: told[key] for part in AGGREGATION_PARTS if (key := f"{name}.{part}") in told}
    return inner


def without_condition(conditions: Mapping[str, Json], name: str) -> Json:
    """Return the conditions of all facets but `name` as one query."""
    remaining = [condition for field, condition in conditions.items() if field != name]
    return {"bool": {"filter": remaining}} if remaining else {"match_all": {}}


def is_exact(answer: Mapping[str, Any]) -> bool:
    """Return True if every listed count is exact; with several shards some may miss a value."""
    return not answer["values"].get("doc_count_error_upper_bound", 0)


def facet_rows(name: str, answer: Mapping[str, Any], texts: Sequence[str]) -> tuple[FacetValue, ...]:
    """Return rows by descending count (months in order); selected values are listed even with count 0."""
    selected = set(texts)
    pairs = [(bucket["key"], bucket["doc_count"]) for bucket in answer["values"]["buckets"]]
    counts = {bucket["key"]: bucket["doc_count"] for bucket in answer.get("wanted", {}).get("buckets", ())}
    return sorted_rows(name, pairs, counts, selected)


def sorted_rows(
    name: str, pairs: Sequence[tuple[str, int]], counts: Mapping[str, int], texts: set[str]
) -> tuple[FacetValue, ...]:
    """Return the rows of a facet from `pairs`, its highest counts, and `counts` of the selected values `texts`."""
    rows = [FacetValue(value, count, value in texts) for value, count in pairs]
    rest = sorted(texts - {value for value, _ in pairs})
    rows += [FacetValue(value, counts.get(value, 0), True) for value in rest]
    return tuple(sorted(rows, key=lambda row: row.value) if name == "date" else rows)


def all_buckets(ask: Ask, name: str, query: Json) -> Iterator[tuple[str, int]]:
    """Yield all values of a facet among the matching articles, in order, with exact counts; fetched in pages."""
    after: Json = {}
    while True:
        check_deadline()
        source = [{"value": {"terms": {"field": FACET_FIELDS[name]}}}]
        pages = {"composite": {"size": BUCKET_PAGE_SIZE, "sources": source, **({"after": after} if after else {})}}
        answer = ask({"size": 0, "query": query, "aggs": {"all": pages}})["aggregations"]["all"]
        for bucket in answer["buckets"]:
            yield bucket["key"]["value"], bucket["doc_count"]
        after = answer.get("after_key")
        if not after or len(answer["buckets"]) < BUCKET_PAGE_SIZE:
            return


def highest_counts(pairs: Sequence[tuple[str, int]], most: int | None) -> list[tuple[str, int]]:
    """Return the `most` pairs with the highest counts, ties by value; all of them where `most` is None."""
    return sorted(pairs, key=lambda pair: (-pair[1], pair[0]))[:most]

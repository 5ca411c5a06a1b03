"""Facets of articles on a cluster: what is asked for beside a search, and what is read from the answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from engine import schema
from engine.backends.opensearch.mapping import FACETS
from engine.results import FacetValue

Json = dict[str, Any]
Ask = Callable[[Json], Any]
LOOKED = 20_000  # values that each shard tells of, so that the counts of the highest are exact
PAGE = 10_000
PARTS = ("values", "wanted")
ORDER = [{"_count": "desc"}, {"_key": "asc"}]


def aggregations(conditions: Mapping[str, Json], counted: Sequence[str], wanted: Mapping[str, Sequence[str]]) -> Json:
    """What to count: each facet among the articles that all other facets' conditions leave, `wanted` values surely."""
    asked: Json = {}
    for name in counted:
        field = FACETS[name]
        inner: Json = {
            "values": {"terms": {"field": field, "size": schema.FACET_VALUES, "shard_size": LOOKED, "order": ORDER}}
        }
        if wanted.get(name):
            inner["wanted"] = {"terms": {"field": field, "size": len(wanted[name]), "include": list(wanted[name])}}
        if set(conditions) - {name}:
            asked[name] = {"filter": others(conditions, name), "aggs": inner}
        else:  # by itself, so that of all articles nothing but the words of the index has to be read
            asked |= {f"{name}.{part}": counts for part, counts in inner.items()}
    return asked


def answered(told: Mapping[str, Any], name: str) -> Json:
    """What was counted for a facet."""
    inner: Json = told.get(name) or {part: told[key] for part in PARTS if (key := f"{name}.{part}") in told}
    return inner


def others(conditions: Mapping[str, Json], name: str) -> Json:
    """The conditions of all other facets."""
    held = [condition for field, condition in conditions.items() if field != name]
    return {"bool": {"filter": held}} if held else {"match_all": {}}


def exact(answer: Mapping[str, Any]) -> bool:
    """Whether every count listed is exact: on several shards a value may be missed by some of them."""
    return not answer["values"].get("doc_count_error_upper_bound", 0)


def rows(name: str, answer: Mapping[str, Any], wanted: Sequence[str]) -> tuple[FacetValue, ...]:
    """Counts, highest first (months in order); what is chosen is listed even with none."""
    chosen = set(wanted)
    pairs = [(bucket["key"], bucket["doc_count"]) for bucket in answer["values"]["buckets"]]
    held = {bucket["key"]: bucket["doc_count"] for bucket in answer.get("wanted", {}).get("buckets", ())}
    return listed(name, pairs, held, chosen)


def listed(
    name: str, pairs: Sequence[tuple[str, int]], held: Mapping[str, int], chosen: set[str]
) -> tuple[FacetValue, ...]:
    """The rows of a facet from its highest counts, and those `held` by chosen values."""
    found = [FacetValue(value, count, value in chosen) for value, count in pairs]
    rest = sorted(chosen - {value for value, _ in pairs})
    found += [FacetValue(value, held.get(value, 0), True) for value in rest]
    return tuple(sorted(found, key=lambda row: row.value) if name == "date" else found)


def every(ask: Ask, name: str, query: Json) -> Iterator[tuple[str, int]]:
    """All values of a facet among the articles that match, in order, with exact counts; fetched in pages."""
    after: Json = {}
    while True:
        source = [{"value": {"terms": {"field": FACETS[name]}}}]
        pages = {"composite": {"size": PAGE, "sources": source, **({"after": after} if after else {})}}
        answer = ask({"size": 0, "query": query, "aggs": {"all": pages}})["aggregations"]["all"]
        for bucket in answer["buckets"]:
            yield bucket["key"]["value"], bucket["doc_count"]
        after = answer.get("after_key")
        if not after or len(answer["buckets"]) < PAGE:
            return


def highest(pairs: Sequence[tuple[str, int]]) -> list[tuple[str, int]]:
    """The values that are listed, of all."""
    return sorted(pairs, key=lambda pair: (-pair[1], pair[0]))[: schema.FACET_VALUES]

"""Reference search by scanning every article: the definition of query semantics; slow."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from engine.article import Article
from engine.query.tree import (
    And,
    DateRange,
    Every,
    Facet,
    Filters,
    Near,
    Not,
    Or,
    Phrase,
    Query,
    Request,
    Term,
    Wildcard,
)
from engine.results.results import FACETS, FacetValue
from engine.schema import facet_values, is_named, is_value, texts
from engine.text.normalize import fold
from engine.text.words import query_words


@dataclass(frozen=True)
class Entry:
    """An article and its forms for comparison."""

    article: Article

    @cached_property
    def zones(self) -> tuple[tuple[str, str], ...]:
        """Return every text of the article by field, line ends kept."""
        found = [(name, "\n".join(map(fold, text.split("\n")))) for name, text in texts(self.article)]
        return tuple(found)

    def literal(self, field: str | None) -> list[str]:
        """Return the texts that `field` stands for."""
        return [text for name, text in self.zones if field in (None, name)]


def _near(text: str, parts: tuple[str, ...], distance: int) -> bool:
    places = [[(m.start(), m.end()) for m in re.finditer(f"(?={re.escape(part)})", text)] for part in parts]
    spans = sorted((start, start + len(parts[i]), i) for i, found in enumerate(places) for start, _ in found)
    for left in range(len(spans)):
        seen, end = set(), 0
        for start, stop, i in spans[left:]:
            if end and start - spans[left][0] > distance + sum(map(len, parts)):
                break
            seen.add(i)
            end = max(end, stop)
            if len(seen) == len(parts) and end - spans[left][0] <= distance + sum(map(len, parts)):
                return True
    return False


def _spaced(zone: str) -> str:
    return zone.replace("\n", " ")


def _gap(signs: str) -> str:
    least = signs.count("?")
    return f".{{{least},{least + 20}}}" if "*" in signs else f".{{{least}}}"


def matches(query: Query, entry: Entry) -> bool:
    """Return whether the article matches."""
    match query:
        case Every():
            return True
        case Term(text, field):
            found = query_words(text) or (fold(text),)
            return all(any(word in _spaced(zone) for zone in entry.literal(field)) for word in found)
        case Phrase(text, field):
            return any(fold(text) in _spaced(zone) for zone in entry.literal(field))
        case Wildcard(pattern, field):
            pieces = re.split(r"([*?]+)", fold(pattern).strip("*"))
            rule = re.compile("".join(_gap(piece) if piece[:1] in ("*", "?") else re.escape(piece) for piece in pieces))
            return any(rule.search(zone) for zone in entry.literal(field))
        case Near(parts, distance, field):
            folded = tuple(map(fold, parts))
            return any(_near(line, folded, distance) for zone in entry.literal(field) for line in zone.split("\n"))
        case Facet(field, value):
            return is_named(entry.article, field, value)
        case DateRange(since, until):
            date = entry.article.date
            return date is not None and (since is None or date >= since) and (until is None or date <= until)
        case And(parts):
            return all(matches(part, entry) for part in parts)
        case Or(parts):
            return any(matches(part, entry) for part in parts)
        case Not(part):
            return not matches(part, entry)


def _conditions(filters: Filters) -> dict[str, Query]:
    queries: dict[str, Query] = {}
    for field in ("town", "leader", "source"):
        values = getattr(filters, field)
        if values:
            queries[field] = Or(tuple(Facet(field, value) for value in values))
    if filters.has_dates:
        between = [DateRange(filters.since, filters.until)] if filters.since or filters.until else []
        queries["date"] = Or((*between, *[Not(DateRange(None, None))] * filters.undated))
    return queries


def _facet(name: str, filters: Filters, entries: Iterable[Entry], values: set[str]) -> tuple[FacetValue, ...]:
    counts: dict[str, int] = {}
    for entry in entries:
        for value in facet_values(entry.article, name):
            counts[value] = counts.get(value, 0) + 1
    chosen: tuple[str, ...] = getattr(filters, name, ())
    for asked in chosen:
        for value in [value for value in values if is_value(value, asked)] or [asked]:
            counts.setdefault(value, 0)
    found = [FacetValue(v, n, any(is_value(v, c) for c in chosen)) for v, n in counts.items()]
    if name == "date":
        return tuple(sorted((FacetValue(f.value, f.count) for f in found), key=lambda f: f.value))
    return tuple(sorted(found, key=lambda f: (-f.count, f.value)))


def search(entries: list[Entry], request: Request) -> tuple[set[str], dict[str, tuple[FacetValue, ...]], int]:
    """Return the ids of the matching articles, the facet counts and the undated ones, by an exhaustive scan."""
    conditions = _conditions(request.filters)
    wanted = [Not(Facet(field, value)) for field, value in request.filters.without]
    found = [e for e in entries if matches(request.query, e) and all(matches(w, e) for w in wanted)]
    facets, undated = {}, 0
    for name in FACETS:
        others = [condition for field, condition in conditions.items() if field != name]
        kept = [entry for entry in found if all(matches(c, entry) for c in others)]
        values = {value for entry in entries for value in facet_values(entry.article, name)}
        facets[name] = _facet(name, request.filters, kept, values)
        undated = sum(1 for entry in kept if not entry.article.date) if name == "date" else undated
    kept = [entry for entry in found if all(matches(c, entry) for c in conditions.values())]
    return {entry.article.id for entry in kept}, facets, undated

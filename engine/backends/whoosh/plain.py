"""Searching by looking at every article: the meaning of a query, spelt out; slow."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from engine.analysis import tokens
from engine.article import Article
from engine.normalize import fold
from engine.query import (
    TEXT_FIELDS,
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
from engine.results import FACETS, FacetValue, Hit, Results
from engine.snippet import snippets


def facet_values(article: Article, field: str) -> set[str]:
    """The values of a facet field; for `town` every ancestor path, for `date` the month."""
    if field == "town":
        return {"/".join(path.split("/")[:depth]) for path in article.towns for depth in range(1, path.count("/") + 2)}
    if field == "leader":
        return {leader.name for leader in article.leaders}
    if field == "date":
        return {article.date.strftime("%Y-%m")} if article.date else set()
    value = getattr(article, field)
    return {value} if value else set()


@dataclass(frozen=True)
class Entry:
    """An article and the forms of it that are compared."""

    article: Article

    @cached_property
    def zones(self) -> dict[str, str]:
        """Every text of the article by field, line ends kept."""
        a = self.article
        whole = {
            "title": a.title,
            "kicker": a.kicker,
            "subtitle": a.subtitle,
            "body": a.body,
            "authors": "\x1f".join(a.authors),
            "source": a.source,
            "site": a.site,
            "editor": a.editor,
            "keywords": "\x1f".join(a.keywords),
        }
        return {name: "\n".join(map(fold, text.split("\n"))) for name, text in whole.items() if text}

    @cached_property
    def words(self) -> dict[str, list[str]]:
        """The words of each text field."""
        a = self.article
        return {field: [t.text for t in tokens(getattr(a, field) or "")] for field in TEXT_FIELDS}

    def literal(self, field: str | None) -> list[str]:
        """The texts that `field` stands for."""
        return [text for name, text in self.zones.items() if field in (None, name)]


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


def matches(query: Query, entry: Entry) -> bool:
    """Whether the article matches."""
    match query:
        case Every():
            return True
        case Term(text, field):
            words = {token.text for token in tokens(text)}
            fields = TEXT_FIELDS if field is None else (field,)
            held = {word for name in fields for word in entry.words.get(name, ())}
            return any(fold(text) in zone.replace("\n", " ") for zone in entry.literal(field)) or (
                bool(words) and words <= held
            )
        case Phrase(text, field):
            return any(fold(text) in zone.replace("\n", " ") for zone in entry.literal(field))
        case Wildcard(pattern, field):
            parts = (".{0,20}" if c == "*" else "." if c == "?" else re.escape(c) for c in fold(pattern))
            rule = re.compile("".join(parts))
            return any(rule.search(zone) for zone in entry.literal(field))
        case Near(parts, distance, field):
            folded = tuple(map(fold, parts))
            return any(_near(line, folded, distance) for zone in entry.literal(field) for line in zone.split("\n"))
        case Facet(field, value):
            return any(v == value or v.endswith("/" + value) for v in facet_values(entry.article, field))
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
    chosen: dict[str, Query] = {}
    for field in ("town", "leader", "source"):
        values = getattr(filters, field)
        if values:
            chosen[field] = Or(tuple(Facet(field, value) for value in values))
    if filters.since or filters.until:
        chosen["date"] = DateRange(filters.since, filters.until)
    return chosen


def _score(query: Query, entry: Entry) -> float:
    match query:
        case Term(text) | Phrase(text):
            found = {name: zone.count(fold(text)) for name, zone in entry.zones.items()}
            return 4.0 * found.get("title", 0) + found.get("body", 0) / (1 + found.get("body", 0))
        case And(parts) | Or(parts):
            return sum(_score(part, entry) for part in parts)
        case _:
            return 0.0


def _facet(name: str, filters: Filters, entries: Iterable[Entry]) -> tuple[FacetValue, ...]:
    counts: dict[str, int] = {}
    for entry in entries:
        for value in facet_values(entry.article, name):
            counts[value] = counts.get(value, 0) + 1
    chosen: tuple[str, ...] = getattr(filters, name, ())
    for value in chosen:
        if not any(v == value or v.endswith("/" + value) for v in counts):
            counts[value] = 0
    found = [FacetValue(v, n, any(v == c or v.endswith("/" + c) for c in chosen)) for v, n in counts.items()]
    return tuple(sorted(found, key=lambda f: f.value if name == "date" else (-f.count, f.value)))


def search(entries: list[Entry], request: Request) -> Results:
    """What a backend must answer, found the slow way."""
    conditions = _conditions(request.filters)
    wanted = [Not(Facet(field, value)) for field, value in request.filters.without]
    found = [e for e in entries if matches(request.query, e) and all(matches(w, e) for w in wanted)]
    facets = {}
    for name in FACETS:
        others = [condition for field, condition in conditions.items() if field != name]
        kept = [entry for entry in found if all(matches(c, entry) for c in others)]
        facets[name] = _facet(name, request.filters, kept)
    kept = [entry for entry in found if all(matches(c, entry) for c in conditions.values())]
    scores = {id(entry): _score(request.query, entry) for entry in kept}
    if request.sort == "date":
        kept.sort(key=lambda e: e.article.date.toordinal() if e.article.date else 0, reverse=True)
    else:
        kept.sort(key=lambda e: -scores[id(e)])
    window = kept[request.offset : request.offset + request.limit]
    hits = tuple(Hit(e.article, scores[id(e)], snippets(e.article, request.query)) for e in window)
    return Results(len(kept), hits, facets)

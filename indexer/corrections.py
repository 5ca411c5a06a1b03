"""What the operator knows better: corrections that are made anew at every build."""

from __future__ import annotations

import fnmatch
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from engine.article import Article, Evidence, Leader

# Fields whose empty value is an empty tuple.
LISTS = frozenset(("authors", "keywords", "towns", "leaders"))


@dataclass(frozen=True, slots=True)
class Corrections:
    """Rules by kind, each the table as written. `sources` gives the one name for each other name of an outlet."""

    rules: tuple[Mapping[str, Any], ...] = ()
    places: tuple[tuple[str, str], ...] = ()
    people: tuple[Mapping[str, Any], ...] = ()
    sources: Mapping[str, str] | None = None


def correct(article: Article, corrections: Corrections) -> Article:
    """The article as the operator wants it, with evidence that says so."""
    for rule in corrections.rules:
        if _matches(article, rule["match"]):
            values = {name: _value(name, value) for name, value in rule.get("set", {}).items()}
            empty = {name: () if name in LISTS else None for name in rule.get("delete", ())}
            article = _replace(article, {**values, **empty})
    said = f"{article.title or ''}\n{article.body}"
    towns = tuple(path for name, path in corrections.places if name in said and path not in article.towns)
    if towns:
        article = _replace(article, {"towns": (*article.towns, *towns)})
    leaders = _leaders(article, corrections.people, said)
    if leaders != article.leaders:
        article = _replace(article, {"leaders": leaders})
    name = (corrections.sources or {}).get(article.source or "")
    return _replace(article, {"source": name}) if name else article


def _matches(article: Article, match: Mapping[str, Any]) -> bool:
    """Whether all that a rule looks at is so; file and url may hold * and ?, text is looked for in title and body."""
    for name, wanted in match.items():
        if name == "text":
            if wanted not in f"{article.title or ''}\n{article.body}":
                return False
        elif name in ("file", "url"):
            if not fnmatch.fnmatchcase(getattr(article, name) or "", wanted):
                return False
        elif getattr(article, name) != wanted:
            return False
    return True


def _leaders(article: Article, people: Iterable[Mapping[str, Any]], said: str) -> tuple[Leader, ...]:
    """The leaders with those added and taken away whom the text names."""
    leaders = article.leaders
    for person in people:
        if person["name"] not in said:
            continue
        leaders = tuple(
            leader
            for leader in leaders
            if leader.name != person["name"] or (person.get("post") and leader.post != person["post"])
        )
        if not person.get("delete"):
            leaders = (*leaders, Leader(person["name"], person["post"], person.get("org")))
    return leaders


def _value(name: str, value: Any) -> Any:
    """A value of the file as Article has it."""
    if name == "leaders":
        return tuple(Leader(item["name"], item["post"], item.get("org")) for item in value)
    return tuple(value) if isinstance(value, list) else value


def _replace(article: Article, values: Mapping[str, Any]) -> Article:
    """The article with new values; their evidence takes the place of what there was."""
    kept = tuple(evidence for evidence in article.evidence if evidence.field not in values)
    shown = {name: value for name, value in values.items() if value not in (None, ())}
    added = tuple(Evidence(name, str(value), "correction", 1.0) for name, value in shown.items())
    return replace(article, **values, evidence=(*kept, *added))

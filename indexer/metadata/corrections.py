"""The operator's corrections, applied at every build."""

from __future__ import annotations

import fnmatch
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from engine.article import Article, Evidence, Leader
from engine.messages import Message, translatable

# Fields whose empty value is an empty tuple.
LIST_FIELDS = frozenset(("authors", "keywords", "towns", "leaders"))


@dataclass(frozen=True, slots=True)
class Corrections:
    """Rules by kind, each as the table in the file. `sources` maps other names of an outlet to its main name."""

    rules: tuple[Mapping[str, Any], ...] = ()
    places: tuple[tuple[str, str], ...] = ()
    people: tuple[Mapping[str, Any], ...] = ()
    sources: Mapping[str, str] | None = None


def correct(
    article: Article, corrections: Corrections, used: set[str] | None = None, article_id: str | None = None
) -> Article:
    """Return the article with corrections applied, and evidence for them; names of matching rules are added to `used`.

    `article_id` is the id to match, "" if it is not known yet: rules that name an id are skipped then.
    """
    used = set() if used is None else used
    article_id = article.id if article_id is None else article_id
    for number, rule in enumerate(corrections.rules):
        if _matches(article, rule["match"], article_id):
            used.add(f"correction {number}")
            values = {name: _value(name, value) for name, value in rule.get("set", {}).items()}
            empty = {name: () if name in LIST_FIELDS else None for name in rule.get("delete", ())}
            article = _replace(article, {**values, **empty})
    text = f"{article.title or ''}\n{article.body}"
    applicable = [(name, path) for name, path in corrections.places if name in text]
    used.update(f"place {name}" for name, _ in applicable)
    if towns := tuple(path for _, path in applicable if path not in article.towns):
        article = _replace(article, {"towns": (*article.towns, *towns)})
    people = [person for person in corrections.people if person["name"] in text]
    used.update(f"person {person['name']}" for person in people)
    leaders = _leaders(article, people)
    if leaders != article.leaders:
        article = _replace(article, {"leaders": leaders})
    name = (corrections.sources or {}).get(article.source or "")
    if name:
        used.add(f"source {article.source}")
        article = _replace(article, {"source": name})
    return article


def ids_named(corrections: Corrections) -> set[str]:
    """Return the ids that rules match."""
    return {rule["match"]["id"] for rule in corrections.rules if "id" in rule["match"]}


def naming(corrections: Corrections, article_id: str) -> set[str]:
    """Return the names of the rules that match this id."""
    return {f"correction {i}" for i, rule in enumerate(corrections.rules) if rule["match"].get("id") == article_id}


def unused(corrections: Corrections, used: set[str]) -> list[Message]:
    """Return a sentence for each correction that matched nothing."""
    unused_rules = [
        Message(
            "No article matches the correction %(number)s of the file, {%(match)s}.",
            number=number,
            match=_written(rule["match"]),
        )
        for number, rule in enumerate(corrections.rules, 1)
        if f"correction {number - 1}" not in used
    ]
    for kind, sentence, names in (
        ("place", translatable("No article names the place %(name)s of the corrections."), corrections.places),
        (
            "person",
            translatable("No article names the person %(name)s of the corrections."),
            [(person["name"],) for person in corrections.people],
        ),
        (
            "source",
            translatable("No article has the source %(name)s of the corrections."),
            [(name,) for name in corrections.sources or {}],
        ),
    ):
        unused_rules += [Message(sentence, name=name) for name, *_ in names if f"{kind} {name}" not in used]
    return unused_rules


def _written(match: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} = {str(value)!r}" for name, value in match.items())


def _matches(article: Article, match: Mapping[str, Any], article_id: str) -> bool:
    """Return True if all conditions of a rule are met.

    Patterns for file and url may contain * and ?; text is searched in title and body.
    """
    for name, expected in match.items():
        if name == "text":
            if expected not in f"{article.title or ''}\n{article.body}":
                return False
        elif name in ("file", "url"):
            if not fnmatch.fnmatchcase(getattr(article, name) or "", expected):
                return False
        elif (article_id if name == "id" else getattr(article, name)) != expected:
            return False
    return True


def _leaders(article: Article, people: Iterable[Mapping[str, Any]]) -> tuple[Leader, ...]:
    """Return the leaders after adding and deleting people named in the text."""
    leaders = article.leaders
    for person in people:
        leaders = tuple(
            leader
            for leader in leaders
            if leader.name != person["name"] or (person.get("post") and leader.post != person["post"])
        )
        if not person.get("delete"):
            leaders = (*leaders, Leader.from_mapping(person))
    return leaders


def _value(name: str, value: Any) -> Any:
    """Convert a value of the file to the type of the Article field."""
    if name == "leaders":
        return tuple(Leader.from_mapping(item) for item in value)
    return tuple(value) if isinstance(value, list) else value


def _replace(article: Article, values: Mapping[str, Any]) -> Article:
    """Return the article with new values; their evidence replaces the previous evidence."""
    remaining = tuple(evidence for evidence in article.evidence if evidence.field not in values)
    replaced = {name: value for name, value in values.items() if value not in (None, ())}
    added = tuple(Evidence(name, str(value), "correction", 1.0) for name, value in replaced.items())
    return replace(article, **values, evidence=(*remaining, *added))

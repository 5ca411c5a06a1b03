"""A query in plain words, part by part, each with the query that is left without it: chips that can be removed."""

from __future__ import annotations

from dataclasses import dataclass

from engine.deadline import checked
from engine.printer import conjuncts, write
from engine.query import And, DateRange, Every, Facet, Near, Not, Or, Phrase, Query, Term, Wildcard
from engine.sentences import joined
from engine.variants import variants
from engine.wording import LANGUAGES, say
from engine.words import enough, words

__all__ = ["LANGUAGES", "Chip", "chips", "describe"]


@dataclass(frozen=True, slots=True)
class Chip:
    """One part of what was understood: `text` in plain words, `without` the query as text when it is taken away."""

    text: str
    without: str


def chips(query: Query, language: str = "zh") -> tuple[Chip, ...]:
    """The parts that must all match, in order; none for Every. `language` is "zh" or "en"."""
    parts = _parts(query)
    if len(parts) == 2:  # what is left is no conjunction
        return tuple(Chip(_said(part, language), write(other)) for part, other in zip(parts, parts[::-1], strict=True))
    texts = conjuncts(parts)
    return tuple(
        Chip(_said(part, language), " ".join(texts[:place] + texts[place + 1 :]))
        for place, part in enumerate(checked(parts, 16))
    )


def describe(query: Query, language: str = "zh") -> str:
    """The whole query in plain words."""
    return say("and", language).join(_said(part, language) for part in _parts(query)) or say("all", language)


def _parts(query: Query) -> tuple[Query, ...]:
    if isinstance(query, Every):
        return ()
    query = joined(query)
    return query.parts if isinstance(query, And) else (query,)


def _said(query: Query, language: str) -> str:
    match query:
        case Every():
            return say("all", language)
        case Term(text, field):
            return _where(field, _chunk(text, language), language)
        case Phrase(text, field):
            return _where(field, say("phrase", language, text=text), language)
        case Wildcard(pattern, field):
            return _where(field, say("wildcard", language, text=pattern), language)
        case Near(parts, distance, field):
            named = say("list", language).join(f"“{part}”" for part in parts)
            return _where(field, say("near", language, text=named, count=distance), language)
        case Facet(field, value):
            return say("facet", language, field=say(field, language), text=value)
        case DateRange(since, until):
            return _dated(since, until, language)
        case Not(part):
            return say("not", language, said=_said(part, language))
        case And(parts):
            return f"({say('and', language).join(_said(part, language) for part in parts)})"
        case Or(parts):
            return say("or", language).join(_said(part, language) for part in parts)


def _chunk(text: str, language: str) -> str:
    count, least = len(words(text)), enough(text)
    said = say("enough" if least < count else "chunk", language, text=text, count=count, least=least)
    if others := variants(text):
        listed = say("list", language).join(f"“{other}”" for other in others)
        return say("or_written", language, said=said, others=listed)
    return said


def _where(field: str | None, said: str, language: str) -> str:
    return say("in", language, field=say(field, language), said=said) if field else said


def _dated(since: object, until: object, language: str) -> str:
    if since and until:
        return say("day" if since == until else "between", language, since=since, until=until)
    return say("since" if since else "until" if until else "dated", language, since=since, until=until)

"""Description of a query in plain language, with removable parts."""

from __future__ import annotations

from dataclasses import dataclass

from engine.messages import LANGUAGES, translatable, translate
from engine.query.expansion import QueryExpansion
from engine.query.pasted_text import join_headline
from engine.query.printer import conjuncts, format_query
from engine.query.tree import And, DateRange, Every, Facet, Near, Not, Or, Phrase, Query, Term, Wildcard
from engine.runtime.deadline import checked
from engine.text.words import query_words, required_matches

__all__ = ["LANGUAGES", "QueryPart", "describe", "query_parts"]


@dataclass(frozen=True, slots=True)
class QueryPart:
    """A part of a query: `text` describes it in plain language, `without` is the text of the query without it.

    `literal` is the text of the query with this part in quotes, empty if there is no other way to write the part.
    """

    text: str
    without: str
    literal: str = ""


def query_parts(query: Query, expansion: QueryExpansion, language: str = "zh") -> tuple[QueryPart, ...]:
    """Return the parts that must all match, in order; none for Every. `language` is "zh" or "en"."""
    parts = _parts(query)
    texts = conjuncts(parts)
    described = []
    for place, part in enumerate(checked(parts, 16)):
        before, after = texts[:place], texts[place + 1 :]
        # Of two parts, the rest is a single one, not a conjunction.
        without = format_query(parts[1 - place]) if len(parts) == 2 else " ".join([*before, *after])
        literal = ""
        if isinstance(part, Term) and _has_other_words(part.text, expansion):
            literal = " ".join([*before, format_query(Phrase(part.text, part.field)), *after])
        described.append(QueryPart(_in_words(part, expansion, language), without, literal))
    return tuple(described)


def _has_other_words(text: str, expansion: QueryExpansion) -> bool:
    """Return whether a text is searched for in other words too, not only with blanks in it (王　林)."""
    return any("".join(other.split()) != "".join(text.split()) for other in expansion.variants(text))


def describe(query: Query, expansion: QueryExpansion, language: str = "zh") -> str:
    """Describe the whole query in plain language; `language` is "zh" or "en"."""
    parts = [_in_words(part, expansion, language) for part in _parts(query)]
    return translate(", and ", language=language).join(parts) or translate("all articles", language=language)


def _parts(query: Query) -> tuple[Query, ...]:
    if isinstance(query, Every):
        return ()
    query = join_headline(query)
    return query.parts if isinstance(query, And) else (query,)


def _in_words(query: Query, expansion: QueryExpansion, language: str) -> str:
    match query:
        case Every():
            return translate("all articles", language=language)
        case Term(text, field):
            return _in_field(field, _chunk(text, expansion, language), language)
        case Phrase(text, field):
            return _in_field(field, translate("exactly “%(text)s”", language=language, text=text), language)
        case Wildcard(pattern, field):
            return _in_field(field, translate("matching “%(text)s”", language=language, text=pattern), language)
        case Near(parts, distance, field):
            names = translate(", ", language=language).join(f"“{part}”" for part in parts)
            return _in_field(
                field,
                translate("%(text)s within %(count)s characters", language=language, text=names, count=distance),
                language,
            )
        case Facet(field, value):
            return translate(
                "%(field)s is “%(text)s”", language=language, field=translate(field, language=language), text=value
            )
        case DateRange(since, until):
            return _date_words(since, until, language)
        case Not(part):
            return translate("without %(said)s", language=language, said=_in_words(part, expansion, language))
        case And(parts):
            both = translate(", and ", language=language)
            return f"({both.join(_in_words(part, expansion, language) for part in parts)})"
        case Or(parts):
            return translate(" or ", language=language).join(_in_words(part, expansion, language) for part in parts)


def _chunk(text: str, expansion: QueryExpansion, language: str) -> str:
    count, least = len(query_words(text)), required_matches(text)
    sentence = text
    if least < count:
        sentence = translate(
            "%(text)s (at least %(least)s of its %(count)s words)",
            language=language,
            text=text,
            count=count,
            least=least,
        )
    if others := expansion.variants(text):
        listed = translate(", ", language=language).join(others)
        return translate("%(said)s (or written %(others)s)", language=language, said=sentence, others=listed)
    return sentence


def _in_field(field: str | None, sentence: str, language: str) -> str:
    return (
        translate(
            "%(said)s in the %(field)s", language=language, field=translate(field, language=language), said=sentence
        )
        if field
        else sentence
    )


def _date_words(since: object, until: object, language: str) -> str:
    if since and since == until:
        sentence = translatable("dated %(since)s")
    elif since and until:
        sentence = translatable("dated %(since)s to %(until)s")
    elif since:
        sentence = translatable("dated %(since)s or later")
    else:
        sentence = translatable("dated %(until)s or earlier") if until else translatable("with a date")
    return translate(sentence, language=language, since=since, until=until)

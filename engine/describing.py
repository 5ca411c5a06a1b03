"""A query in plain words, part by part, each with the query that is left without it: chips that can be removed."""

from __future__ import annotations

from dataclasses import dataclass

from engine.printer import write
from engine.query import And, DateRange, Every, Facet, Near, Not, Or, Phrase, Query, Term, Wildcard
from engine.sentences import joined
from engine.variants import variants
from engine.words import enough, words

LANGUAGES = ("zh", "en")


@dataclass(frozen=True, slots=True)
class Chip:
    """One part of what was understood: `text` in plain words, `without` the query as text when it is taken away."""

    text: str
    without: str


_ZH = {
    "all": "全部文章",
    "title": "标题", "kicker": "引题", "subtitle": "副题", "body": "正文",
    "source": "来源", "town": "乡镇", "leader": "领导",
    "phrase": "完整出现“{}”", "wildcard": "符合“{}”", "near": "{}相距不超过 {} 字",
    "in": "{}中{}", "facet": "{}是“{}”", "not": "不含：{}", "or": " 或 ", "and": "，并且 ", "list": "、",
    "or_written": "{}（或写作{}）", "enough": "“{}”（{} 个词中至少 {} 个）", "chunk": "“{}”",
    "between": "日期从 {} 到 {}", "since": "日期从 {} 起", "until": "日期到 {} 为止", "dated": "有日期",
    "day": "日期为 {}",
}  # fmt: skip
_EN = {
    "all": "all articles",
    "title": "title", "kicker": "kicker", "subtitle": "subtitle", "body": "body",
    "source": "source", "town": "town", "leader": "leader",
    "phrase": "exactly “{}”", "wildcard": "matching “{}”", "near": "{} within {} characters",
    "in": "{1} in the {0}", "facet": "{} is “{}”", "not": "without {}", "or": " or ", "and": ", and ", "list": ", ",
    "or_written": "{} (or written {})", "enough": "“{0}” (at least {2} of its {1} words)", "chunk": "“{}”",
    "between": "dated {} to {}", "since": "dated {} or later", "until": "dated {} or earlier", "dated": "with a date",
    "day": "dated {}",
}  # fmt: skip
_WORDS = {"zh": _ZH, "en": _EN}


def chips(query: Query, language: str = "zh") -> tuple[Chip, ...]:
    """The parts that must all match, in order; none for Every. `language` is "zh" or "en"."""
    if isinstance(query, Every):
        return ()
    query = joined(query)
    parts = query.parts if isinstance(query, And) else (query,)
    return tuple(
        Chip(_said(part, _WORDS[language]), _left(parts[:place] + parts[place + 1 :]))
        for place, part in enumerate(parts)
    )


def describe(query: Query, language: str = "zh") -> str:
    """The whole query in plain words."""
    return _WORDS[language]["and"].join(chip.text for chip in chips(query, language)) or _WORDS[language]["all"]


def _left(parts: tuple[Query, ...]) -> str:
    return "" if not parts else write(parts[0] if len(parts) == 1 else And(parts))


def _said(query: Query, words_of: dict[str, str]) -> str:
    match query:
        case Every():
            return words_of["all"]
        case Term(text, field):
            return _where(field, _chunk(text, words_of), words_of)
        case Phrase(text, field):
            return _where(field, words_of["phrase"].format(text), words_of)
        case Wildcard(pattern, field):
            return _where(field, words_of["wildcard"].format(pattern), words_of)
        case Near(parts, distance, field):
            named = words_of["list"].join(f"“{part}”" for part in parts)
            return _where(field, words_of["near"].format(named, distance), words_of)
        case Facet(field, value):
            return words_of["facet"].format(words_of[field], value)
        case DateRange(since, until):
            return _dated(since, until, words_of)
        case Not(part):
            return words_of["not"].format(_said(part, words_of))
        case And(parts):
            return f"({words_of['and'].join(_said(part, words_of) for part in parts)})"
        case Or(parts):
            return words_of["or"].join(_said(part, words_of) for part in parts)


def _chunk(text: str, words_of: dict[str, str]) -> str:
    count, least = len(words(text)), enough(text)
    said = words_of["enough"].format(text, count, least) if least < count else words_of["chunk"].format(text)
    if others := variants(text):
        return words_of["or_written"].format(said, words_of["list"].join(f"“{other}”" for other in others))
    return said


def _where(field: str | None, said: str, words_of: dict[str, str]) -> str:
    return words_of["in"].format(words_of[field], said) if field else said


def _dated(since: object, until: object, words_of: dict[str, str]) -> str:
    if since and since == until:
        return words_of["day"].format(since)
    if since and until:
        return words_of["between"].format(since, until)
    return words_of["since" if since else "until" if until else "dated"].format(since or until)

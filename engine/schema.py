"""Index schema: how each field is searched, its boost, and whether it is a facet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from engine.article import Article, Leader


@dataclass(frozen=True, slots=True)
class Field:
    """A field of an article in the index.

    `words`: segmented into terms and ranked, with this `boost`. `literal`: any substring matches. `facet`: counted and
    available as a filter.
    """

    name: str
    words: bool = False
    literal: bool = False
    facet: bool = False
    boost: float = 1.0


FIELDS = (
    Field("title", words=True, literal=True, boost=3.0),
    Field("kicker", words=True, literal=True, boost=1.5),
    Field("subtitle", words=True, literal=True, boost=1.5),
    Field("body", words=True, literal=True),
    Field("authors", literal=True),
    Field("source", literal=True, facet=True),
    Field("site", literal=True),
    Field("editor", literal=True),
    Field("keywords", literal=True),
    Field("credits", literal=True),
    Field("date", facet=True),
    Field("town", facet=True),
    Field("leader", facet=True),
)
# Facets whose values are paths that any ending names.
PATH_FACETS = ("town", "leader")
WORD_FIELDS = tuple(field.name for field in FIELDS if field.words)
ZONES = tuple(field.name for field in FIELDS if field.literal)
BOOSTS = {field.name: field.boost for field in FIELDS}

# Boost of a chunk of several words that occurs as a whole, as a fraction of the summed idf of its words.
WHOLE_CHUNK_BOOST = 0.5
# Score of a literal match without indexed terms (a substring that cuts words, a symbol), so that it is above zero.
LITERAL_BOOST = 0.1
# Maximum number of values listed per facet, those with the highest counts, unless a request wants all of them;
# selected values are always listed.
MAX_FACET_VALUES = 1000


def texts(article: Article) -> tuple[tuple[str, str], ...]:
    """Return (field, text) pairs of an article's literal fields; a field with several values has several pairs."""
    pairs: list[tuple[str, str]] = []
    for name in ZONES:
        value = getattr(article, name)
        pairs += [(name, text) for text in ((value,) if isinstance(value, str) else value or ()) if text]
    return tuple(pairs)


def facet_values(article: Article, field: str) -> tuple[str, ...]:
    """Return the values of a facet: for `town` with all ancestor paths, for `date` the month (2023-06).

    For `leader` the path of each person in public office, with the main post only.
    """
    if field == "town":
        return _with_parents(article.towns)
    if field == "leader":
        return tuple(_main_offices(article.leaders).values())
    if field == "date":
        return (article.date.strftime("%Y-%m"),) if article.date else ()
    value = getattr(article, field)
    return (value,) if value else ()


def place_names(article: Article) -> tuple[str, ...]:
    """Return all names of the places of which an article speaks, and of those that contain them."""
    return endings(_with_parents((*article.towns, *article.places)))


def is_named(article: Article, field: str, name: str) -> bool:
    """Return whether `name` stands for a value of the article: a leader by any post, a place by any mention."""
    if field == "place":
        return name in place_names(article)
    values = leader_paths(article) if field == "leader" else facet_values(article, field)
    return any(is_value(value, name) for value in values)


def leader_paths(article: Article) -> tuple[str, ...]:
    """Return the paths of all people named with a post."""
    return tuple(dict.fromkeys(leader.path for leader in (*article.leaders, *article.former_posts)))


def endings(paths: Iterable[str]) -> tuple[str, ...]:
    """Return every ending of the paths that a query may name: 北京市/通州区 can be named as 通州区."""
    parts = [path.split("/") for path in paths]
    return tuple(dict.fromkeys("/".join(names[start:]) for names in parts for start in range(len(names))))


def _with_parents(paths: Iterable[str]) -> tuple[str, ...]:
    """Return the paths, each after those of the places that contain it."""
    parts = (path.split("/") for path in paths)
    return tuple(dict.fromkeys("/".join(names[: depth + 1]) for names in parts for depth in range(len(names))))


def _main_offices(leaders: Iterable[Leader]) -> dict[str, str]:
    """Return the path of the main post of each person in public office: 区长 of 区委副书记、区长."""
    offices: dict[str, list[Leader]] = {}
    for leader in leaders:
        if leader.kind == "public":
            offices.setdefault(leader.name, []).append(leader)
    return {name: min(held, key=_subordination).path for name, held in offices.items()}


def _subordination(leader: Leader) -> tuple[bool, bool, bool]:
    post = leader.post
    is_member = "副" in post or post.endswith(("常委", "委员", "成员", "代表", "级调研员"))
    return leader.status != "current", is_member, "党组" in post


def is_value(value: str, name: str) -> bool:
    """Return whether a facet value equals `name` or is a path that ends with it (西集镇, 通州区/西集镇)."""
    return value == name or value.endswith("/" + name)

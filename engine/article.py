"""Article model: the document, its metadata, and the evidence for each value."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from operator import attrgetter
from typing import Any, overload

# Kinds of bodies that people have posts in; `public` are Party, state, military, public institutions and communities.
LEADER_KINDS = ("public", "company", "association", "foreign", "other")
LEADER_STATUSES = ("current", "former", "coming")
# Reasons for removing text that belongs to the article itself, not to the page around it.
CREDIT_REASONS = frozenset(("byline", "credit", "caption", "editor", "masthead", "label"))


@dataclass(frozen=True, slots=True)
class Leader:
    """A person named with one post; a person with four posts has four entries.

    `org` is the organisation or place of the post (通州区, 北京城市副中心), None where the text does not say. `kind` is
    one of LEADER_KINDS, `status` one of LEADER_STATUSES.
    """

    name: str
    post: str
    org: str | None = None
    kind: str = "public"
    status: str = "current"

    @classmethod
    def from_mapping(cls, values: Mapping[str, Any]) -> Leader:
        """Return the leader given by `name` and `post` and, if present, the other keys. Raises KeyError, ValueError."""
        kind, status = values.get("kind", "public"), values.get("status", "current")
        if kind not in LEADER_KINDS or status not in LEADER_STATUSES:
            raise ValueError(f"{kind!r} is not a kind or {status!r} not a status of leaders")
        return cls(str(values["name"]), str(values["post"]), values.get("org"), kind, status)

    @property
    def path(self) -> str:
        """Body, post and name, as a path: 通州区/区长/郑林. Any ending of it names the person in a query."""
        return "/".join(part.replace("/", "／") for part in (self.org, self.post, self.name) if part)


@dataclass(frozen=True, slots=True)
class Evidence:
    """Evidence for the value of a field: the rule that extracted it and the text it quotes.

    `confidence` is a probability. `start` and `end` are code-point offsets into the text of the raw document, None for
    a value from another source (a file name, a column, an operator's correction).
    """

    field: str
    value: str
    rule: str
    confidence: float
    quote: str = ""
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class Repair:
    """One change between the raw document and the article: `kind` is "removed", "joined" or "moved"."""

    kind: str
    text: str
    reason: str
    start: int
    end: int


class StoredEvidence(Sequence[Evidence]):
    """Evidence in its stored form, made into objects where it is looked at: of most articles of a search it never is.

    Equal to a tuple of the same evidence.
    """

    __slots__ = ("_rows",)

    def __init__(self, rows: Sequence[Sequence[Any]]) -> None:
        self._rows = rows

    @property
    def rows(self) -> Sequence[Sequence[Any]]:
        """The stored form."""
        return self._rows

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, place: int) -> Evidence: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Evidence]: ...
    def __getitem__(self, place: int | slice) -> Evidence | Sequence[Evidence]:
        return tuple(self)[place]

    def __iter__(self) -> Iterator[Evidence]:
        return (Evidence(*row) for row in self._rows)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and len(self) == len(other) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return repr(tuple(self))


@dataclass(frozen=True, slots=True)
class Article:
    """One article. None and empty tuples mean that the text does not say.

    `file` is the path of the raw file relative to the parent of the input folder (folder name included), separated by
    "/". `date` is the publication date, `time` the clock time as written (16:22 or 11:34:00). `towns` are gazetteer
    paths of the places that it is about, such as 北京市/通州区/西集镇, the most important first; a place resolved only
    to its county has the path up to the county. `places` are all places of which it speaks. `leaders` are the people
    named with a post of today, or one just left; `former_posts` what people held before. `group` is the id of the
    earliest printing where the article is a reprint, else None. `former` are the ids of the article in earlier
    generations, newest first. `added` is the time (UTC) at which the article was first indexed, None for articles of
    the first build.
    """

    id: str
    file: str
    title: str | None
    body: str
    subtitle: str | None = None
    kicker: str | None = None
    source: str | None = None
    site: str | None = None
    date: datetime.date | None = None
    time: str | None = None
    authors: tuple[str, ...] = ()
    editor: str | None = None
    keywords: tuple[str, ...] = ()
    towns: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    leaders: tuple[Leader, ...] = ()
    former_posts: tuple[Leader, ...] = ()
    url: str | None = None
    group: str | None = None
    former: tuple[str, ...] = ()
    added: datetime.datetime | None = None
    evidence: Sequence[Evidence] = ()
    repairs: tuple[Repair, ...] = ()

    @property
    def first_id(self) -> str:
        """The first id of the article, stable across generations."""
        return self.former[-1] if self.former else self.id

    @property
    def credits(self) -> tuple[str, ...]:
        """Bylines, credits and captions that are not part of the body; they are searched with the article."""
        return tuple(item.text for item in self.repairs if item.kind == "removed" and item.reason in CREDIT_REASONS)

    def to_json(self) -> dict[str, Any]:
        """Return the public JSON form, one line of `zhenwen articles`. The keys and their order are a contract."""
        return {
            "id": self.id,
            "file": self.file,
            "title": self.title,
            "subtitle": self.subtitle,
            "kicker": self.kicker,
            "source": self.source,
            "site": self.site,
            "date": self.date.isoformat() if self.date else None,
            "time": self.time,
            "authors": list(self.authors),
            "editor": self.editor,
            "keywords": list(self.keywords),
            "towns": list(self.towns),
            "places": list(self.places),
            "leaders": [asdict(leader) for leader in self.leaders],
            "former_posts": [asdict(leader) for leader in self.former_posts],
            "body": self.body,
        }

    def origins_to_json(self) -> dict[str, Any]:
        """Return the public JSON form of evidence and repairs; the confidence of evidence is its `sure`."""
        names = ["sure" if f.name == "confidence" else f.name for f in fields(Evidence)]
        return {
            "evidence": [dict(zip(names, row, strict=True)) for row in _rows("evidence", self.evidence)],
            "repairs": [asdict(repair) for repair in self.repairs],
        }

    def to_stored(self) -> dict[str, Any]:
        """Return the form stored by an engine: the non-empty fields, JSON-serialisable. Inverse of `from_stored`."""
        values = zip(_FIELDS, _VALUES(self), strict=True)
        stored: dict[str, Any] = {name: value for name, value in values if value is not None and value != ()}
        if self.date:
            stored["date"] = self.date.isoformat()
        if self.added:
            stored["added"] = self.added.isoformat()
        for name in _ROW_VALUES:
            if name in stored:
                stored[name] = _rows(name, stored[name])
        return stored

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle the stored form, in a fraction of the time that the objects in it would take."""
        return Article.from_stored, (self.to_stored(),)

    @classmethod
    def from_stored(cls, stored: Mapping[str, Any]) -> Article:
        """Return the article from the form that `to_stored` returned."""
        values: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in stored.items()}
        if "date" in values:
            values["date"] = datetime.date.fromisoformat(values["date"])
        if "added" in values:
            values["added"] = datetime.datetime.fromisoformat(values["added"])
        for name, kind in (("leaders", Leader), ("former_posts", Leader), ("repairs", Repair)):
            if name in values:
                values[name] = tuple([kind(*item) for item in values[name]])
        if "evidence" in values:
            values["evidence"] = StoredEvidence(values["evidence"])
        values.setdefault("title", None)
        return cls(**values)


# The fields of an article, and their values; the values of the objects in it, by field.
_FIELDS = tuple(field.name for field in fields(Article))
_VALUES = attrgetter(*_FIELDS)
_ROW_VALUES = {
    name: attrgetter(*(field.name for field in fields(kind)))
    for name, kind in (("leaders", Leader), ("former_posts", Leader), ("evidence", Evidence), ("repairs", Repair))
}


def _rows(name: str, items: Iterable[Any]) -> list[list[Any]]:
    """Return the values of the objects in a field, much faster than `astuple`."""
    if isinstance(items, StoredEvidence):
        return [list(row) for row in items.rows]
    return [list(values) for values in map(_ROW_VALUES[name], items)]

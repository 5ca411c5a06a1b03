"""What a search gives back: hits in order, the exact total, facet counts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Any, overload

from engine.article import Article


@dataclass(frozen=True, slots=True)
class Snippet:
    """A passage of the article as written, with the ranges that matched: code-point offsets into `text`.

    `field` is the field it was taken from. No markup: escaping and <mark> belong to the template.
    """

    text: str
    ranges: tuple[tuple[int, int], ...]
    field: str = "body"


@dataclass(frozen=True, slots=True)
class Hit:
    """An article that matches, with its score (higher is better) and the passages that show why."""

    article: Article
    score: float
    snippets: tuple[Snippet, ...] = ()


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A value of a facet and how many matching articles have it; a selected value is listed even with none."""

    value: str
    count: int
    selected: bool = False


class FacetValues(Sequence[FacetValue]):
    """The values of a facet, each made when it is looked at: a page shows ten of a thousand.

    `values` and `counts` are beside each other; `selected` are those of the values that were chosen. Equal to a tuple
    of the same.
    """

    __slots__ = ("_counts", "_selected", "_values")
    __hash__ = None  # type: ignore[assignment]

    def __init__(self, values: Sequence[str], counts: Sequence[int], selected: AbstractSet[str] = frozenset()) -> None:
        self._values, self._counts, self._selected = values, counts, selected

    def __len__(self) -> int:
        return len(self._values)

    @overload
    def __getitem__(self, at: int) -> FacetValue: ...
    @overload
    def __getitem__(self, at: slice) -> FacetValues: ...
    def __getitem__(self, at: int | slice) -> FacetValue | FacetValues:
        if isinstance(at, slice):
            return FacetValues(self._values[at], self._counts[at], self._selected)
        return FacetValue(self._values[at], self._counts[at], self._values[at] in self._selected)

    def __iter__(self) -> Iterator[FacetValue]:
        return map(FacetValue, self._values, self._counts, map(self._selected.__contains__, self._values))

    def __eq__(self, other: object) -> bool:
        return tuple(self) == tuple(other) if isinstance(other, FacetValues | tuple) else NotImplemented

    def __repr__(self) -> str:
        return repr(tuple(self))


FACETS = ("source", "date", "town", "leader")


@dataclass(frozen=True, slots=True)
class Results:
    """`total` is exact. `facets` has the values of each name of FACETS; `date` counts months (2023-06)."""

    total: int
    hits: tuple[Hit, ...] = ()
    facets: Mapping[str, Sequence[FacetValue]] = field(default_factory=dict)

    def to_json(self, query: str) -> dict[str, Any]:
        """The public form, printed by `zhenwen search --json` and answered by the API: its keys are a contract."""
        return {
            "query": query,
            "total": self.total,
            "hits": [_hit_to_json(hit) for hit in self.hits],
            "facets": {
                name: [{"value": v.value, "count": v.count, "selected": v.selected} for v in self.facets.get(name, ())]
                for name in FACETS
            },
        }


def _hit_to_json(hit: Hit) -> dict[str, Any]:
    article = hit.article.to_json()
    return {
        **{key: article[key] for key in ("id", "title", "date", "source", "towns", "leaders")},
        "score": hit.score,
        "snippets": [{"text": s.text, "ranges": [list(r) for r in s.ranges]} for s in hit.snippets],
    }

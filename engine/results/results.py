"""Search results: ordered hits, the exact total, facet counts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Any, overload

import numpy.typing as npt

from engine.article import Article


@dataclass(frozen=True, slots=True)
class Snippet:
    """A passage of the original text with the ranges that matched, as code-point offsets into `text`.

    `field` is the source field. There is no markup: the template escapes the text and adds <mark>.
    """

    text: str
    ranges: tuple[tuple[int, int], ...]
    field: str = "body"


@dataclass(frozen=True, slots=True)
class Hit:
    """A matching article with its score (higher is better) and snippets."""

    article: Article
    score: float
    snippets: tuple[Snippet, ...] = ()


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A facet value and its number of matching articles; a selected value is listed even with a count of 0."""

    value: str
    count: int
    selected: bool = False


class FacetValues(Sequence[FacetValue]):
    """Lazy sequence of the values of a facet, since a page shows ten of a thousand.

    `labels` and `counts` are parallel; `selected` are the selected values. `order` returns the places of the values in
    the order of the sequence and is called when they are needed; without it they are in the order of `labels`. `total`
    returns the number of all values where the sequence has only the most frequent ones. Equal to a tuple of the same
    FacetValue objects.
    """

    __slots__ = ("_counts", "_labels", "_order", "_places", "_selected", "_total")
    __hash__ = None  # type: ignore[assignment]

    def __init__(
        self,
        labels: Sequence[str],
        counts: Sequence[int] | npt.NDArray[Any],
        selected: AbstractSet[str] = frozenset(),
        order: Callable[[], Sequence[int]] | None = None,
        total: Callable[[], int] | None = None,
    ) -> None:
        self._labels, self._counts, self._selected, self._order = labels, counts, selected, order
        self._total = total
        self._places: Sequence[int] | None = None if order else range(len(labels))

    @property
    def _ordered(self) -> Sequence[int]:
        if self._places is None:
            self._places = self._order() if self._order else ()
        return self._places

    @property
    def total(self) -> int:
        """Number of all values, those that are not listed included."""
        return self._total() if self._total else len(self)

    def _value(self, place: int) -> FacetValue:
        label = self._labels[place]
        return FacetValue(label, int(self._counts[place]), label in self._selected)

    def __len__(self) -> int:
        return len(self._ordered)

    @overload
    def __getitem__(self, at: int) -> FacetValue: ...
    @overload
    def __getitem__(self, at: slice) -> FacetValues: ...
    def __getitem__(self, at: int | slice) -> FacetValue | FacetValues:
        places = self._ordered[at]
        if isinstance(at, slice):
            return FacetValues(self._labels, self._counts, self._selected, lambda: places)  # type: ignore[arg-type,return-value]
        return self._value(places)  # type: ignore[arg-type]

    def __iter__(self) -> Iterator[FacetValue]:
        return map(self._value, self._ordered)

    def __eq__(self, other: object) -> bool:
        return tuple(self) == tuple(other) if isinstance(other, FacetValues | tuple) else NotImplemented

    def __repr__(self) -> str:
        return repr(tuple(self))


def number_of_values(values: Sequence[FacetValue]) -> int:
    """Return the number of all values of a facet, those that are not listed included."""
    return values.total if isinstance(values, FacetValues) else len(values)


FACETS = ("source", "date", "town", "leader")


@dataclass(frozen=True, slots=True)
class Results:
    """Results of a search. `total` is exact; `facets` maps names of FACETS to values, months (2023-06) for `date`.

    `undated` is the number of articles without a date, counted as the months are: whatever dates are selected.
    """

    total: int
    hits: tuple[Hit, ...] = ()
    facets: Mapping[str, Sequence[FacetValue]] = field(default_factory=dict)
    undated: int = 0

    def to_json(self, query: str) -> dict[str, Any]:
        """Return the public JSON form, used by `zhenwen search --json` and the API. The keys are a contract."""
        return {
            "query": query,
            "total": self.total,
            "undated": self.undated,
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

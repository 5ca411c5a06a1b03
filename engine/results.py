"""What a search gives back: hits in order, the exact total, facet counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

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


FACETS = ("source", "date", "town", "leader")


@dataclass(frozen=True, slots=True)
class Results:
    """`total` is exact. `facets` has a tuple for each name of FACETS; `date` counts months (2023-06)."""

    total: int
    hits: tuple[Hit, ...] = ()
    facets: Mapping[str, tuple[FacetValue, ...]] = field(default_factory=dict)

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

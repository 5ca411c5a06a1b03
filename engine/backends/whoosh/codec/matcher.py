"""The postings of one term as Whoosh's own searcher walks them."""

from __future__ import annotations

from typing import Any

import numpy as np
from whoosh.matching import ListMatcher
from whoosh.query.spans import Span
from whoosh.reading import TermInfo
from whoosh.system import pack_uint

from engine.backends.whoosh.segment.arrays import Array
from engine.backends.whoosh.segment.postings import FieldPostings

Term = tuple[str, bytes]


class ArrayMatcher(ListMatcher):  # type: ignore[misc]
    """The postings of one term, as Whoosh's searcher walks them."""

    def __init__(self, postings: FieldPostings, index: int, form: Any, scorer: Any, term: Term, info: TermInfo) -> None:
        self._bounds = postings.bounds(index)
        self._postings, self._rows = postings, None
        self._docs = postings.docs(*self._bounds)
        weights = postings.weigh(*self._bounds).astype(float).tolist()
        super().__init__(self._docs.tolist(), weights, None, form, scorer=scorer, term=term, terminfo=info)

    _rows: tuple[Array, Array] | None

    def copy(self) -> ArrayMatcher:
        """A matcher at the same place that moves on its own."""
        other = ArrayMatcher.__new__(ArrayMatcher)
        other.__dict__.update(self.__dict__)
        return other

    def skip_to(self, id: int) -> None:  # noqa: A002 - Whoosh's name
        """Move to the first document that is not before `id`."""
        if self.id() < id:
            self._i = int(np.searchsorted(self._docs, id))

    def supports(self, astype: str) -> bool:
        """Whether `value_as` can answer this."""
        return astype in ("frequency", "weight") or (astype == "positions" and self._postings.has_positions)

    def value(self) -> bytes:
        """What Whoosh's own writer would have kept of this posting, for merging into another segment."""
        if not self._postings.has_positions:
            return bytes(pack_uint(int(self._weights[self._i])))
        return bytes(self._format.encode(self.value_as("positions")))

    def value_as(self, astype: str) -> Any:
        """Frequency, weight or positions in the current document."""
        if astype != "positions":
            weight = self._weights[self._i]
            return int(weight) if astype == "frequency" else weight
        if self._rows is None:
            positions, counts = self._postings.positions(*self._bounds)
            self._rows = positions, np.concatenate(([0], np.cumsum(counts)))
        positions, ends = self._rows
        return positions[ends[self._i] : ends[self._i + 1]].tolist()

    def spans(self) -> list[Span]:
        """Positions in the current document, as spans."""
        return [Span(position) for position in self.value_as("positions")]

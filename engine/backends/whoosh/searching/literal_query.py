"""A substring as a Whoosh query."""

from __future__ import annotations

from typing import Any

from whoosh import matching
from whoosh.query.qcore import Query


class Literal(Query):  # type: ignore[misc]
    """Documents in which `text` stands literally (folded) in the zone `fieldname`, or anywhere where that is None.

    Every match scores `boost`.
    """

    def __init__(self, fieldname: str | None, text: str, boost: float = 1.0) -> None:
        self.fieldname, self.text, self.boost = fieldname, text, boost

    def __repr__(self) -> str:
        return f"Literal({self.fieldname!r}, {self.text!r}, boost={self.boost})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Literal) and repr(self) == repr(other)

    def __hash__(self) -> int:
        return hash((self.fieldname, self.text, self.boost))

    def field(self) -> str | None:
        """The zone."""
        return self.fieldname

    def estimate_size(self, ixreader: Any) -> int:
        """At least as many as match."""
        return int(ixreader.doc_count_all())

    def matcher(self, searcher: Any, context: Any = None) -> Any:
        """For Whoosh's own searcher."""
        del context
        segment = searcher.reader()._terms.segment
        if segment.literal is None:
            return matching.NullMatcher()
        return matching.ListMatcher(segment.literal.docs(self.text, self.fieldname).tolist(), all_weights=self.boost)

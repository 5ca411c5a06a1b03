"""Terms reader of a segment for Whoosh's own readers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
from whoosh.codec import base
from whoosh.matching import ListMatcher
from whoosh.reading import TermInfo, TermNotFound
from whoosh.system import pack_uint

from engine.backends.whoosh.segment.lengths import LENGTHS
from engine.backends.whoosh.segment.postings import FieldPostings
from engine.backends.whoosh.segment.segment_arrays import SegmentArrays

Term = tuple[str, bytes]


class ArrayMatcher(ListMatcher):  # type: ignore[misc]
    """Matcher of one term's postings for Whoosh's own searcher."""

    def __init__(self, postings: FieldPostings, index: int, form: Any, scorer: Any, term: Term, info: TermInfo) -> None:
        self._bounds = postings.bounds(index)
        self._docs = postings.docs(*self._bounds)
        weights = postings.weigh(*self._bounds).astype(float).tolist()
        super().__init__(self._docs.tolist(), weights, None, form, scorer=scorer, term=term, terminfo=info)

    def copy(self) -> ArrayMatcher:
        """Return an independent matcher at the same position."""
        other = ArrayMatcher.__new__(ArrayMatcher)
        other.__dict__.update(self.__dict__)
        return other

    def skip_to(self, id: int) -> None:  # noqa: A002 - Whoosh's name
        """Move to the first document with number `id` or higher."""
        if self.id() < id:
            self._i = int(np.searchsorted(self._docs, id))

    def supports(self, astype: str) -> bool:
        """Return True if `value_as` supports this format."""
        return astype in ("frequency", "weight")

    def value(self) -> bytes:
        """Return the posting value as Whoosh's own writer encodes it, for merging into another segment."""
        return bytes(pack_uint(int(self._weights[self._i])))

    def value_as(self, astype: str) -> Any:
        """Return the frequency or the weight in the current document."""
        weight = self._weights[self._i]
        return int(weight) if astype == "frequency" else weight


class ArrayTermsReader(base.TermsReader):  # type: ignore[misc]
    """Terms of a segment with their statistics and matchers."""

    def __init__(self, segment: SegmentArrays) -> None:
        self.segment = segment

    def _find(self, fieldname: str, text: bytes) -> tuple[FieldPostings, int]:
        postings = self.segment.postings(fieldname)
        index = postings.find(text) if postings is not None else -1
        if postings is None or index < 0:
            raise TermNotFound(f"No term {fieldname}:{text!r}")
        return postings, index

    def __contains__(self, term: Term) -> bool:
        postings = self.segment.postings(term[0])
        return postings is not None and postings.find(term[1]) >= 0

    def indexed_field_names(self) -> list[str]:
        """Return the names of fields with terms."""
        return self.segment.fields

    def cursor(self, fieldname: str, fieldobj: Any) -> ArrayCursor:
        """Return a cursor over the terms of a field."""
        return ArrayCursor(self, fieldname, fieldobj)

    def terms(self) -> Iterator[Term]:
        """Yield all terms in order."""
        return self.terms_from("", b"")

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[Term]:
        """Yield terms from this one on, later fields included."""
        for name in sorted(self.segment.fields):
            postings = self.segment.postings(name)
            if postings is not None and name >= fieldname:
                first = postings.place(prefix) if name == fieldname else 0
                yield from ((name, text) for text in postings.terms(first))

    def items(self) -> Iterator[tuple[Term, TermInfo]]:
        """Yield all terms with their statistics."""
        return self._infos(self.terms())

    def items_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[Term, TermInfo]]:
        """Yield terms from this one on with their statistics."""
        return self._infos(self.terms_from(fieldname, prefix))

    def _infos(self, terms: Iterable[Term]) -> Iterator[tuple[Term, TermInfo]]:
        return ((term, self.term_info(*term)) for term in terms)

    def term_info(self, fieldname: str, text: bytes) -> TermInfo:
        """Return the statistics of a term. Raises TermNotFound."""
        postings, index = self._find(fieldname, text)
        first, last = postings.bounds(index)
        docs, weights = postings.docs(first, last), postings.weigh(first, last)
        lengths = self.segment.length_bytes(fieldname)
        doc_lengths = LENGTHS[lengths[docs]] if lengths is not None else np.ones(1, np.int64)
        return TermInfo(
            weight=float(weights.sum(dtype=np.float64)),
            df=last - first,
            minlength=int(doc_lengths.min()),
            maxlength=int(doc_lengths.max()),
            maxweight=float(weights.max()),
            minid=int(docs[0]),
            maxid=int(docs[-1]),
        )

    def frequency(self, fieldname: str, text: bytes) -> float:
        """Return the total weight of a term in all documents, 0 if there is no such term."""
        if (fieldname, text) not in self:
            return 0.0
        postings, index = self._find(fieldname, text)
        return float(postings.weigh(*postings.bounds(index)).sum(dtype=np.float64))

    def doc_frequency(self, fieldname: str, text: bytes) -> int:
        """Return the number of documents with a term."""
        if (fieldname, text) not in self:
            return 0
        postings, index = self._find(fieldname, text)
        first, last = postings.bounds(index)
        return last - first

    def matcher(self, fieldname: str, text: bytes, format_: Any, scorer: Any = None) -> ArrayMatcher:
        """Return a matcher of a term's postings. Raises TermNotFound."""
        postings, index = self._find(fieldname, text)
        info = self.term_info(fieldname, text)
        return ArrayMatcher(postings, index, format_, scorer, (fieldname, text), info)


class ArrayCursor(base.FieldCursor):  # type: ignore[misc]
    """Cursor over the terms of a field, for intersection with an automaton."""

    def __init__(self, reader: ArrayTermsReader, fieldname: str, fieldobj: Any) -> None:
        self._reader, self._name, self._field = reader, fieldname, fieldobj
        self._postings, self._at = reader.segment.postings(fieldname), 0

    def first(self) -> str | None:
        """Move to the first term."""
        self._at = 0
        return self.text()

    def find(self, term: str | bytes) -> str | None:
        """Move to the first term not less than `term`."""
        text = term if isinstance(term, bytes) else self._field.to_bytes(term)
        self._at = self._postings.place(text) if self._postings else 0
        return self.text()

    def next(self) -> str | None:
        """Move to the next term."""
        self._at += 1
        return self.text()

    def is_valid(self) -> bool:
        """Return True if the cursor is at a term."""
        return self._postings is not None and self._at < len(self._postings)

    def text(self) -> str | None:
        """Return the current term, None after the last."""
        if self._postings is None or not self.is_valid():
            return None
        text: str = self._field.from_bytes(self._postings.term(self._at))
        return text

    def term_info(self) -> TermInfo | None:
        """Return the statistics of the current term."""
        if self._postings is None or not self.is_valid():
            return None
        return self._reader.term_info(self._name, self._postings.term(self._at))

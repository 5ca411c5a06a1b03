"""The codec: segments of flat arrays behind Whoosh's own interface, for every stock reader and matcher."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from whoosh.codec import base
from whoosh.matching import ListMatcher
from whoosh.query.spans import Span
from whoosh.reading import TermInfo, TermNotFound
from whoosh.system import pack_uint

from engine.backends.whoosh import columns
from engine.backends.whoosh.arrays import Array
from engine.backends.whoosh.draft import SegmentDraft
from engine.backends.whoosh.lengths import LENGTHS
from engine.backends.whoosh.postings import FieldPostings
from engine.backends.whoosh.segment import EXTENSION, SegmentArrays, open_segment

Term = tuple[str, bytes]


class ArrayCodec(base.Codec):  # type: ignore[misc]
    """Reads and writes segments of flat arrays. Give it to `index.writer(codec=ArrayCodec())`."""

    length_stats = False

    def __init__(self) -> None:
        self._drafts: dict[str, SegmentDraft] = {}

    def _draft(self, segment: ArraySegment) -> SegmentDraft:
        return self._drafts.setdefault(segment.segment_id(), SegmentDraft())

    def new_segment(self, storage: Any, indexname: str) -> ArraySegment:
        """A segment without documents."""
        del storage
        return ArraySegment(indexname)

    def per_document_writer(self, storage: Any, segment: ArraySegment) -> ArrayDocumentWriter:
        """Takes stored fields, lengths and columns."""
        del storage
        return ArrayDocumentWriter(self._draft(segment))

    def field_writer(self, storage: Any, segment: ArraySegment) -> ArrayFieldWriter:
        """Takes postings, and writes the file of the segment when it is closed."""
        return ArrayFieldWriter(self._draft(segment), place(storage, segment))

    def terms_reader(self, storage: Any, segment: ArraySegment) -> ArrayTermsReader:
        """Terms and their matchers."""
        return ArrayTermsReader(open_segment(place(storage, segment)))

    def per_document_reader(self, storage: Any, segment: ArraySegment) -> ArrayDocumentReader:
        """Stored fields, lengths, columns, deletions."""
        return ArrayDocumentReader(open_segment(place(storage, segment)), segment)

    def __getstate__(self) -> dict[str, Any]:
        return {}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self._drafts = {}


class ArraySegment(base.Segment):  # type: ignore[misc]
    """What the table of contents says of a segment: how many documents, which of them deleted."""

    def __init__(self, indexname: str, documents: int = 0) -> None:
        super().__init__(indexname)
        self._documents = documents
        self._deleted: set[int] = set()

    def codec(self) -> ArrayCodec:
        """The codec that reads it."""
        return ArrayCodec()

    def should_assemble(self) -> bool:
        """Never: it is one file already."""
        return False

    def doc_count_all(self) -> int:
        """Documents, deleted ones included."""
        return self._documents

    def set_doc_count(self, doccount: int) -> None:
        """Say how many documents were written."""
        self._documents = doccount

    def deleted_count(self) -> int:
        """Deleted documents."""
        return len(self._deleted)

    def deleted_docs(self) -> set[int]:
        """Numbers of the deleted documents."""
        return self._deleted

    def is_deleted(self, docnum: int) -> bool:
        """Whether a document is deleted."""
        return docnum in self._deleted

    def delete_document(self, docnum: int, delete: bool = True) -> None:
        """Delete a document, or bring it back."""
        if not 0 <= docnum < self._documents:
            raise IndexError(f"The segment has {self._documents} documents, none is number {docnum}.")
        self._deleted = self._deleted | {docnum} if delete else self._deleted - {docnum}


def place(storage: Any, segment: ArraySegment) -> Path:
    """The file of a segment."""
    return Path(str(storage.folder)) / str(segment.make_filename(EXTENSION))


class ArrayDocumentWriter(base.PerDocumentWriter):  # type: ignore[misc]
    """What Whoosh's own writer says of each document, kept for the draft of the segment."""

    def __init__(self, draft: SegmentDraft) -> None:
        self._draft, self.is_closed = draft, False
        self._stored: dict[str, Any] = {}

    def start_doc(self, docnum: int) -> None:
        """Begin a document."""
        self._draft.start(docnum)
        self._stored = {}

    def add_field(self, fieldname: str, fieldobj: Any, value: Any, length: int) -> None:
        """Its stored value and its length."""
        del fieldobj
        if value is not None:
            self._stored[fieldname] = value
        if length:
            self._draft.add_length(fieldname, length)

    def add_column_value(self, fieldname: str, columnobj: Any, value: Any) -> None:
        """Its value in a column."""
        self._draft.add_column(fieldname, columnobj.default_value(), value)

    def add_vector_items(self, fieldname: str, fieldobj: Any, items: Any) -> None:
        """Vectors are not kept."""
        raise NotImplementedError("This codec keeps no term vectors.")

    def finish_doc(self) -> None:
        """End a document."""
        self._draft.stored.append(self._stored)

    def close(self) -> None:
        """No more documents."""
        self.is_closed = True


class ArrayFieldWriter(base.FieldWriter):  # type: ignore[misc]
    """Postings as Whoosh's own writer sorts them, field by field and term by term."""

    def __init__(self, draft: SegmentDraft, path: Path) -> None:
        self._draft, self._path, self.is_closed = draft, path, False
        self._decode: Any = None

    def start_field(self, fieldname: str, fieldobj: Any) -> None:
        """Begin a field."""
        form = fieldobj.format
        self._decode = form.decoder("positions") if form and form.supports("positions") else None
        self._draft.start_field(fieldname, self._decode is not None)

    def start_term(self, text: bytes) -> None:
        """Begin a term."""
        self._draft.start_term(text)

    def add(self, docnum: int, weight: float, vbytes: bytes, length: int) -> None:
        """One posting."""
        del length
        self._draft.add_posting(docnum, weight, self._decode(vbytes) if self._decode else None)

    def finish_term(self) -> None:
        """End a term."""

    def close(self) -> None:
        """Write the segment, if it has documents."""
        if not self.is_closed and self._draft.documents:
            self._draft.write(self._path)
        self.is_closed = True


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


class ArrayTermsReader(base.TermsReader):  # type: ignore[misc]
    """The terms of a segment."""

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
        """Fields that have terms."""
        return self.segment.fields

    def cursor(self, fieldname: str, fieldobj: Any) -> ArrayCursor:
        """A place among the terms of a field."""
        return ArrayCursor(self, fieldname, fieldobj)

    def terms(self) -> Iterator[Term]:
        """All terms, in order."""
        return self.terms_from("", b"")

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[Term]:
        """Terms from this one on, later fields included."""
        for name in sorted(self.segment.fields):
            postings = self.segment.postings(name)
            if postings is not None and name >= fieldname:
                first = postings.place(prefix) if name == fieldname else 0
                yield from ((name, text) for text in postings.terms(first))

    def items(self) -> Iterator[tuple[Term, TermInfo]]:
        """All terms with their statistics."""
        return self._infos(self.terms())

    def items_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[Term, TermInfo]]:
        """Terms from this one on with their statistics."""
        return self._infos(self.terms_from(fieldname, prefix))

    def _infos(self, terms: Iterable[Term]) -> Iterator[tuple[Term, TermInfo]]:
        return ((term, self.term_info(*term)) for term in terms)

    def term_info(self, fieldname: str, text: bytes) -> TermInfo:
        """Statistics of a term. Raises TermNotFound."""
        postings, index = self._find(fieldname, text)
        first, last = postings.bounds(index)
        docs, weights = postings.docs(first, last), postings.weigh(first, last)
        lengths = self.segment.length_bytes(fieldname)
        held = LENGTHS[lengths[docs]] if lengths is not None else np.ones(1, np.int64)
        return TermInfo(
            weight=float(weights.sum(dtype=np.float64)),
            df=last - first,
            minlength=int(held.min()),
            maxlength=int(held.max()),
            maxweight=float(weights.max()),
            minid=int(docs[0]),
            maxid=int(docs[-1]),
        )

    def frequency(self, fieldname: str, text: bytes) -> float:
        """The weight of a term in all documents, 0 where there is none."""
        if (fieldname, text) not in self:
            return 0.0
        postings, index = self._find(fieldname, text)
        return float(postings.weigh(*postings.bounds(index)).sum(dtype=np.float64))

    def doc_frequency(self, fieldname: str, text: bytes) -> int:
        """How many documents have a term."""
        if (fieldname, text) not in self:
            return 0
        postings, index = self._find(fieldname, text)
        first, last = postings.bounds(index)
        return last - first

    def matcher(self, fieldname: str, text: bytes, format_: Any, scorer: Any = None) -> ArrayMatcher:
        """The postings of a term. Raises TermNotFound."""
        postings, index = self._find(fieldname, text)
        info = self.term_info(fieldname, text)
        return ArrayMatcher(postings, index, format_, scorer, (fieldname, text), info)


class ArrayCursor(base.FieldCursor):  # type: ignore[misc]
    """A place among the terms of a field, for walking them against an automaton."""

    def __init__(self, reader: ArrayTermsReader, fieldname: str, fieldobj: Any) -> None:
        self._reader, self._name, self._field = reader, fieldname, fieldobj
        self._postings, self._at = reader.segment.postings(fieldname), 0

    def first(self) -> str | None:
        """Go to the first term."""
        self._at = 0
        return self.text()

    def find(self, term: str | bytes) -> str | None:
        """Go to the first term that is not before `term`."""
        text = term if isinstance(term, bytes) else self._field.to_bytes(term)
        self._at = self._postings.place(text) if self._postings else 0
        return self.text()

    def next(self) -> str | None:
        """Go to the next term."""
        self._at += 1
        return self.text()

    def is_valid(self) -> bool:
        """Whether there is a term here."""
        return self._postings is not None and self._at < len(self._postings)

    def text(self) -> str | None:
        """The term, None behind the last."""
        if self._postings is None or not self.is_valid():
            return None
        text: str = self._field.from_bytes(self._postings.term(self._at))
        return text

    def term_info(self) -> TermInfo | None:
        """Statistics of the term."""
        if self._postings is None or not self.is_valid():
            return None
        return self._reader.term_info(self._name, self._postings.term(self._at))


class ArrayDocumentReader(base.PerDocumentReader):  # type: ignore[misc]
    """The documents of a segment."""

    def __init__(self, arrays: SegmentArrays, segment: ArraySegment) -> None:
        self.arrays, self._segment = arrays, segment

    def doc_count(self) -> int:
        """Documents that are there."""
        return self.arrays.documents - self._segment.deleted_count()

    def doc_count_all(self) -> int:
        """Documents, deleted ones included."""
        return self.arrays.documents

    def has_deletions(self) -> bool:
        """Whether any document is deleted."""
        return self._segment.deleted_count() > 0

    def is_deleted(self, docnum: int) -> bool:
        """Whether a document is deleted."""
        return self._segment.is_deleted(docnum)

    def deleted_docs(self) -> set[int]:
        """Numbers of the deleted documents."""
        return self._segment.deleted_docs()

    def supports_columns(self) -> bool:
        """It does."""
        return True

    def has_column(self, fieldname: str) -> bool:
        """Whether a field has a column."""
        return columns.has(self.arrays.arrays, fieldname)

    def column_reader(self, fieldname: str, column: Any) -> columns.ArrayColumnReader:
        """The column of a field."""
        return columns.ArrayColumnReader(self.arrays.arrays, fieldname, column.default_value())

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        """How long a field is in a document, nearly (see `lengths`)."""
        lengths = self.arrays.length_bytes(fieldname)
        return int(LENGTHS[lengths[docnum]]) or default if lengths is not None else default

    def field_length(self, fieldname: str) -> int:
        """How long a field is in all documents."""
        return self.arrays.totals.get(fieldname, 0)

    def min_field_length(self, fieldname: str) -> int:
        """The shortest it is."""
        return self.arrays.extremes(fieldname)[0]

    def max_field_length(self, fieldname: str) -> int:
        """The longest it is."""
        return self.arrays.extremes(fieldname)[1]

    def stored_fields(self, docnum: int) -> dict[str, Any]:
        """The stored fields of a document."""
        return self.arrays.stored.get(docnum)

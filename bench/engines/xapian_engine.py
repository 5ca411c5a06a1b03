"""Xapian, if Debian's python3-xapian is installed (for the system's Python, which must match this one's version)."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any, ClassVar

from bench import bigrams
from bench.adapter import TOP, Answer, Hit
from bench.corpus import Document, segment
from bench.queries import Query

_DEBIAN = "/usr/lib/python3/dist-packages"
try:
    import xapian
except ImportError:
    sys.path.append(_DEBIAN)
    import xapian

# Term prefixes, and value slots.
_TITLE, _BODY, _PAIR, _CHARACTER, _SOURCE = "XT:", "XB:", "XP:", "XC:", "XS:"
_DATE, _SOURCE_VALUE, _MONTH = 0, 1, 2
_MOST_BYTES = 240  # of a term; Xapian rejects longer ones


class Engine:
    """The index of one folder."""

    literal_limit: ClassVar[int | None] = 5_000
    raw_limit: ClassVar[int | None] = 5_000

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def index(self, documents: Iterable[Document], literal: bool) -> None:
        """Index these segmented documents."""
        database = xapian.WritableDatabase(str(self.folder / "db"), xapian.DB_CREATE_OR_OPEN | xapian.DB_DANGEROUS)
        for document in documents:
            database.add_document(_document(document, literal))
        database.commit()
        database.close()

    def index_raw(self, documents: Iterable[Document]) -> None:
        """Index raw documents, segmenting in one process per core."""
        self.index(segment(documents, bigrams.with_pairs), literal=True)

    def open(self) -> None:
        """Open the index for searching."""
        self._database = xapian.Database(str(self.folder / "db"))
        self._all = self._database.get_doccount()

    def any_word(self, query: Query) -> Answer:
        """Match at least one of the words."""
        return self._answer(_words(query, xapian.Query.OP_OR))

    def all_words(self, query: Query) -> Answer:
        """Match all of the words."""
        return self._answer(_words(query, xapian.Query.OP_AND))

    def substring(self, query: Query) -> Answer:
        """Match the text as a substring."""
        if len(query.text) == 1:
            return self._answer(xapian.Query(_CHARACTER + query.text))
        pairs = [_PAIR + pair for pair in bigrams.pairs(query.text).split(" ")]
        return self._answer(xapian.Query(xapian.Query.OP_PHRASE, pairs, len(pairs)))

    def filter(self, query: Query) -> Answer:
        """Match all of the words, filtered by source and date range."""
        days = map(xapian.sortable_serialise, (query.since, query.until))
        conditions = xapian.Query(
            xapian.Query.OP_AND,
            xapian.Query(xapian.Query.OP_VALUE_RANGE, _DATE, *days),
            xapian.Query(_SOURCE + query.source),
        )
        return self._answer(xapian.Query(xapian.Query.OP_FILTER, _words(query, xapian.Query.OP_AND), conditions))

    def facets(self, query: Query) -> Answer:
        """Match at least one of the words, with facet counts."""
        spies = {"source": xapian.ValueCountMatchSpy(_SOURCE_VALUE), "month": xapian.ValueCountMatchSpy(_MONTH)}
        answer = self._answer(_words(query, xapian.Query.OP_OR), spies=list(spies.values()))
        return answer._replace(facets={name: _counts(spy) for name, spy in spies.items()})

    def date_sort(self, query: Query) -> Answer:
        """Match at least one of the words, sorted newest first."""
        return self._answer(_words(query, xapian.Query.OP_OR), by_date=True)

    def _answer(self, query: Any, spies: Iterable[Any] = (), by_date: bool = False) -> Answer:
        enquire = xapian.Enquire(self._database)
        enquire.set_query(query)
        for spy in spies:
            enquire.add_matchspy(spy)
        if by_date:
            enquire.set_sort_by_value(_DATE, True)
        found = enquire.get_mset(0, TOP, self._all)
        return Answer([_hit(match.document) for match in found], found.get_matches_lower_bound())


def _document(document: Document, literal: bool) -> Any:
    row = xapian.Document()
    row.set_data("\0".join((document.id, document.source, document.title, document.body)))
    for prefix, words in ((_TITLE, document.title_words), (_BODY, document.body_words)):
        _add(row, prefix, words.split(" "))
    if literal:
        text = bigrams.text(document.title, document.body)
        _add(row, _PAIR, bigrams.pairs(text).split(" "))
        for character in text:
            row.add_term(_CHARACTER + character)
    row.add_boolean_term(_SOURCE + document.source)
    row.add_value(_DATE, xapian.sortable_serialise(document.date))
    row.add_value(_SOURCE_VALUE, document.source)
    row.add_value(_MONTH, str(document.month) if document.date else "")
    return row


def _add(row: Any, prefix: str, words: Iterable[str]) -> None:
    for place, word in enumerate(words):
        if word and len(word.encode()) < _MOST_BYTES:
            row.add_posting(prefix + word, place)


def _words(query: Query, operator: int) -> Any:
    parts = [_either(xapian.Query(_TITLE + word), xapian.Query(_BODY + word)) for word in query.words]
    return xapian.Query(operator, parts)


def _either(title: Any, body: Any) -> Any:
    return xapian.Query(xapian.Query.OP_OR, xapian.Query(xapian.Query.OP_SCALE_WEIGHT, title, 2.0), body)


def _hit(document: Any) -> Hit:
    number, source, title, body = document.get_data().decode().split("\0")
    return Hit(number, int(xapian.sortable_unserialise(document.get_value(_DATE))), source, title, body)


def _counts(spy: Any) -> dict[str, int]:
    return {item.term.decode(): item.termfreq for item in spy.values() if item.term}

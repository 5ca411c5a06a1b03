"""A piece of an index: some documents made into arrays, by whatever process has time; a segment is made of pieces."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from engine.backends.whoosh import literal, stored
from engine.backends.whoosh.arrays import Array
from engine.backends.whoosh.literal import Row
from engine.backends.whoosh.stored import Learnt


@dataclass(frozen=True)
class Entry:
    """One document as the bulk writer takes it.

    `words` are the tokens of fields that are segmented; `values` what other indexed or sortable fields hold; `stored`
    what is given back; `zones` field names and texts that are found literally; `facets` several values for one facet
    field.
    """

    words: Mapping[str, Sequence[str]]
    values: Mapping[str, Any] = field(default_factory=dict)
    stored: Mapping[str, Any] = field(default_factory=dict)
    zones: Sequence[tuple[str, str]] = ()
    facets: Mapping[str, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Plan:
    """How entries become a piece: the fields by what is done with them, and what stored documents have in common."""

    schema: Any
    words: tuple[str, ...]
    zones: tuple[str, ...] | None
    facets: tuple[str, ...] = ()
    learnt: Learnt = field(default_factory=Learnt)


@dataclass(frozen=True)
class Piece:
    """Arrays of some documents. Words are numbers into `vocabulary`, in rows of `lengths`, one row a document."""

    documents: int
    vocabulary: list[str]
    words: dict[str, tuple[Array, Array]]
    terms: dict[str, dict[bytes, array[int]]]
    columns: dict[str, list[Any]]
    facets: dict[str, list[Sequence[str]]]
    stored: list[bytes]
    row: Row | None

    @property
    def size(self) -> int:
        """Bytes that it takes in memory until the segment is written."""
        words = sum(ids.nbytes + lengths.nbytes for ids, lengths in self.words.values())
        return words + (self.row.codes.nbytes if self.row else 0) + sum(map(len, self.stored))


def make(entries: Iterable[Entry], plan: Plan) -> Piece:
    """The arrays of these documents."""
    entries = list(entries)
    numbers: defaultdict[str, int] = defaultdict()
    numbers.default_factory = numbers.__len__
    words = {}
    for name in plan.words:
        ids, lengths = array("I"), array("I")
        for entry in entries:
            row = entry.words.get(name, ())
            ids.extend(map(numbers.__getitem__, row))
            lengths.append(len(row))
        words[name] = (np.frombuffer(ids, np.uint32), np.frombuffer(lengths, np.uint32))
    packer = stored.Packer(plan.learnt)
    return Piece(
        len(entries),
        list(numbers),
        words,
        {name: _terms(name, kind, entries) for name, kind in plan.schema.items() if kind.indexed and name not in words},
        {name: _column(name, kind, entries) for name, kind in plan.schema.items() if kind.column_type},
        {name: [entry.facets.get(name, ()) for entry in entries] for name in plan.facets},
        [packer.pack(entry.stored) for entry in entries],
        _row(entries, plan.zones) if plan.zones is not None else None,
    )


def _terms(name: str, kind: Any, entries: Sequence[Entry]) -> dict[bytes, array[int]]:
    documents: defaultdict[bytes, array[int]] = defaultdict(lambda: array("I"))
    known: dict[Any, list[bytes]] = {}
    for number, entry in enumerate(entries):
        value = entry.values.get(name)
        if value is None:
            continue
        for one in value if isinstance(value, list | tuple) else (value,):
            texts = known.get(one)
            if texts is None:
                texts = known[one] = [item[0] for item in kind.index(one)]
            for text in texts:
                documents[text].append(number)
    return dict(documents)


def _column(name: str, kind: Any, entries: Sequence[Entry]) -> list[Any]:
    default = kind.column_type.default_value()
    values = (entry.values.get(name) for entry in entries)
    return [default if value is None else kind.to_column_value(value) for value in values]


def _row(entries: Sequence[Entry], names: Sequence[str]) -> Row:
    number = {name: i for i, name in enumerate(names)}
    return literal.lay([[(number[name], text) for name, text in entry.zones] for entry in entries])

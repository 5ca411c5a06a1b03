"""Pieces put together to a segment."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from engine.backends.whoosh import arrays, columns, inverted, lengths, literal, stored
from engine.backends.whoosh.arrays import Array
from engine.backends.whoosh.inverted import Inverted
from engine.backends.whoosh.pieces import Piece, Plan
from engine.backends.whoosh.runs import starts


class Assembly:
    """Takes pieces until there are enough for a segment."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._numbers: dict[str, int] = {}
        self._pieces: list[Piece] = []
        self._first: list[int] = []
        self.documents = self.size = 0

    def add(self, piece: Piece) -> None:
        """Take a piece in."""
        number = self._numbers
        own = np.fromiter((number.setdefault(word, len(number)) for word in piece.vocabulary), np.uint32)
        for name, (ids, held) in piece.words.items():
            piece.words[name] = (own[ids] if len(ids) else ids, held)
        piece.vocabulary.clear()
        self._first.append(self.documents)
        self._pieces.append(piece)
        self.documents += piece.documents
        self.size += piece.size

    def write(self, path: Path) -> None:
        """Write the segment; the pieces are used up."""
        out: dict[str, Array] = {}
        meta: dict[str, Any] = {"documents": self.documents, "totals": {}, "fields": []}
        self._add_words(out, meta)
        for name in self._pieces[0].terms:
            out |= inverted.pack(name, self._terms(name), self.documents)
            meta["fields"].append(name)
        schema = dict(self._plan.schema.items())
        for name in self._pieces[0].columns:
            values = [value for piece in self._pieces for value in piece.columns[name]]
            out |= columns.pack(name, values, schema[name].column_type.default_value())
        for name in self._plan.facets:
            out |= columns.pack_many(name, [values for piece in self._pieces for values in piece.facets[name]])
        out |= stored.pack([blob for piece in self._pieces for blob in piece.stored], self._plan.learnt)
        if self._plan.zones is not None:
            rows = [(piece.row, first) for piece, first in zip(self._pieces, self._first, strict=True) if piece.row]
            self._pieces.clear()
            out |= literal.pack(literal.join(rows), self.documents)
            meta["zones"] = list(self._plan.zones)
        arrays.write(path, out, meta)

    def _add_words(self, out: dict[str, Array], meta: dict[str, Any]) -> None:
        vocabulary = [word.encode("utf-8", "surrogatepass") for word in self._numbers]
        self._numbers.clear()
        order = sorted(range(len(vocabulary)), key=vocabulary.__getitem__)
        terms = [vocabulary[number] for number in order]
        rank = np.empty(len(order), np.uint32)
        rank[order] = np.arange(len(order), dtype=np.uint32)
        for name in self._plan.words:
            held = np.concatenate([piece.words[name][1] for piece in self._pieces]).astype(np.int64)
            ids = np.concatenate([piece.words[name][0] for piece in self._pieces])
            for piece in self._pieces:
                piece.words[name] = (ids[:0], ids[:0])
            rank.take(ids, out=ids, mode="clip")
            found = inverted.invert(ids, held, terms)
            del ids
            positions = self._plan.schema[name].format.supports("positions")
            if not positions:
                found = Inverted(found.terms, found.starts, found.docs, found.weights)
            out |= inverted.pack(name, found, self.documents)
            out[f"{name}/lengths"] = lengths.to_bytes(held)
            meta["totals"][name] = int(held.sum())
            meta["fields"].append(name)

    def _terms(self, name: str) -> Inverted:
        """Terms of a field that is not segmented; each is once in a document."""
        merged: dict[bytes, list[Array]] = {}
        for first, piece in zip(self._first, self._pieces, strict=True):
            for term, held in piece.terms[name].items():
                merged.setdefault(term, []).append(np.frombuffer(held, np.uint32) + np.uint32(first))
        terms = sorted(merged)
        docs = [row for term in terms for row in merged[term]]
        counts = np.fromiter((sum(map(len, merged[term])) for term in terms), np.int64, len(terms))
        row = np.concatenate(docs) if docs else np.zeros(0, np.uint32)
        return Inverted(terms, starts(counts), row, np.ones(len(row), np.uint32))

"""BM25F as Whoosh computes it, over arrays: one table for every pair of frequency and length byte.

score = idf * tf * (K1 + 1) / (tf + K1 * (1 - B + B * length / average length)), idf = ln(documents / (df + 1)) + 1,
summed over fields and words; lengths are rounded to those that one byte can encode (`lengths`). Robertson, Zaragoza:
The Probabilistic Relevance Framework: BM25 and Beyond (2009).
"""

from __future__ import annotations

from collections.abc import Sequence
from math import log
from typing import Any

import numpy as np

from engine.backends.whoosh.arrays.array_file import Array
from engine.backends.whoosh.segment.lengths import LENGTHS
from engine.backends.whoosh.segment.segment_arrays import SegmentArrays

B, K1 = 0.75, 1.2
IDF_CACHE_SIZE, MAX_TERM_BYTES = 1 << 15, 64  # terms whose idf is cached, and the maximum bytes of such a term


class Bm25f:
    """Scoring parameters shared by all segments of an index."""

    def __init__(self, segments: Sequence[SegmentArrays], schema: Any) -> None:
        self.documents = sum(segment.documents for segment in segments)
        self._segments = segments
        self._tables: dict[str, Array] = {}
        self._idf_cache: dict[tuple[str, bytes], float] = {}
        self._scorable = {name: bool(kind.scorable) for name, kind in schema.items()}

    def scorable(self, field: str) -> bool:
        """Return True if length and idf count in this field; otherwise the score is the weight alone."""
        return self._scorable[field]

    def idf(self, field: str, text: bytes) -> float:
        """Return the inverse document frequency of a term."""
        cached = self._idf_cache.get((field, text))
        if cached is not None:
            return cached
        frequency = 0
        for segment in self._segments:
            postings = segment.postings(field)
            index = postings.find(text) if postings is not None else -1
            if postings is not None and index >= 0:
                first, last = postings.bounds(index)
                frequency += last - first
        idf = log(max(1, self.documents) / (frequency + 1)) + 1
        if len(self._idf_cache) < IDF_CACHE_SIZE and len(text) <= MAX_TERM_BYTES:
            self._idf_cache[field, text] = idf
        return idf

    def average(self, field: str) -> float:
        """Return the average length of a field."""
        total = sum(segment.totals.get(field, 0) for segment in self._segments)
        return total / (self.documents or 1) or 1

    def norms(self, field: str) -> Array:
        """Return K1 * (1 - B + B * length / average length) for each length byte; length 0 counts as 1."""
        lengths = np.maximum(LENGTHS, 1)
        norms: Array = K1 * ((1 - B) + B * lengths / self.average(field))
        return norms

    def table(self, field: str) -> Array:
        """Return scores for idf 1, at [frequency * 256 + length byte], for frequencies up to 255; float32."""
        table = self._tables.get(field)
        if table is None:
            frequency = np.arange(256, dtype=np.float64)[:, None]
            table = (frequency * (K1 + 1) / (frequency + self.norms(field))).astype(np.float32).reshape(-1)
            self._tables[field] = table
        return table

    def scores(self, field: str, lengths: Array | None, docs: Array, weights: Array) -> Array:
        """Return scores for idf 1 of postings with these documents and weights; float32."""
        if lengths is None or not self.scorable(field):
            return weights.astype(np.float32)
        doc_lengths = lengths.take(docs)
        if weights.dtype == np.uint8:
            place = weights.astype(np.int64)
            place <<= 8
            place |= doc_lengths
            return self.table(field).take(place)
        exact = weights.astype(np.float64)
        return (exact * (K1 + 1) / (exact + self.norms(field)[doc_lengths])).astype(np.float32)

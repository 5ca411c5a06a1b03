"""Merge policy: selects segments so that a search sees few of them and an update rewrites little."""

from __future__ import annotations

from collections.abc import Sequence

from engine.backends.whoosh.codec.array_codec import ArraySegment

ALWAYS_MERGED_DOCUMENTS = 2000  # documents that are rewritten in a fraction of a second, so always merged
MERGE_RATIO = 10  # segments up to so many times the size of the new one are merged into it


def segments_to_merge(segments: Sequence[ArraySegment], size: int) -> list[ArraySegment]:
    """Return the segments to merge with `size` new documents.

    Small segments always; a larger one if what is merged with it is at least a tenth of its size; and any that is
    mostly deleted. So a search sees one segment with most documents, one of later and one of recent additions (one more
    for each tenfold number of documents beyond 200,000), and a document is rewritten only a few times, however small
    the updates: the rule of log-structured merge trees (O'Neil et al., Acta Informatica 33, 1996).
    """
    merged, stale = [], size > 0
    for segment in sorted(segments, key=lambda segment: segment.doc_count()):
        worn = segment.doc_count() * 2 < segment.doc_count_all()
        if worn or segment.doc_count() <= max(ALWAYS_MERGED_DOCUMENTS, MERGE_RATIO * size):
            merged.append(segment)
            size, stale = size + segment.doc_count(), stale or worn
    return [segment for segment in segments if segment in merged] if stale or len(merged) > 1 else []

"""Which segments become part of a new one, so that a search sees few of them and an update rewrites little."""

from __future__ import annotations

from collections.abc import Sequence

from engine.backends.whoosh.codec.array_codec import ArraySegment

ALWAYS_MERGED_DOCUMENTS = 2000  # documents that are rewritten in a fraction of a second, so always
MERGE_RATIO = 10  # what is written anyway takes along segments up to so many times its size


def segments_to_merge(segments: Sequence[ArraySegment], size: int) -> list[ArraySegment]:
    """The segments to write anew together with `size` new documents.

    Small ones always; a larger one when what it joins is a tenth of it; and one that is mostly deleted. So a search
    sees the bulk, what came since and what came lately (one more for every ten times as many documents beyond
    200,000), and a document is rewritten a few times, however small the updates: the rule of log-structured merge
    trees (O'Neil et al., Acta Informatica 33, 1996).
    """
    merged, stale = [], size > 0
    for segment in sorted(segments, key=lambda segment: segment.doc_count()):
        worn = segment.doc_count() * 2 < segment.doc_count_all()
        if worn or segment.doc_count() <= max(ALWAYS_MERGED_DOCUMENTS, MERGE_RATIO * size):
            merged.append(segment)
            size, stale = size + segment.doc_count(), stale or worn
    return [segment for segment in segments if segment in merged] if stale or len(merged) > 1 else []

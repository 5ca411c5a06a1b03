"""Which segments to make one, so that a search sees few of them and an update rewrites little."""

from __future__ import annotations

from collections.abc import Sequence

from engine.backends.whoosh.codec import ArraySegment

FOLD = 2000  # documents that are rewritten in a fraction of a second, so always
RATIO = 10  # what is rewritten anyway takes along segments up to so many times its size


def chosen(segments: Sequence[ArraySegment], fresh: int) -> list[ArraySegment]:
    """The segments to merge, none or at least two, or one that is mostly deleted; the last `fresh` are new.

    New ones and small ones always become one; a larger one joins when what it joins is a tenth of it. So a search sees
    the bulk, what came since and what came lately (one more for every ten times as many documents beyond 200,000), and
    a document is rewritten a few times, however small the updates: the rule of log-structured merge trees (O'Neil et
    al., Acta Informatica 33, 1996).
    """
    old = sorted(segments[: len(segments) - fresh], key=lambda segment: segment.doc_count())
    found = list(segments[len(segments) - fresh :])
    size = sum(segment.doc_count() for segment in found)
    for segment in old:
        stale = segment.doc_count() * 2 < segment.doc_count_all()
        if stale or segment.doc_count() <= max(FOLD, RATIO * size):
            found.append(segment)
            size += segment.doc_count()
    worn = any(segment.doc_count() * 2 < segment.doc_count_all() for segment in found)
    return [segment for segment in segments if segment in found] if len(found) > 1 or worn else []

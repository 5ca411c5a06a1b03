"""A search reads few segments, and an update rewrites little."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.article import Article
from engine.backends.whoosh.codec.array_codec import ArraySegment
from engine.backends.whoosh.generation_searcher import open_current
from engine.backends.whoosh.generations import generation_folders, manifest
from engine.backends.whoosh.whoosh_builder import WhooshBuilder
from engine.backends.whoosh.writing import merge_policy
from engine.query.tree import Every, Request


def _segments(*sizes: int) -> list[ArraySegment]:
    return [ArraySegment("MAIN", size) for size in sizes]


@pytest.mark.parametrize(
    ("sizes", "added", "joined"),
    [
        ((), 20, ()),
        ((142_704,), 20, ()),
        ((142_704, 500), 20, (500,)),
        ((142_704, 9_000, 1_000), 20, (9_000, 1_000)),  # the merged ones have become a tenth of the next
        ((142_704, 9_000, 800), 20, (800,)),
        ((142_704,), 15_000, (142_704,)),
        ((1_500, 400), 1, (1_500, 400)),
        ((142_704, 900), 0, ()),
    ],
)
def test_small_segments_are_joined_and_large_ones_when_it_pays(
    sizes: tuple[int, ...], added: int, joined: tuple[int, ...]
) -> None:
    assert tuple(segment.doc_count() for segment in merge_policy.segments_to_merge(_segments(*sizes), added)) == joined


def test_a_segment_that_is_mostly_deleted_is_written_anew() -> None:
    (segment,) = _segments(100_000)
    segment._deleted = set(range(60_000))
    assert merge_policy.segments_to_merge([segment], 0) == [segment]


def test_a_thousand_updates_leave_three_segments_and_rewrite_a_document_a_few_times() -> None:
    sizes, written = [142_704], 0
    for _ in range(1000):
        held = _segments(*sizes)
        joined = merge_policy.segments_to_merge(held, 20)
        written += 20 + sum(segment.doc_count() for segment in joined)
        sizes = [segment.doc_count() for segment in held if segment not in joined]
        sizes.append(20 + sum(segment.doc_count() for segment in joined))
        assert len(sizes) <= 3
    assert written / 20_000 < 100


def test_many_updates_are_one_segment_with_every_article_once(tmp_path: Path) -> None:
    for turn in range(6):
        builder = WhooshBuilder(tmp_path, processes=1, update=turn > 0)
        builder.add(Article(f"{i}", "a.txt", None, f"樱桃第{turn}篇。") for i in range(turn, turn + 4))
        builder.remove(["3"] if turn == 5 else [])
        builder.switch()
    assert len(manifest.read(generation_folders.current(tmp_path)).segments) == 1
    results = open_current(tmp_path).search(Request(Every(), limit=20))
    assert sorted(hit.article.id for hit in results.hits) == ["0", "1", "2", *map(str, range(4, 9))]

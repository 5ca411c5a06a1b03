"""Builder of one segment from partial segments, which are buffered in files when memory is short."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Sequence
from pathlib import Path

from engine.backends.whoosh.segment.segment_arrays import open_segment
from engine.backends.whoosh.writing import partial_segments, segment_merge
from engine.backends.whoosh.writing.merge_source import MergeSource
from engine.backends.whoosh.writing.partial_segments import IndexLayout, PartialSegment
from engine.backends.whoosh.writing.partial_source import PartialSource
from engine.backends.whoosh.writing.segment_source import SegmentSource

MAX_OPEN_PARTS = 200  # files of partial segments open at once; beyond that they are merged
GATHERED_SUFFIX = ".many"


class SegmentBuilder:
    """Takes partial segments in document order. Files are written in `folder`; `memory` is in bytes."""

    def __init__(self, plan: IndexLayout, folder: Path, memory: int) -> None:
        self._plan, self._folder, self._memory = plan, folder, memory
        self._parts: list[PartialSegment | Path] = []
        self._names = itertools.count()
        self._held = self.documents = 0

    def add(self, piece: PartialSegment) -> None:
        """Add a partial segment."""
        self.documents += piece.documents
        self._held += piece.size
        self._parts.append(piece)
        if self._held > self._memory // 2:
            self._parts = [self._kept(part) for part in self._parts]
            self._held = 0

    def add_file(self, path: Path, documents: int) -> None:
        """Add a partial segment that is in a file of the folder already."""
        self.documents += documents
        self._parts.append(path)
        if sum(not _is_gathered(part) for part in self._parts) > MAX_OPEN_PARTS:
            self._gather()

    def _kept(self, part: PartialSegment | Path) -> Path:
        if isinstance(part, Path):
            return part
        path = self._folder / f"{next(self._names)}.held"
        part.write(path)
        return path

    def _gather(self) -> None:
        """Merge the partial segments into an intermediate one, placed after those merged before."""
        path = self._folder / f"{next(self._names)}{GATHERED_SUFFIX}"
        former = [part for part in self._parts if _is_gathered(part)]
        pieces = self._parts[len(former) :]
        segment_merge.merge_segments(path, [(_source(piece), ()) for piece in pieces], self._plan.schema, self._memory)
        self._parts = pieces
        self.forget()
        self._parts = [*former, path]

    def _sources(self) -> list[MergeSource]:
        return [_source(part) for part in self._parts]

    def write(
        self, path: Path, former: Sequence[tuple[MergeSource, Collection[int]]] = (), gone: Collection[int] = ()
    ) -> int:
        """Write the segment and return its number of documents; consumes the partial segments.

        It starts with the documents of the `former` sources, except those paired with each; `gone` are omitted from the
        added documents, numbered from 0 in their order.
        """
        sources = [*former, *self._without(gone)]
        documents = segment_merge.merge_segments(path, sources, self._plan.schema, self._memory)
        del sources  # their files are removed
        self.forget()
        return documents

    def _without(self, gone: Collection[int]) -> list[tuple[MergeSource, Collection[int]]]:
        """Return the sources of the added documents, each with those of its numbers that are `gone`."""
        sources: list[tuple[MergeSource, Collection[int]]] = []
        first = 0
        for source in self._sources():
            sources.append((source, {number - first for number in gone if first <= number < first + source.documents}))
            first += source.documents
        return sources

    def forget(self) -> None:
        """Discard all partial segments and their files."""
        for part in self._parts:
            if isinstance(part, Path):
                part.unlink()
        self._parts = []


def _is_gathered(part: PartialSegment | Path) -> bool:
    return isinstance(part, Path) and part.suffix == GATHERED_SUFFIX


def _source(part: PartialSegment | Path) -> MergeSource:
    if isinstance(part, PartialSegment):
        return PartialSource(part)
    return SegmentSource(open_segment(part)) if _is_gathered(part) else PartialSource(partial_segments.read_part(part))

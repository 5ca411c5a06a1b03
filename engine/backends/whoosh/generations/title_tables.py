"""Titles of each segment, written with a generation, so that completion is ready as soon as the file is mapped."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np

from engine.backends.whoosh.arrays import array_file
from engine.backends.whoosh.arrays.array_file import Array, ArrayFile
from engine.backends.whoosh.generations import manifest
from engine.backends.whoosh.searching.segment_searcher import SegmentSearcher
from engine.backends.whoosh.segment.segment_arrays import SegmentArrays
from engine.suggest.title_index import MAX_TITLES, TitleIndex, one_line, title_arrays

NOTE = "titles"
FILE = f"{NOTE}{manifest.NOTE_SUFFIX}"
# Arrays of a segment, each under its id and this name; `documents` are those that have the title of a line, newest
# first, from `document_starts` on.
_NAMES = ("codes", "starts", "keys", "key_starts", "key_lines", "documents", "document_starts")


def write(folder: Path, segments: Mapping[str, SegmentArrays], former: ArrayFile | None) -> None:
    """Write the tables of these segments by id; those that are in the `former` file are copied from there."""
    arrays: dict[str, Array] = {}
    for name, segment in segments.items():
        table = _of(former, name) if former else None
        arrays |= {f"{name}/{part}": array for part, array in (table or _make(segment)).items()}
    array_file.write(folder / FILE, arrays, {})


def open_file(folder: Path, contents: manifest.Manifest) -> ArrayFile | None:
    """Return the tables of a generation, None if it was built without them."""
    return ArrayFile(folder / FILE) if FILE in contents.files else None


def title_indexes(leaves: list[SegmentSearcher], file: ArrayFile | None) -> list[TitleIndex]:
    """Return an index for each segment, the newest first; its titles are read again where `file` has no table."""
    return [_index(leaf, file) for leaf in reversed(leaves)]


def _index(leaf: SegmentSearcher, file: ArrayFile | None) -> TitleIndex:
    arrays = (_of(file, leaf.segment.arrays.path.stem.partition("_")[2]) if file else None) or _make(leaf.segment)
    documents, starts = arrays["documents"], arrays["document_starts"]

    def text(line: int) -> str | None:
        for document in documents[starts[line] : starts[line + 1]].tolist():
            if leaf.live is None or leaf.live[document]:
                return one_line(str(leaf.segment.stored.get(document).get("title", "")))
        return None

    return TitleIndex(arrays, text)


def _of(file: ArrayFile, segment: str) -> dict[str, Array] | None:
    if f"{segment}/{_NAMES[0]}" not in file:
        return None
    return {name: file[f"{segment}/{name}"] for name in _NAMES}


def _make(segment: SegmentArrays) -> dict[str, Array]:
    lines: dict[str, list[int]] = {}
    for document, title in _titles(segment):
        lines.setdefault(title, []).append(document)
        if len(lines) == MAX_TITLES:
            break
    sizes = np.fromiter(map(len, lines.values()), np.int64, len(lines))
    documents = np.fromiter((document for line in lines.values() for document in line), "<u4", int(sizes.sum()))
    starts = np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes)]).astype("<u4")
    return title_arrays(list(lines)) | {"documents": documents, "document_starts": starts}


def _titles(segment: SegmentArrays) -> Iterator[tuple[int, str]]:
    """Yield the documents that have a title, newest first, and their titles."""
    dates = segment.arrays["column/date/numbers"]
    for document in np.argsort(-dates.astype(np.int64), kind="stable").tolist():
        if title := segment.stored.get(document).get("title"):
            yield document, one_line(title)

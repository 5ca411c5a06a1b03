"""The table of contents of a generation: segments, checksums; JSON, so that nothing is unpickled."""

from __future__ import annotations

import datetime
import json
import os
import zlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from whoosh import fields
from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC

from engine import schema
from engine.backends.whoosh.arrays import VERSION, Arrays
from engine.backends.whoosh.codec import ArraySegment, place
from engine.backends.whoosh.segment import EXTENSION
from engine.errors import IndexDamaged, IndexVersionError

NAME = "index.json"
INDEX = "MAIN"
FACETS = ("source", "date", "town", "leader")


@dataclass(frozen=True)
class Manifest:
    """What a generation holds: each segment's id, documents and deleted ones; each file's size and crc32."""

    built: str
    articles: int
    segments: list[dict[str, Any]]
    files: dict[str, list[int]] = field(default_factory=dict)

    @property
    def moment(self) -> datetime.datetime:
        """When it was built, in UTC."""
        return datetime.datetime.fromisoformat(self.built)


def whoosh_schema() -> fields.Schema:
    """The fields of articles as Whoosh knows them."""
    words = {name: fields.TEXT(phrase=True) for name in schema.WORD_FIELDS}
    return fields.Schema(
        id=fields.ID(unique=True),
        source=fields.ID,
        town=fields.ID,
        leader=fields.ID,
        group=fields.ID,
        date=fields.NUMERIC(int, signed=False, default=0, sortable=True, shift_step=0),
        **words,
    )


def segments(manifest: Manifest) -> list[ArraySegment]:
    """The segments as Whoosh wants them."""
    found = []
    for row in manifest.segments:
        segment = ArraySegment(INDEX, row["documents"])
        segment.segid = row["id"]
        for document in row["deleted"]:
            segment.delete_document(document)
        found.append(segment)
    return found


def write(
    folder: Path, built: datetime.datetime, held: list[ArraySegment], known: Mapping[str, list[int]] | None = None
) -> Manifest:
    """Write the manifest, and Whoosh's own table of contents for `whoosh.index.open_dir`.

    `known` has size and crc32 of files that need not be read again.
    """
    storage = FileStorage(str(folder))
    TOC(whoosh_schema(), held, 1).write(storage, INDEX)
    names = [TOC._filename(INDEX, 1), *(place(storage, segment).name for segment in held)]
    rows = [{"id": s.segid, "documents": s.doc_count_all(), "deleted": sorted(s.deleted_docs())} for s in held]
    manifest = Manifest(
        built.isoformat(),
        sum(segment.doc_count() for segment in held),
        rows,
        {name: (known or {}).get(name) or _stamp(folder / name) for name in names},
    )
    text = json.dumps({"version": VERSION, **asdict(manifest)}, ensure_ascii=False)
    draft = folder / (NAME + ".new")
    with draft.open("w", encoding="utf-8", newline="\n") as file:
        file.write(f"{zlib.crc32(text.encode()):08x}\n{text}\n")
        file.flush()
        os.fsync(file.fileno())
    draft.replace(folder / NAME)
    return manifest


def read(folder: Path) -> Manifest:
    """The manifest of a generation. Raises IndexVersionError, IndexDamaged."""
    path = folder / NAME
    try:
        check, text, end = path.read_text(encoding="utf-8").split("\n")
    except (OSError, ValueError) as error:
        raise IndexDamaged(f"{path} cannot be read ({error}); build the index again.") from error
    if check != f"{zlib.crc32(text.encode()):08x}" or end:
        raise IndexDamaged(f"{path} is damaged; build the index again.")
    held = json.loads(text)
    version = held.pop("version")
    if version != VERSION:
        age = "an older" if version < VERSION else "a newer"
        raise IndexVersionError(
            f"The index in {folder} has version {version} of the format, {age} one than {VERSION}: build it again."
        )
    manifest = Manifest(**held)
    for name, (size, _) in manifest.files.items():
        if not (folder / name).is_file() or (folder / name).stat().st_size != size:
            raise IndexDamaged(f"{folder / name} is missing or not as long as it was written; build the index again.")
    return manifest


def verify(folder: Path, known: Mapping[str, list[int]] | None = None) -> None:
    """Read every byte of a generation, but for files of `known` stamps. Raises IndexDamaged, IndexVersionError."""
    manifest = read(folder)
    for name, stamp in manifest.files.items():
        if stamp != (known or {}).get(name):
            if _stamp(folder / name) != stamp:
                raise IndexDamaged(f"{folder / name} is not as it was written; build the index again.")
            if name.endswith(EXTENSION):
                Arrays(folder / name).verify()


def _stamp(path: Path) -> list[int]:
    """Size and crc32 of a file."""
    crc = size = 0
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            crc, size = zlib.crc32(block, crc), size + len(block)
    return [size, crc]

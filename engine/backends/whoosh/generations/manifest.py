"""Manifest of a generation: segments and checksums, as JSON so that nothing is unpickled."""

from __future__ import annotations

import datetime
import hashlib
import json
import re
import stat
import zlib
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from whoosh import fields
from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC

from engine import schema
from engine.backends.whoosh.arrays import durable_files
from engine.backends.whoosh.arrays.array_file import VERSION, ArrayFile
from engine.backends.whoosh.codec.array_codec import ArraySegment, segment_path
from engine.backends.whoosh.segment.segment_arrays import EXTENSION
from engine.errors import IndexDamaged, IndexVersionError
from engine.messages import Message, describe_error

MANIFEST_FILE = "index.json"
INDEX_NAME = "MAIN"
FACETS = ("source", "date", "town", "leader")
NOTE_SUFFIX = ".note"
# MAIN_9f3c1b2a4d5e6f70.zw · _MAIN_1.toc · memory.note: no name can point outside the folder.
_FILE = re.compile(r"MAIN_[0-9a-z]{1,32}\.zw|_MAIN_1\.toc|[a-z]{1,20}\.note")
_ID = re.compile(r"[0-9a-z]{1,32}")


@dataclass(frozen=True)
class Manifest:
    """Contents of a generation: each segment's id, documents and deleted ones; each file's size and crc32.

    `digest` is equal for all builds of the same articles from the same input, at any time and place.
    """

    built: str
    articles: int
    segments: list[dict[str, Any]]
    files: dict[str, list[int]] = field(default_factory=dict)
    digest: str = ""

    @property
    def moment(self) -> datetime.datetime:
        """Build time in UTC."""
        return datetime.datetime.fromisoformat(self.built)


def whoosh_schema() -> fields.Schema:
    """Return the Whoosh schema of articles."""
    words = {name: fields.TEXT(phrase=False) for name in schema.WORD_FIELDS}
    return fields.Schema(
        id=fields.ID(unique=True),
        source=fields.ID,
        town=fields.ID,
        place=fields.ID,
        leader=fields.ID,
        group=fields.ID,
        former=fields.ID,
        date=fields.NUMERIC(int, signed=False, default=0, sortable=True, shift_step=0),
        added=fields.NUMERIC(int, signed=False, default=0, sortable=True, shift_step=0),
        **words,
    )


def segments(manifest: Manifest) -> list[ArraySegment]:
    """Return the segments as Whoosh represents them."""
    result = []
    for row in manifest.segments:
        segment = ArraySegment(INDEX_NAME, row["documents"])
        segment.segid = row["id"]
        for document in row["deleted"]:
            segment.delete_document(document)
        result.append(segment)
    return result


def write(
    folder: Path,
    built: datetime.datetime,
    held: list[ArraySegment],
    known_files: Mapping[str, list[int]] | None = None,
    notes: Mapping[str, bytes] | None = None,
    others: Collection[str] = (),
) -> Manifest:
    """Write the manifest, notes, and Whoosh's own table of contents for `whoosh.index.open_dir`, durably.

    `known_files` has size and crc32 of files that need not be read again; `others` are files that are there already.
    """
    storage = FileStorage(str(folder))
    TOC(whoosh_schema(), held, 1).write(storage, INDEX_NAME)
    contents = TOC._filename(INDEX_NAME, 1)
    durable_files.sync_file(folder / contents)
    for name, data in (notes or {}).items():
        durable_files.write(folder / f"{name}{NOTE_SUFFIX}", data)
    names = [
        contents,
        *(segment_path(storage, segment).name for segment in held),
        *(f"{name}{NOTE_SUFFIX}" for name in notes or {}),
        *others,
    ]
    rows = [{"id": s.segid, "documents": s.doc_count_all(), "deleted": sorted(s.deleted_docs())} for s in held]
    manifest = Manifest(
        built.isoformat(),
        sum(segment.doc_count() for segment in held),
        rows,
        {name: (known_files or {}).get(name) or stamp(folder / name) for name in names},
        hashlib.blake2b(json.dumps([VERSION, rows]).encode(), digest_size=16).hexdigest(),
    )
    text = json.dumps({"version": VERSION, **asdict(manifest)}, ensure_ascii=False)
    durable_files.write(folder / MANIFEST_FILE, f"{zlib.crc32(text.encode()):08x}\n{text}\n".encode())
    return manifest


def read(folder: Path) -> Manifest:
    """Return the manifest of a generation. Raises IndexVersionError, IndexDamaged."""
    manifest = parse(folder)
    for name, (size, _) in manifest.files.items():
        if length(folder / name) != size:
            raise IndexDamaged(
                "%(name)s is missing or not as long as it was written; build the index again.", name=folder / name
            )
    return manifest


def parse(folder: Path) -> Manifest:
    """Return the manifest of a generation without checking its other files. Raises IndexVersionError, IndexDamaged."""
    path = folder / MANIFEST_FILE
    try:
        check, text, end = path.read_bytes().decode("utf-8").split("\n")
    except (OSError, ValueError) as error:
        raise IndexDamaged(
            "%(path)s cannot be read (%(error)s); build the index again.", path=path, error=describe_error(error)
        ) from error
    if check != f"{zlib.crc32(text.encode()):08x}" or end:
        raise IndexDamaged("%(path)s is damaged; build the index again.", path=path)
    try:
        content = json.loads(text)
        version = content.pop("version")
        if version == VERSION:
            return _checked(Manifest(**content))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise IndexDamaged(
            "%(path)s is no table of contents (%(error)s); build the index again.",
            path=path,
            error=describe_error(error),
        ) from error
    age = Message("older") if isinstance(version, int) and version < VERSION else Message("newer")
    raise IndexVersionError(
        "The index in %(folder)s has version %(version)s of the format, %(age)s than %(limit)s: `zhenwen build` makes "
        "it anew.",
        folder=folder,
        version=version,
        age=age,
        limit=VERSION,
    )


def _checked(manifest: Manifest) -> Manifest:
    """Return the manifest if its content is valid; the folder may be untrusted. Raises ValueError."""
    manifest.moment  # noqa: B018 - raises if it is not a valid time
    for name, numbers in manifest.files.items():
        if not _FILE.fullmatch(name) or len(numbers) != 2 or not all(isinstance(n, int) for n in numbers):
            raise ValueError(f"{name!r} cannot be a file of it")
    for row in manifest.segments:
        whole, deleted = row["documents"], row["deleted"]
        if not _ID.fullmatch(row["id"]) or f"{INDEX_NAME}_{row['id']}{EXTENSION}" not in manifest.files:
            raise ValueError(f"{row['id']!r} cannot be a segment of it")
        if not isinstance(whole, int) or not all(isinstance(n, int) and 0 <= n < whole for n in deleted):
            raise ValueError(f"the documents of {row['id']} cannot be so")
    return manifest


def length(path: Path) -> int:
    """Return the size of a regular file, -1 if there is none or it is a link, which may point anywhere."""
    try:
        status = path.lstat()
    except OSError:
        return -1
    return status.st_size if stat.S_ISREG(status.st_mode) else -1


def verify(folder: Path, known_files: Mapping[str, list[int]] | None = None) -> None:
    """Read every byte of a generation, except files whose stamp is in `known_files`.

    Raises IndexDamaged, IndexVersionError.
    """
    manifest = read(folder)
    for name, recorded in manifest.files.items():
        if recorded != (known_files or {}).get(name):
            if stamp(folder / name) != recorded:
                raise IndexDamaged("%(name)s is not as it was written; build the index again.", name=folder / name)
            if name.endswith(EXTENSION):
                ArrayFile(folder / name).verify()


def note_of_another_version(folder: Path, name: str) -> bytes | None:
    """Return a note of a generation that this program cannot open; None if there is none, or none that is sound."""
    try:
        content = json.loads((folder / MANIFEST_FILE).read_bytes().split(b"\n")[1])
        size, check = content["files"][f"{name}{NOTE_SUFFIX}"]
        data = (folder / f"{name}{NOTE_SUFFIX}").read_bytes()
    except (OSError, ValueError, TypeError, KeyError, IndexError, RecursionError):
        return None
    return data if (len(data), zlib.crc32(data)) == (size, check) else None


def note(folder: Path, manifest: Manifest, name: str) -> bytes | None:
    """Return the note that the builder saved under this name, None if there is none. Raises IndexDamaged."""
    file = f"{name}{NOTE_SUFFIX}"
    if file not in manifest.files:
        return None
    try:
        data = (folder / file).read_bytes()
    except OSError as error:
        raise IndexDamaged(
            "%(file)s cannot be read: %(error)s.", file=folder / file, error=describe_error(error)
        ) from error
    if [len(data), zlib.crc32(data)] != manifest.files[file]:
        raise IndexDamaged("%(file)s is not as it was written; build the index again.", file=folder / file)
    return data


def stamp(path: Path) -> list[int]:
    """Return the size and crc32 of a file."""
    crc = size = 0
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            crc, size = zlib.crc32(block, crc), size + len(block)
    return [size, crc]


def content_id(path: Path, used: Collection[str] = ()) -> str:
    """Return the id of a segment: a digest of its bytes, so that the same articles make the same file."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=10)).hexdigest()
    while digest in used:  # the same articles added twice
        digest = hashlib.blake2b(digest.encode(), digest_size=10).hexdigest()
    return digest

"""ZIP archives: their files, within limits that stop zip bombs."""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import BinaryIO
from unicodedata import category

from engine.errors import DocumentRejected
from engine.messages import describe_error
from indexer.readers.encoding import share_of_common
from indexer.readers.file_list import is_leftover
from indexer.readers.size_limits import BINARY_BYTES

MAX_DEPTH = 2
MAX_FILES = 100_000
# Limits on the total unpacked size, nested archives included, and on its ratio to the packed size.
MAX_BYTES = 2_000_000_000
MAX_RATIO, RATIO_FROM = 200, 10_000_000
MACOS = "__MACOSX/"


@dataclass(slots=True)
class Allowance:
    """Remaining unpacking budget, shared with nested archives; `depth` is the nesting level.

    `part` are the files of the outermost archive to read, None for all; `begin` is called with the name of each.
    """

    left: int = MAX_BYTES
    depth: int = 0
    part: range | None = None
    begin: Callable[[str], None] = lambda _: None


def members(stream: BinaryIO, name: str, allowance: Allowance) -> Iterator[tuple[str, Callable[[], bytes]]]:
    """Yield the files of an archive as (path in it, function that reads it). Both raise DocumentRejected.

    Python's zipfile never returns more of a file than its entry declares, so checking the declared sizes first is
    enough.
    """
    if allowance.depth > MAX_DEPTH:
        raise DocumentRejected(
            "%(name)s is an archive inside %(limit)s others, which is too deep.", name=name, limit=MAX_DEPTH
        )
    try:
        with zipfile.ZipFile(stream) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            check_sizes(entries, name, allowance)
            part, allowance.part = allowance.part, None
            for entry in entries if part is None else entries[part.start : part.stop]:
                path = _path(entry)
                if not path.startswith(MACOS) and not is_leftover(posixpath.basename(path)):
                    yield path, partial(_content, archive, entry, f"{name}/{path}")
    except DocumentRejected:
        raise
    except Exception as error:  # zipfile raises many kinds of error on broken archives; none may stop the other files
        raise DocumentRejected(
            "%(name)s is a damaged ZIP archive: %(error)s.", name=name, error=describe_error(error)
        ) from error


def sizes(stream: BinaryIO) -> list[int]:
    """Return the sizes of the files in an archive, in the order of `members`; empty if it cannot be read."""
    try:
        with zipfile.ZipFile(stream) as archive:
            return [entry.file_size for entry in archive.infolist() if not entry.is_dir()]
    except Exception:
        return []


def check_sizes(entries: list[zipfile.ZipInfo], name: str, allowance: Allowance) -> None:
    """Raise DocumentRejected if an archive has too many files, too long ones, or a suspicious compression ratio."""
    whole, packed = sum(entry.file_size for entry in entries), sum(entry.compress_size for entry in entries)
    if len(entries) > MAX_FILES:
        raise DocumentRejected(
            "%(name)s holds %(count)s files, more than the %(limit)s that it may.",
            name=name,
            count=f"{len(entries):,}",
            limit=f"{MAX_FILES:,}",
        )
    if whole > allowance.left:
        raise DocumentRejected(
            "%(name)s unpacks to %(whole)s bytes, more than the %(left)s that it may.",
            name=name,
            whole=f"{whole:,}",
            left=f"{allowance.left:,}",
        )
    if whole > RATIO_FROM and whole > MAX_RATIO * max(packed, 1):
        raise DocumentRejected(
            "%(name)s unpacks to more than %(limit)s times its size, as a ZIP bomb does.", name=name, limit=MAX_RATIO
        )
    allowance.left -= whole


def _content(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str) -> bytes:
    if entry.flag_bits & 1:
        raise DocumentRejected("%(name)s is encrypted.", name=name)
    if entry.file_size > BINARY_BYTES:
        raise DocumentRejected(
            "%(name)s is longer than the %(limit)s MB that a file may have.", name=name, limit=BINARY_BYTES // 1_000_000
        )
    try:
        return archive.read(entry)
    except Exception as error:  # as above
        raise DocumentRejected(
            "%(name)s cannot be unpacked: %(error)s.", name=name, error=describe_error(error)
        ) from error


def _path(entry: zipfile.ZipInfo) -> str:
    """Return the path of an entry, on one line, without components that lead out of the archive.

    Names without the UTF-8 flag are decoded as UTF-8, GBK or Big5, whichever fits best.
    """
    path = entry.filename
    if not entry.flag_bits & 0x800:
        with suppress(UnicodeEncodeError):  # else the name is not a cp437 decoding of bytes
            path = _read_name(path.encode("cp437"))
    path = "".join("\ufffd" if category(sign) in ("Cc", "Zl", "Zp") else sign for sign in path)  # shown in messages
    parts = [part for part in path.replace("\\", "/").split("/") if part not in ("", ".", "..")]
    return "/".join(parts)


def _read_name(name: bytes) -> str:
    """Decode a name by its bytes and the plausibility of the result: GBK unless there is good reason for Big5."""
    for encoding in ("utf-8", "gb18030", "big5hkscs", "cp437"):
        with suppress(UnicodeDecodeError):
            text = name.decode(encoding)
            if encoding != "gb18030" or not _is_big5(name, text):
                return text
    return name.decode("cp437")


def _is_big5(name: bytes, text: str) -> bool:
    """Return True if a name that is valid GBK is more likely Big5: only Big5 gives common characters."""
    try:
        other = name.decode("big5hkscs")
    except UnicodeDecodeError:
        return False
    return share_of_common(other) > share_of_common(text) + 0.2

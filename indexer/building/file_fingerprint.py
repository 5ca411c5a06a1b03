"""File fingerprints: size and modification time, and a digest of the content where these are not conclusive."""

from __future__ import annotations

import hashlib
import os
import time
from dataclasses import dataclass, replace
from pathlib import Path

# A file this young when it is read may be written again within the same tick of the file system's clock.
CLOCK_TICK_NS = 2_000_000_000  # ns
UNKNOWN_SIZE = -1


@dataclass(frozen=True, slots=True)
class FileFingerprint:
    """Fingerprint of a file as read: bytes, modification time in ns (UNKNOWN_SIZE if it proves nothing), digest."""

    size: int
    changed: int
    digest: str


# Matches no file.
UNREAD_FILE = FileFingerprint(UNKNOWN_SIZE, UNKNOWN_SIZE, "")


def fingerprint_of(path: Path) -> FileFingerprint:
    """Return the fingerprint of a file; UNREAD_FILE if it cannot be read."""
    try:
        status = path.stat()
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, _digest).hexdigest()
    except OSError:
        return UNREAD_FILE
    young = time.time_ns() - status.st_mtime_ns < CLOCK_TICK_NS
    return FileFingerprint(status.st_size, UNKNOWN_SIZE if young else status.st_mtime_ns, digest)


def settle_fingerprint(path: Path, file_fingerprint: FileFingerprint) -> FileFingerprint:
    """Return the fingerprint taken before a file was read, with an unknown time if the file was written meanwhile."""
    try:
        status = path.stat()
    except OSError:
        return UNREAD_FILE
    if status.st_size == file_fingerprint.size and status.st_mtime_ns == file_fingerprint.changed:
        return file_fingerprint
    return replace(file_fingerprint, changed=UNKNOWN_SIZE) if status.st_size == file_fingerprint.size else UNREAD_FILE


def is_same(path: str, file_fingerprint: FileFingerprint, thorough: bool = False) -> bool:
    """Return True if a file still has this fingerprint; `thorough` compares the content even if size and time match."""
    try:
        status = os.stat(path)  # noqa: PTH116 - a Path for each file of an index takes as long again
    except OSError:
        return False
    if status.st_size != file_fingerprint.size:
        return False
    if status.st_mtime_ns == file_fingerprint.changed and not thorough:
        return True
    return fingerprint_of(Path(path)).digest == file_fingerprint.digest


def _digest() -> hashlib.blake2b:
    return hashlib.blake2b(digest_size=16)

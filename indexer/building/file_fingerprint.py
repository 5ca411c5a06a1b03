"""Whether a file is the one that was read: its size and time, and a digest of its bytes where these do not tell."""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass, replace
from pathlib import Path

# A file as young as this when it is read may be written to once more within the same tick of its clock.
CLOCK_TICK_NS = 2_000_000_000  # ns
UNKNOWN_SIZE = -1


@dataclass(frozen=True, slots=True)
class FileFingerprint:
    """A file as it was read: bytes, moment of its last change in ns (UNTOLD where that proves nothing), digest."""

    size: int
    changed: int
    digest: str


# No file has this one.
UNREAD_FILE = FileFingerprint(UNKNOWN_SIZE, UNKNOWN_SIZE, "")


def fingerprint_of(path: Path) -> FileFingerprint:
    """The fingerprint of a file; of one that cannot be read, one that no file has."""
    try:
        status = path.stat()
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, _digest).hexdigest()
    except OSError:
        return UNREAD_FILE
    young = time.time_ns() - status.st_mtime_ns < CLOCK_TICK_NS
    return FileFingerprint(status.st_size, UNKNOWN_SIZE if young else status.st_mtime_ns, digest)


def settle_fingerprint(path: Path, file_fingerprint: FileFingerprint) -> FileFingerprint:
    """The fingerprint that was taken before a file was read, untold where it was written to meanwhile."""
    try:
        status = path.stat()
    except OSError:
        return UNREAD_FILE
    if status.st_size == file_fingerprint.size and status.st_mtime_ns == file_fingerprint.changed:
        return file_fingerprint
    return replace(file_fingerprint, changed=UNKNOWN_SIZE) if status.st_size == file_fingerprint.size else UNREAD_FILE


def is_same(path: Path, file_fingerprint: FileFingerprint, thorough: bool = False) -> bool:
    """Whether a file still has this fingerprint; `thorough` reads it even where size and time are the same."""
    try:
        status = path.stat()
    except OSError:
        return False
    if status.st_size != file_fingerprint.size:
        return False
    if status.st_mtime_ns == file_fingerprint.changed and not thorough:
        return True
    return fingerprint_of(path).digest == file_fingerprint.digest


def _digest() -> hashlib.blake2b:
    return hashlib.blake2b(digest_size=16)

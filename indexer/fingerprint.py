"""Whether a file is the one that was read: its size and time, and a digest of its bytes where these do not tell."""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass, replace
from pathlib import Path

# A file as young as this when it is read may be written to once more within the same tick of its clock.
YOUNG = 2_000_000_000  # ns
UNTOLD = -1


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """A file as it was read: bytes, moment of its last change in ns (UNTOLD where that proves nothing), digest."""

    size: int
    changed: int
    digest: str


# No file has this one.
UNREAD = Fingerprint(UNTOLD, UNTOLD, "")


def take(path: Path) -> Fingerprint:
    """The fingerprint of a file; of one that cannot be read, one that no file has."""
    try:
        status = path.stat()
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, _digest).hexdigest()
    except OSError:
        return UNREAD
    young = time.time_ns() - status.st_mtime_ns < YOUNG
    return Fingerprint(status.st_size, UNTOLD if young else status.st_mtime_ns, digest)


def settle(path: Path, taken: Fingerprint) -> Fingerprint:
    """The fingerprint that was taken before a file was read, untold where it was written to meanwhile."""
    try:
        status = path.stat()
    except OSError:
        return UNREAD
    if status.st_size == taken.size and status.st_mtime_ns == taken.changed:
        return taken
    return replace(taken, changed=UNTOLD) if status.st_size == taken.size else UNREAD


def is_same(path: Path, taken: Fingerprint, thorough: bool = False) -> bool:
    """Whether a file still has this fingerprint; `thorough` reads it even where size and time are the same."""
    try:
        status = path.stat()
    except OSError:
        return False
    if status.st_size != taken.size:
        return False
    if status.st_mtime_ns == taken.changed and not thorough:
        return True
    return take(path).digest == taken.digest


def _digest() -> hashlib.blake2b:
    return hashlib.blake2b(digest_size=16)

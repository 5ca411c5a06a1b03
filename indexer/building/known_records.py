"""Records of a file that the previous generation was made from too: their articles need not be extracted again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from indexer.building.build_manifest import ArticleRecord, FileRecord
from indexer.building.previous_build import PreviousBuild
from indexer.document import RawDocument

DIGEST_BYTES = 9


@dataclass(frozen=True, slots=True)
class KnownRecords:
    """Articles of a file in the previous generation, and their positions in it by the digest of their record."""

    held: FileRecord | None = None
    positions: Mapping[str, range] = field(default_factory=dict)

    def find(self, digest: str) -> range | None:
        """Return the positions of the articles that were extracted from a record."""
        return self.positions.get(digest)

    def row(self, position: int) -> ArticleRecord:
        """Return the record of an article of the previous generation."""
        assert self.held
        return self.held.rows[position]


def digest_record(document: RawDocument) -> str:
    """Return the digest of all that extraction reads of a record; where it stands in its file does not matter."""
    about = (
        document.file,
        dict(document.stated),
        dict(document.hints),
        document.url,
        document.left_out,
        document.tables,
    )
    hashed = hashlib.blake2b(json.dumps(about).encode(), digest_size=DIGEST_BYTES)
    hashed.update(document.text.encode("utf-8", "surrogatepass"))
    return hashed.hexdigest()


def know_records(former: PreviousBuild, name: str) -> KnownRecords:
    """Return the records of a file whose articles are all in the previous generation.

    Left out are records that occur twice, and those with an article that another one with its id has superseded.
    """
    held = former.files.get(name)
    if held is None:
        return KnownRecords()
    positions: dict[str, range] = {}
    unusable = {""}
    for at, row in enumerate(held.rows):
        run = positions.get(row.record)
        if (run and run.stop != at) or (name, at) not in former.places:
            unusable.add(row.record)
        positions[row.record] = range(run.start if run else at, at + 1)
    return KnownRecords(held, {record: run for record, run in positions.items() if record not in unusable})

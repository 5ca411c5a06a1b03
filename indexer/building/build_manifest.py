"""What a generation remembers of its input, so that an update reads and writes only what has changed."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Callable, Mapping
from dataclasses import astuple, dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import numpy as np

from engine.article import Article
from engine.backend import Builder
from indexer.building.build_inputs import Inputs
from indexer.building.dedupe import SKETCH_SIZE, Sketches, sort_moment
from indexer.building.file_fingerprint import FileFingerprint
from indexer.metadata.corrections import Corrections
from indexer.metadata.identity import Identity

# The notes that hold it, and the version of their form.
INPUT_NOTE, SKETCHES_NOTE, FORMAT_VERSION = "input", "sketches", 2
# What is read of files, and identities of articles, follow from this version of the rules.
RULES_VERSION = 2
MAX_INPUT_BYTES = 1 << 30  # bytes that the input may unpack to

# Fields of an article that its file says nothing of.
GIVEN_BY_BUILD = ("id", "group", "former", "added")

# Whether two articles are printings of one, by their digests.
Verdicts = Mapping[tuple[str, str], bool]


@dataclass(frozen=True, slots=True)
class ArticleRecord:
    """What is remembered of an article; `digest` is of what its input says of it.

    `identity` is None in generations of before there were any. `former` are ids it had before, `added` the second when
    it came into the index, 0 for the beginning.
    """

    id: str
    digest: str
    moment: str
    source: str | None
    towns: tuple[str, ...]
    identity: Identity | None = None
    former: tuple[str, ...] = ()
    added: int = 0


@dataclass(frozen=True, slots=True)
class FileRecord:
    """What one file held: its articles in order, a sketch for each, and why something of it was rejected.

    `used` names the corrections that matched in it. The last `stale` articles are those of before that it held when it
    could be read whole.
    """

    path: str
    fingerprint: FileFingerprint
    rows: tuple[ArticleRecord, ...]
    sketches: Sketches
    rejected: tuple[str, ...] = ()
    used: tuple[str, ...] = ()
    stale: int = 0

    @property
    def file(self) -> Path:
        """Where it was."""
        return Path(self.path)


@dataclass(frozen=True)
class BuildManifest:
    """Files by name in the order that they were read, what was named to the build, and what was found of reprints.

    `recipe` stands for everything else that articles depend on: version, corrections. `before` is how many
    articles each source had in the generation before, "" for articles without one. `refused` are files, by the digest
    of what they held ("" for nothing), that led to a generation that was rolled back.
    """

    recipe: str
    inputs: Inputs
    files: Mapping[str, FileRecord]
    groups: Mapping[str, str] = field(default_factory=dict)
    verdicts: Verdicts = field(default_factory=dict)
    before: Mapping[str, int] = field(default_factory=dict)
    refused: Mapping[str, str] = field(default_factory=dict)


def to_record(article: Article, identity: Identity | None = None) -> ArticleRecord:
    """What is remembered of an article."""
    stored = {name: value for name, value in article.to_stored().items() if name not in GIVEN_BY_BUILD}
    digest = hashlib.blake2b(json.dumps(stored, sort_keys=True).encode(), digest_size=12).hexdigest()
    added = int(article.added.timestamp()) if article.added else 0
    return ArticleRecord(
        article.id, digest, sort_moment(article), article.source, article.towns, identity, article.former, added
    )


def to_recipe(corrections: Corrections | None) -> str:
    """What stands for everything that articles depend on but files and their columns: version, rules, corrections."""
    digest = hashlib.blake2b(repr(corrections).encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()
    return f"{_version()} {RULES_VERSION} {digest}"


def say_change(former: str, new: str) -> str:
    """Why everything is read again, where these recipes differ, else ""."""
    if former == new:
        return ""
    others = former.split(" ")[:-1] == new.split(" ")[:-1]
    return "the corrections have changed" if others else "the index was made by another version of Zhenwen"


def _version() -> str:
    try:
        return version("zhenwen")
    except PackageNotFoundError:  # a bare checkout
        return ""


def store_manifest(memory: BuildManifest, builder: Builder) -> None:
    """Leave the memory with the generation that is being built."""
    files = [
        [
            name,
            held.path,
            list(astuple(held.fingerprint)),
            held.rejected,
            list(map(_form, held.rows)),
            held.used,
            held.stale,
        ]
        for name, held in memory.files.items()
    ]
    verdicts = [[one, other, same] for (one, other), same in memory.verdicts.items()]
    form = [FORMAT_VERSION, memory.recipe, memory.inputs, files, memory.groups, verdicts, memory.before, memory.refused]
    builder.note(INPUT_NOTE, zlib.compress(json.dumps(form, separators=(",", ":")).encode(), 3))
    sketches = [held.sketches for held in memory.files.values()]
    builder.note(
        SKETCHES_NOTE, np.concatenate([np.zeros((0, SKETCH_SIZE), np.uint32), *sketches]).astype("<u4").tobytes()
    )


def _form(row: ArticleRecord) -> tuple[Any, ...]:
    identity = astuple(row.identity) if row.identity else ("", "", "")
    return row.id, row.digest, row.moment, row.source, row.towns, *identity, row.former, row.added


def load_manifest(note: Callable[[str], bytes | None]) -> BuildManifest | None:
    """What a generation with these notes remembers, None where it remembers nothing that this version can use."""
    packed, sketches = note(INPUT_NOTE), note(SKETCHES_NOTE)
    if packed is None or sketches is None:
        return None
    try:
        data = zlib.decompressobj().decompress(packed, MAX_INPUT_BYTES)
        return _read(json.loads(data), np.frombuffer(sketches, "<u4").reshape(-1, SKETCH_SIZE))
    except (zlib.error, ValueError, TypeError, IndexError, KeyError, RecursionError):
        return None


def _read(form: Any, sketches: Sketches) -> BuildManifest | None:
    if form[0] not in (1, FORMAT_VERSION):
        return None
    files, first = {}, 0
    for name, path, fingerprint, rejected, rows, *later in form[3]:
        used, stale = later or ((), 0)
        records = tuple(map(_row, rows))
        own = sketches[first : first + len(records)]
        files[name] = FileRecord(path, FileFingerprint(*fingerprint), records, own, tuple(rejected), tuple(used), stale)
        first += len(records)
    if first != len(sketches):
        raise ValueError("The sketches are those of other articles.")
    verdicts = {(one, other): same for one, other, same in form[5]}
    inputs = form[2] if isinstance(form[2], dict) else {path: {} for path in form[2]}
    return BuildManifest(form[1], inputs, files, form[4], verdicts, form[6], *form[7:])


def _row(form: list[Any]) -> ArticleRecord:
    """A row as `_form` wrote it; of the first form of memories, which knew no identities, the first five."""
    article_id, digest, when, source, towns, *later = form
    if not later:
        return ArticleRecord(article_id, digest, when, source, tuple(towns))
    key, head, text, former, added = later
    identity = Identity(key, head, text) if key else None
    return ArticleRecord(article_id, digest, when, source, tuple(towns), identity, tuple(former), added)

"""Manifest of a generation's input, so that an update reads and writes only what has changed."""

from __future__ import annotations

import hashlib
import json
import sys
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import astuple, dataclass, field
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np

from engine.article import Article
from engine.backend import Builder
from engine.messages import Message
from indexer.building.build_inputs import Inputs
from indexer.building.dedupe import SKETCH_SIZE, Sketches, sort_moment
from indexer.building.file_fingerprint import FileFingerprint
from indexer.metadata.corrections import Corrections
from indexer.metadata.identity import Identity

# Names of the notes that store the manifest, and the version of their format.
INPUT_NOTE, SKETCHES_NOTE, FORMAT_VERSION = "input", "sketches", 3
# Packages whose code and data decide what is extracted; a change causes files to be read again.
RULES = (
    *(
        "engine.data",
        "engine.text",
        "engine.text.kernels",
        "indexer",
        "indexer.data",
        "indexer.entities",
        "indexer.metadata",
    ),
    *("indexer.metadata.leader", "indexer.metadata.town", "indexer.readers", "indexer.repair", "indexer.split"),
)
# Single modules: what an article is, and how reprints are compared, whose sketches are kept with the records.
RULE_MODULES = (("engine", "article.py"), ("indexer.building", "dedupe.py"))
LIBRARIES = ("jieba", "rjieba", "lxml", "readability-lxml", "opencc-py", "pypdf", "python-docx", "rensa")
RULE_FILES = (".py", ".pyx", ".txt", ".tsv", ".gz")
MAX_INPUT_BYTES = 1 << 30  # limit on the unpacked input note
ROWS_AT_ONCE = 1000  # rows of a file that are written together

# Fields of an article that do not come from its file.
GIVEN_BY_BUILD = ("id", "group", "former", "added")

# True if two articles, by their digests, are reprints of each other.
Verdicts = Mapping[tuple[str, str], bool]


@dataclass(frozen=True, slots=True)
class ArticleRecord:
    """Record of an article; `digest` is that of the content from its input.

    `identity` is None in generations written before identities existed. `former` are its previous ids, `added` is the
    second when it entered the index, 0 for the beginning. `record` is the digest of the record of its file that it was
    extracted from, "" if the file is one record.
    """

    id: str
    digest: str
    moment: str
    source: str | None
    towns: tuple[str, ...]
    identity: Identity | None = None
    former: tuple[str, ...] = ()
    added: int = 0
    record: str = ""

    def __reduce__(self) -> tuple[Any, ...]:
        return _row, (_form(self),)

    def named(self, article_id: str = "", former: tuple[str, ...] = (), added: int = 0) -> ArticleRecord:
        """Return the record with this id and what goes with it; much faster than `replace`, for whole indexes."""
        if (self.id, self.former, self.added) == (article_id, former, added):
            return self
        content = self.digest, self.moment, self.source, self.towns, self.identity
        return ArticleRecord(article_id, *content, former, added, self.record)


@dataclass(frozen=True, slots=True)
class FileRecord:
    """Record of a file: its articles in order, a sketch for each, and the reasons for rejections.

    `used` names the corrections that matched in it. The last `stale` articles are previous ones, which it held when it
    could be read completely.
    """

    path: str
    fingerprint: FileFingerprint
    rows: tuple[ArticleRecord, ...]
    sketches: Sketches
    rejected: tuple[Message, ...] = ()
    used: tuple[str, ...] = ()
    stale: int = 0

    @property
    def file(self) -> Path:
        """Path of the file."""
        return Path(self.path)


@dataclass(frozen=True)
class BuildManifest:
    """Files by name in reading order, the inputs named to the build, and reprint verdicts.

    `recipe` identifies everything else that articles depend on: version, corrections. `before` is the number of
    articles per source in the previous generation, "" for articles without one. `refused` are files, by the digest of
    their content ("" for none), that led to a generation that was rolled back.
    """

    recipe: str
    inputs: Inputs
    files: Mapping[str, FileRecord]
    groups: Mapping[str, str] = field(default_factory=dict)
    verdicts: Verdicts = field(default_factory=dict)
    before: Mapping[str, int] = field(default_factory=dict)
    refused: Mapping[str, str] = field(default_factory=dict)


def to_record(
    article: Article, identity: Identity | None = None, record: str = "", stored: Mapping[str, Any] | None = None
) -> ArticleRecord:
    """Return the record of an article, whose stored form may be given, from a record with the digest `record`."""
    content = {name: value for name, value in (stored or article.to_stored()).items() if name not in GIVEN_BY_BUILD}
    digest = hashlib.blake2b(json.dumps(content, sort_keys=True).encode(), digest_size=12).hexdigest()
    added = int(article.added.timestamp()) if article.added else 0
    return ArticleRecord(
        article.id, digest, sort_moment(article), article.source, article.towns, identity, article.former, added, record
    )


def to_recipe(corrections: Corrections | None) -> str:
    """Return an identifier of all that articles depend on besides files and columns: rules and corrections."""
    digest = hashlib.blake2b(repr(corrections).encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()
    return f"{digest_rules()} {digest}"


@cache
def digest_rules() -> str:
    """Return a digest of the code, the data and the libraries that decide what is extracted from a record."""
    return digest_content(rule_content())


def rule_content() -> Iterator[tuple[str, bytes]]:
    """Yield the files of the rules by name, and the versions of the libraries."""
    for package in RULES:
        for file in sorted(files(package).iterdir(), key=lambda file: file.name):
            if file.is_file() and file.name.endswith(RULE_FILES):
                yield f"{package}/{file.name}", file.read_bytes()
    for package, name in RULE_MODULES:
        yield f"{package}/{name}", files(package).joinpath(name).read_bytes()
    for library in LIBRARIES:
        with suppress(PackageNotFoundError):  # it is optional
            yield library, version(library).encode()


def digest_content(content: Iterable[tuple[str, bytes]]) -> str:
    """Return a digest of named contents in their order."""
    hashed = hashlib.blake2b(digest_size=12)
    for name, data in content:
        hashed.update(f"{name} {len(data)}\0".encode())
        hashed.update(data)
    return hashed.hexdigest()


def store_manifest(memory: BuildManifest, builder: Builder) -> None:
    """Store the manifest in the generation that is being built."""
    packer = zlib.compressobj(3)
    builder.note(INPUT_NOTE, b"".join([*(packer.compress(part.encode()) for part in _write(memory)), packer.flush()]))
    sketches = [held.sketches for held in memory.files.values()]
    builder.note(
        SKETCHES_NOTE, np.concatenate([np.zeros((0, SKETCH_SIZE), np.uint32), *sketches]).astype("<u4").tobytes()
    )


def _write(memory: BuildManifest) -> Iterator[str]:
    """Yield the parts of one JSON list, which as a whole would take as much memory as all records."""
    yield f"[{FORMAT_VERSION},{_dump(memory.recipe)},{_dump(memory.inputs)},["
    for number, (name, held) in enumerate(memory.files.items()):
        about = name, held.path, astuple(held.fingerprint), [reason.pack() for reason in held.rejected]
        yield f"{',' * (number > 0)}{_dump(about)[:-1]},["
        for first in range(0, len(held.rows), ROWS_AT_ONCE):
            rows = list(map(_form, held.rows[first : first + ROWS_AT_ONCE]))
            yield f"{',' * (first > 0)}{_dump(rows)[1:-1]}"
        yield f"],{_dump(held.used)},{held.stale}]"
    verdicts = [(one, other, same) for (one, other), same in memory.verdicts.items()]
    yield f"],{_dump((memory.groups, verdicts, memory.before, memory.refused))[1:]}"


_dump = json.JSONEncoder(separators=(",", ":")).encode


def _form(row: ArticleRecord) -> tuple[Any, ...]:
    identity = (row.identity.key, row.identity.head, row.identity.text) if row.identity else ("", "", "")
    return row.id, row.digest, row.moment, row.source, row.towns, *identity, row.former, row.added, row.record


def load_manifest(note: Callable[[str], bytes | None]) -> BuildManifest | None:
    """Load the manifest from a generation's notes; None if there is none that this version can use."""
    packed, sketches = note(INPUT_NOTE), note(SKETCHES_NOTE)
    if packed is None or sketches is None:
        return None
    try:
        data = zlib.decompressobj().decompress(packed, MAX_INPUT_BYTES)
        return _read(json.loads(data), np.frombuffer(sketches, "<u4").reshape(-1, SKETCH_SIZE))
    except (zlib.error, ValueError, TypeError, IndexError, KeyError, RecursionError):
        return None


def _read(form: Any, sketches: Sketches) -> BuildManifest | None:
    if form[0] not in (1, 2, FORMAT_VERSION):
        return None
    records, first = {}, 0
    for name, path, fingerprint, rejected, rows, *later in form[3]:
        used, stale = later or ((), 0)
        articles = tuple(map(_row, rows))
        own = sketches[first : first + len(articles)]
        records[name] = FileRecord(
            path, FileFingerprint(*fingerprint), articles, own, tuple(map(Message.unpack, rejected)), tuple(used), stale
        )
        first += len(articles)
    if first != len(sketches):
        raise ValueError("The sketches are those of other articles.")
    verdicts = {(one, other): same for one, other, same in form[5]}
    inputs = form[2] if isinstance(form[2], dict) else {path: {} for path in form[2]}
    return BuildManifest(form[1], inputs, records, form[4], verdicts, form[6], *form[7:])


def _row(form: Sequence[Any]) -> ArticleRecord:
    """Parse a row written by `_form`; the first format has only the first five fields, the second no `record`.

    What many articles have in common is kept once.
    """
    article_id, digest, when, source, towns, *later = form
    when, source, towns = sys.intern(when), sys.intern(source) if source else source, tuple(map(sys.intern, towns))
    if not later:
        return ArticleRecord(article_id, digest, when, source, towns)
    key, head, text, former, added, *record = later
    identity = Identity(key, head, text) if key else None
    return ArticleRecord(article_id, digest, when, source, towns, identity, tuple(former), added, *record)

"""The generation that a build is compared with: its articles, and what it remembers of its input."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cached_property, partial

import numpy as np

from engine.article import Article
from engine.backend import FIRST_SEEN_NOTE, Engine
from engine.errors import IndexDamaged, IndexMissing, IndexVersionError
from engine.factory import open_engine, open_keeper
from indexer.building.build_inputs import TOLD, Told, read_told
from indexer.building.build_manifest import ArticleRecord, BuildManifest, FileRecord, load_manifest, to_record
from indexer.building.dedupe import SKETCH_SIZE
from indexer.building.duplicates import Place
from indexer.building.file_fingerprint import UNREAD_FILE
from indexer.building.succession import Side
from indexer.metadata.identity import identify


@dataclass(frozen=True)
class PreviousBuild:
    """What there is before a build; nothing where there is no index, or none that can be read (`fault` says why).

    `files` are its articles by file, with `memory` or without. `lasting`: its ids come from what articles are and are
    handed on; those of before named files and rows, and only lead on. `undone` is what newer generations remember, from
    which readers were moved back to this one.
    """

    engine: Engine | None = None
    memory: BuildManifest | None = None
    files: Mapping[str, FileRecord] = field(default_factory=dict)
    lasting: bool = True
    undone: tuple[BuildManifest, ...] = ()
    fault: str | None = None

    @cached_property
    def places(self) -> dict[Place, ArticleRecord]:
        """The articles that count, by file and place in it, in order."""
        places = {(name, at): row for name, held in self.files.items() for at, row in enumerate(held.rows) if row.id}
        last = {row.id: place for place, row in places.items()}
        return {place: row for place, row in places.items() if last[row.id] == place}

    @cached_property
    def rows(self) -> dict[str, ArticleRecord]:
        """The articles by id."""
        return {row.id: row for row in self.places.values()}

    def article(self, place: Place) -> Article:
        """The article that stands at a place of a file."""
        assert self.engine
        return self.engine.get(self.places[place].id)

    def side(self) -> Side:
        """All of it, to find successors for."""
        places = list(self.places)
        sketches = np.array([self.files[name].sketches[at] for name, at in places], np.uint32).reshape(-1, SKETCH_SIZE)
        return Side(places, list(self.places.values()), sketches, lambda number: self.article(places[number]))

    def first(self) -> datetime.datetime:
        """When the articles came whose coming is not known: with the first generation, as far back as is known."""
        if not self.engine:
            return datetime.datetime.now(datetime.UTC)
        noted = self.engine.note(FIRST_SEEN_NOTE)
        return datetime.datetime.fromisoformat(noted.decode()) if noted else self.engine.info().built

    def close(self) -> None:
        """Let go of the index."""
        if self.engine:
            self.engine.close()


def open_previous(url: str) -> PreviousBuild:
    """The generation that readers use now."""
    try:
        engine = open_engine(url, follow=False)
        memory = load_manifest(engine.note)
        if memory and all(row.identity for held in memory.files.values() for row in held.rows):
            return PreviousBuild(engine, memory, memory.files, undone=_undone(url))
        return PreviousBuild(engine, memory, _recognise(engine, memory), lasting=False, undone=_undone(url))
    except IndexMissing:
        return PreviousBuild()
    except (IndexDamaged, IndexVersionError) as error:
        return PreviousBuild(fault=str(error))


def _undone(url: str) -> tuple[BuildManifest, ...]:
    """What generations remember that are newer than the one that readers use, and were taken from them."""
    keeper = open_keeper(url)
    generations = keeper.generations()
    current = next((i for i, generation in enumerate(generations) if generation.current), len(generations))
    found = []
    for generation in generations[current + 1 :]:
        if not generation.rolled_back:  # finished, but its writer ended before readers moved to it
            continue
        with suppress(IndexDamaged, IndexVersionError):  # it may be damaged, which is why readers were moved back
            if memory := load_manifest(partial(keeper.note, generation.name)):
                found.append(memory)
    return tuple(found)


def _recognise(engine: Engine, memory: BuildManifest | None) -> dict[str, FileRecord]:
    """The articles by file, as an index has them that knows no identities."""
    rows = {article.id: to_record(article, identify(article, None)) for article in engine.articles()}
    if memory:
        return {
            name: replace(held, rows=tuple(rows.get(row.id, replace(row, id="")) for row in held.rows))
            for name, held in memory.files.items()
        }
    files: defaultdict[str, list[ArticleRecord]] = defaultdict(list)
    for article in engine.articles():
        files[article.file].append(rows[article.id])
    return {
        name: FileRecord("", UNREAD_FILE, tuple(held), np.zeros((len(held), SKETCH_SIZE), np.uint32))
        for name, held in files.items()
    }


def remembered_paths(url: str) -> Told:
    """What the build of the index was told. Raises IndexMissing, IndexDamaged, IndexVersionError."""
    engine = open_engine(url, follow=False)
    noted = engine.note(TOLD)
    memory = None if noted else load_manifest(engine.note)
    engine.close()
    return Told(memory.inputs) if memory else read_told(noted)

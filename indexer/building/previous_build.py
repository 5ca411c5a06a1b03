"""The generation that a build is compared with: its articles and its manifest."""

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
from engine.factory import open_engine, open_generation_store
from engine.messages import Message
from indexer.building.build_inputs import TOLD, Told, read_told
from indexer.building.build_manifest import ArticleRecord, BuildManifest, FileRecord, load_manifest, to_record
from indexer.building.dedupe import SKETCH_SIZE
from indexer.building.duplicates import Place
from indexer.building.file_fingerprint import UNREAD_FILE
from indexer.building.succession import Side
from indexer.metadata.identity import identify


@dataclass(frozen=True)
class PreviousBuild:
    """State before a build; empty if there is no index, or no readable one (`fault` is the reason).

    `files` are its articles by file, with or without `memory`. If `lasting`, its ids derive from article identities and
    are carried over; older ids named files and rows, and only become aliases. `undone` are the manifests of newer
    generations that were rolled back to this one.
    """

    engine: Engine | None = None
    memory: BuildManifest | None = None
    files: Mapping[str, FileRecord] = field(default_factory=dict)
    lasting: bool = True
    undone: tuple[BuildManifest, ...] = ()
    fault: Message | None = None

    @cached_property
    def places(self) -> dict[Place, ArticleRecord]:
        """Articles that take precedence, by file and position in it, in order."""
        places = {(name, at): row for name, held in self.files.items() for at, row in enumerate(held.rows) if row.id}
        last = {row.id: place for place, row in places.items()}
        return {place: row for place, row in places.items() if last[row.id] == place}

    @cached_property
    def rows(self) -> dict[str, ArticleRecord]:
        """Articles by id."""
        return {row.id: row for row in self.places.values()}

    def article(self, place: Place) -> Article:
        """Return the article at a position in a file."""
        return self.get(self.places[place].id)

    def get(self, article_id: str) -> Article:
        """Return the article with this id."""
        assert self.engine
        return self.engine.get(article_id)

    def side(self) -> Side:
        """Return all of it, for matching with successors."""
        places = list(self.places)
        sketches = np.array([self.files[name].sketches[at] for name, at in places], np.uint32).reshape(-1, SKETCH_SIZE)
        return Side(places, list(self.places.values()), sketches, lambda number: self.article(places[number]))

    def first(self) -> datetime.datetime:
        """Default arrival time of articles without one: that of the oldest known generation."""
        if not self.engine:
            return datetime.datetime.now(datetime.UTC)
        noted = self.engine.note(FIRST_SEEN_NOTE)
        return datetime.datetime.fromisoformat(noted.decode()) if noted else self.engine.info().built

    def close(self) -> None:
        """Close the index."""
        if self.engine:
            self.engine.close()


def open_previous(url: str) -> PreviousBuild:
    """Open the generation that readers use now."""
    try:
        engine = open_engine(url)
        memory = load_manifest(engine.note)
        if memory and all(row.identity for held in memory.files.values() for row in held.rows):
            return PreviousBuild(engine, memory, memory.files, undone=_undone(url))
        return PreviousBuild(engine, memory, _recognise(engine, memory), lasting=False, undone=_undone(url))
    except IndexMissing:
        return PreviousBuild()
    except (IndexDamaged, IndexVersionError) as error:
        return PreviousBuild(fault=error.message)


def _undone(url: str) -> tuple[BuildManifest, ...]:
    """Return the manifests of generations that are newer than the current one and were rolled back."""
    store = open_generation_store(url)
    generations = store.generations()
    current = next((i for i, generation in enumerate(generations) if generation.current), len(generations))
    found = []
    for generation in generations[current + 1 :]:
        if not generation.rolled_back:  # finished, but its writer ended before readers were switched to it
            continue
        with suppress(IndexDamaged, IndexVersionError):  # it may be damaged, which may be why it was rolled back
            if memory := load_manifest(partial(store.note, generation.name)):
                found.append(memory)
    return tuple(found)


def _recognise(engine: Engine, memory: BuildManifest | None) -> dict[str, FileRecord]:
    """Return the articles by file, for an index without identities."""
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
    """Return the options that the index was built with, in whatever version. Raises IndexMissing, IndexDamaged."""
    try:
        engine = open_engine(url)
    except IndexVersionError:
        store = open_generation_store(url)
        names = [generation.name for generation in store.generations() if generation.current]
        return read_told(store.note(names[0], TOLD) if names else None)
    noted = engine.note(TOLD)
    memory = None if noted else load_manifest(engine.note)
    engine.close()
    return Told(memory.inputs) if memory else read_told(noted)

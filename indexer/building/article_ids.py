"""Assign article ids: keep the previous generation's id, else derive one; abandoned ids become aliases."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from engine.article import Article
from indexer.building.build_manifest import ArticleRecord, FileRecord
from indexer.building.corpus_reading import GatheredArticles
from indexer.building.dedupe import SKETCH_SIZE
from indexer.building.duplicates import Place
from indexer.building.previous_build import PreviousBuild
from indexer.building.succession import Side, find_successors
from indexer.metadata.identity import digest


@dataclass(slots=True)
class Named:
    """Articles by assigned id."""

    rows: dict[str, ArticleRecord] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    origins: dict[str, ArticleRecord | None] = field(default_factory=dict)


def name_articles(
    files: Mapping[str, FileRecord], own: Mapping[str, Place], gathered: GatheredArticles, former: PreviousBuild
) -> Named:
    """Give each article its id of the previous generation, else its own."""
    before, origins = _find_origins(files, own, gathered, former)
    stated = {article_id for article_id, (name, at) in own.items() if _is_stated(files[name].rows[at])}
    used = stated | {origin.id for origin in origins if origin and former.lasting}
    now = int(time.time()) if former.rows else 0
    named = Named()
    for (article_id, place), origin in zip(own.items(), origins, strict=True):
        row = files[place[0]].rows[place[1]]
        name = article_id
        if article_id not in stated:
            if origin and former.lasting and origin.id not in stated:
                name = origin.id
            else:
                while name in used or name in named.rows:
                    name = digest(name)
        ids = (origin.id, *origin.former) if origin else ()
        named.rows[name] = row.named(name, ids, origin.added if origin else now)
        named.places[name], named.origins[name] = place, origin
    _lead_on(named, before)
    return named


def _find_origins(
    files: Mapping[str, FileRecord], own: Mapping[str, Place], gathered: GatheredArticles, former: PreviousBuild
) -> tuple[Side, list[ArticleRecord | None]]:
    """Return the previous generation's articles, and for each new article the one of which it is a version, or None."""
    places = list(own.values())
    before = former.side()

    def article(number: int) -> Article:
        place = places[number]
        if place in gathered.kept:
            return former.get(gathered.kept[place])
        return gathered.article(place) if gathered.has(place) else former.article(place)

    sketches = np.array([files[name].sketches[at] for name, at in places], np.uint32).reshape(-1, SKETCH_SIZE)
    after = Side(places, [files[name].rows[at] for name, at in places], sketches, article)
    pairs = find_successors(before, after)
    return before, [before.rows[pairs[number]] if number in pairs else None for number in range(len(places))]


def _lead_on(named: Named, before: Side) -> None:
    """Add to each article the ids of vanished articles with the same text; drop ids that are in use."""
    ids: dict[str, tuple[str, ...]] = {}
    continued = {origin.id for origin in named.origins.values() if origin}
    gone = [row for row in before.rows if row.id not in continued and row.identity]
    if gone:
        heirs = {row.identity.text: name for name, row in reversed(named.rows.items()) if row.identity}
        for row in gone:
            heir = heirs.get(row.identity.text if row.identity else "")
            if heir:
                ids[heir] = (*ids.get(heir, ()), row.id, *row.former)
    for name, row in named.rows.items():
        former = tuple(dict.fromkeys(i for i in (*row.former, *ids.get(name, ())) if i not in named.rows))
        if former != row.former:
            named.rows[name] = row.named(row.id, former, row.added)


def _is_stated(row: ArticleRecord) -> bool:
    return row.identity is not None and row.identity.is_stated

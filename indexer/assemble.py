"""What a new generation holds: what was read and what is kept, one article for each id, reprints grouped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from engine.article import Article
from indexer.dedupe import find_leaders, is_reprint
from indexer.former import Former
from indexer.gather import Gathered, Reading, gather
from indexer.memory import Memory, Row
from indexer.plan import Plan
from indexer.report import Report

Place = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Assembled:
    """The articles by id, in order; those that were not read anew are in the former generation."""

    memory: Memory
    rows: Mapping[str, Row]
    places: Mapping[str, Place]
    gathered: Gathered
    former: Former

    def article(self, article_id: str) -> Article:
        """The article with this id."""
        place = self.places[article_id]
        if place in self.gathered.numbers:
            return self.gathered.article(place)
        assert self.former.engine
        return self.former.engine.get(article_id)

    def differs(self, memory: Memory | None) -> bool:
        """Whether anything was made from other files, or from the same by another recipe."""
        return memory is None or _digests(self.memory) != _digests(memory)


def _digests(memory: Memory) -> tuple[str, tuple[str, ...], dict[str, str]]:
    return memory.recipe, tuple(memory.paths), {name: held.fingerprint.digest for name, held in memory.files.items()}


def assemble(
    plan: Plan,
    former: Former,
    recipe: str,
    how: Reading,
    gathered: Gathered,
    report: Report,
    tell: Callable[[float, int], None],
) -> Assembled:
    """Read what the plan says, and what turns out to be wanted of the rest; then find the reprints."""
    files, kept = dict(plan.read), dict(plan.kept)
    stored = _places(former.memory)
    while True:
        report.read += len(files)
        gather(files, how, gathered, report, tell)
        memory = Memory(recipe, plan.paths, {name: kept.get(name) or gathered.holdings[name] for name in plan.order})
        places = _places(memory)
        # Kept articles that gave way to others of their id before are nowhere but in their files.
        hidden = {name for i, (name, at) in places.items() if name in kept and stored.get(i) != (name, at)}
        if not hidden:
            break
        files = {name: kept.pop(name).file for name in plan.order if name in hidden}
    found = Assembled(memory, {i: memory.files[n].rows[at] for i, (n, at) in places.items()}, places, gathered, former)
    report.articles = len(places)
    report.replaced = sum(len(held.rows) for held in memory.files.values()) - len(places)
    known = former.memory.verdicts if former.memory and former.memory.recipe == recipe else {}
    groups, verdicts = _group(found, known)
    report.reprints = len(groups)
    before = Counter(row.source or "" for row in former.rows.values())
    whole = Memory(memory.recipe, memory.paths, memory.files, groups, verdicts, before)
    return Assembled(whole, found.rows, places, gathered, former)


def _places(memory: Memory | None) -> dict[str, Place]:
    """Where the article that counts for each id stands, in order."""
    if memory is None:
        return {}
    return {memory.files[name].rows[at].id: (name, at) for name, at in memory.winners()}


def _group(
    found: Assembled, known: Mapping[tuple[str, str], bool]
) -> tuple[dict[str, str], dict[tuple[str, str], bool]]:
    """For each reprint the id of the earliest printing, and what was found on the way; `known` is what was before."""
    ids, rows = list(found.places), list(found.rows.values())
    verdicts: dict[tuple[str, str], bool] = {}

    def same(i: int, j: int) -> bool:
        pair = rows[i].digest, rows[j].digest
        verdict = known.get(pair)
        if verdict is None:
            verdict = is_reprint(found.article(ids[i]).body, found.article(ids[j]).body)
        verdicts[pair] = verdict
        return verdict

    files = found.memory.files
    sketches = [files[name].sketches[at] for name, at in found.places.values()]
    if not sketches:
        return {}, {}
    leaders = find_leaders(np.stack(sketches), [row.moment for row in rows], same)
    return {ids[i]: ids[leader] for i, leader in leaders.items() if ids[i] != ids[leader]}, verdicts

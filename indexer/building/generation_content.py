"""What a new generation holds: what was read and what is kept, one article for each id, reprints grouped."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from engine.article import Article
from indexer.building.article_ids import Named, name_articles
from indexer.building.build_inputs import Inputs
from indexer.building.build_manifest import ArticleRecord, BuildManifest, FileRecord, to_record
from indexer.building.build_plan import BuildPlan
from indexer.building.corpus_reading import ExtractionOptions, GatheredArticles, gather
from indexer.building.dedupe import find_group_leaders, is_reprint
from indexer.building.duplicates import Place, unite
from indexer.building.previous_build import PreviousBuild
from indexer.metadata.corrections import Corrections, correct, ids_named, naming, unused
from indexer.report import Report


@dataclass(frozen=True, slots=True)
class GenerationContent:
    """The articles by id, in order; those that were not read anew are in the former generation.

    `origins` has for each the row of the former generation that it is a version of, None where it is new; `corrected`
    are articles as rules want them that name their ids.
    """

    memory: BuildManifest
    rows: Mapping[str, ArticleRecord]
    places: Mapping[str, Place]
    origins: Mapping[str, ArticleRecord | None]
    gathered: GatheredArticles
    former: PreviousBuild
    corrected: Mapping[str, Article] = field(default_factory=dict)

    def article(self, article_id: str) -> Article:
        """The article with this id."""
        row, origin, place = self.rows[article_id], self.origins[article_id], self.places[article_id]
        added = datetime.datetime.fromtimestamp(row.added, datetime.UTC) if row.added else None
        if article_id in self.corrected:
            corrected = self.corrected[article_id]
        elif place in self.gathered.numbers:
            corrected = self.gathered.article(place)
        else:
            assert self.former.engine
            assert origin
            corrected = self.former.engine.get(origin.id)
        return replace(corrected, id=article_id, former=row.former, added=added)

    def former_rows(self) -> dict[str, ArticleRecord]:
        """What the former generation held, by the ids that its articles have now, where they are still there."""
        moved = {origin.id: article_id for article_id, origin in self.origins.items() if origin}
        return {moved.get(article_id, article_id): row for article_id, row in self.former.rows.items()}

    def differs(self, memory: BuildManifest | None) -> bool:
        """Whether anything was made from other files, or from the same by another recipe."""
        return memory is None or _digests(self.memory) != _digests(memory)


def _digests(memory: BuildManifest) -> tuple[str, Inputs, dict[str, str]]:
    return memory.recipe, memory.inputs, {name: held.fingerprint.digest for name, held in memory.files.items()}


def assemble_generation(
    plan: BuildPlan,
    former: PreviousBuild,
    recipe: str,
    how: ExtractionOptions,
    gathered: GatheredArticles,
    report: Report,
    tell: Callable[[float, int], None],
) -> GenerationContent:
    """Read what the plan says, and what turns out to be wanted of the rest; then find the reprints."""
    files = _collect(plan, former, how, gathered, report, tell)
    found = name_articles(files, unite(files), gathered, former)
    if plan.lasting and (stale := _stale(files, plan, former, found)):
        files = {name: _extended(held, former.files.get(name), stale.get(name, ())) for name, held in files.items()}
        found = name_articles(files, unite(files), gathered, former)
    places = found.places
    report.stale |= {name: held.stale for name, held in files.items() if held.stale}
    report.articles = len(places)
    report.replaced = sum(len(held.rows) for held in files.values()) - len(places)
    used: set[str] = set()
    corrected = _correct(found, how.corrections, gathered, used)
    memory = BuildManifest(recipe, plan.inputs, _remember(files, found), refused=plan.refused)
    if how.corrections:
        report.unused = unused(how.corrections, used.union(*(held.used for held in files.values())))
    generation_content = GenerationContent(memory, found.rows, found.places, found.origins, gathered, former, corrected)
    known = former.memory.verdicts if former.memory and former.memory.recipe == recipe else {}
    groups, verdicts = _group(generation_content, known)
    report.reprints = len(groups)
    before = Counter(row.source or "" for row in former.rows.values())
    return replace(generation_content, memory=replace(memory, groups=groups, verdicts=verdicts, before=before))


def _collect(
    plan: BuildPlan,
    former: PreviousBuild,
    how: ExtractionOptions,
    gathered: GatheredArticles,
    report: Report,
    tell: Callable[[float, int], None],
) -> dict[str, FileRecord]:
    """The files with what they hold, in their order."""
    to_read, unchanged = dict(plan.read), dict(plan.unchanged)
    while True:
        report.read += len(to_read)
        gather(to_read, how, gathered, report, tell)
        files = {name: unchanged.get(name) or gathered.holdings[name] for name in plan.order}
        # Kept articles that gave way to others of their id before are nowhere but in their files.
        hidden = {name for name, at in unite(files).values() if name in unchanged and (name, at) not in former.places}
        if not hidden:
            break
        to_read = {name: unchanged.pop(name).file for name in plan.order if name in hidden}
    for name, record in unchanged.items():
        for reason in record.rejected:
            report.reject(name, reason)
    return files


def _stale(
    files: Mapping[str, FileRecord], plan: BuildPlan, former: PreviousBuild, found: Named
) -> dict[str, tuple[int, ...]]:
    """By file, the places of articles that it held while it could be read whole, and that are nowhere now."""
    broken = {
        name
        for name in files
        if name not in plan.unchanged and files[name].rejected and (before := former.files.get(name))
        if before.stale or not before.rejected or not files[name].rows
    }
    continued = {origin.id for origin in found.origins.values() if origin}
    stale: dict[str, tuple[int, ...]] = {}
    for (name, at), row in former.places.items() if broken else ():
        if name in broken and row.id not in continued:
            stale[name] = (*stale.get(name, ()), at)
    return stale


def _extended(file_record: FileRecord, before: FileRecord | None, stale: tuple[int, ...]) -> FileRecord:
    """What a file holds, and behind it what of before stays."""
    if not stale or before is None:
        return file_record
    sketches = np.concatenate([file_record.sketches, before.sketches[list(stale)]])
    return replace(
        file_record, rows=(*file_record.rows, *(before.rows[at] for at in stale)), sketches=sketches, stale=len(stale)
    )


def _correct(
    found: Named, corrections: Corrections | None, gathered: GatheredArticles, used: set[str]
) -> dict[str, Article]:
    """The articles whose ids, or ids of before, rules name, as these want them; their rows are changed too."""
    named_ids = ids_named(corrections) if corrections else set()
    articles: dict[str, Article] = {}
    for name, row in found.rows.items() if named_ids else ():
        for article_id in named_ids.intersection((name, *row.former)):
            assert corrections
            if (place := found.places[name]) not in gathered.numbers:  # corrected when it was read
                used |= naming(corrections, article_id)
            else:
                article = articles.get(name) or gathered.article(place)
                articles[name] = article = correct(article, corrections, used, article_id)
                record = to_record(article, row.identity)
                found.rows[name] = replace(
                    found.rows[name],
                    digest=record.digest,
                    moment=record.moment,
                    source=record.source,
                    towns=record.towns,
                )
    return articles


def _remember(files: Mapping[str, FileRecord], found: Named) -> dict[str, FileRecord]:
    """The files with their rows as they are named now; a row that gave way to another has no id."""
    rows = {name: [replace(row, id="", former=(), added=0) for row in held.rows] for name, held in files.items()}
    for article_id, (name, at) in found.places.items():
        rows[name][at] = found.rows[article_id]
    return {name: replace(held, rows=tuple(rows[name])) for name, held in files.items()}


def _group(
    generation_content: GenerationContent, bools: Mapping[tuple[str, str], bool]
) -> tuple[dict[str, str], dict[tuple[str, str], bool]]:
    """For each reprint the id of the earliest printing, and what was found on the way; `known` is what was before."""
    ids, rows = list(generation_content.places), list(generation_content.rows.values())
    verdicts: dict[tuple[str, str], bool] = {}

    def same(i: int, j: int) -> bool:
        pair = rows[i].digest, rows[j].digest
        verdict = bools.get(pair)
        if verdict is None:
            verdict = is_reprint(generation_content.article(ids[i]).body, generation_content.article(ids[j]).body)
        verdicts[pair] = verdict
        return verdict

    files = generation_content.memory.files
    sketches = [files[name].sketches[at] for name, at in generation_content.places.values()]
    if not sketches:
        return {}, {}
    leaders = find_group_leaders(np.stack(sketches), [row.moment for row in rows], same)
    return {ids[i]: ids[leader] for i, leader in leaders.items() if ids[i] != ids[leader]}, verdicts

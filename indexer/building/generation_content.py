"""Content of a new generation: articles read and articles kept, one for each id, with reprints grouped."""

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
    """Articles by id, in order; those that were not read again are in the previous generation.

    `origins` maps each to the row of the previous generation of which it is a version, None if it is new; `corrected`
    are articles as changed by rules that name their ids.
    """

    memory: BuildManifest
    rows: Mapping[str, ArticleRecord]
    places: Mapping[str, Place]
    origins: Mapping[str, ArticleRecord | None]
    gathered: GatheredArticles
    former: PreviousBuild
    corrected: Mapping[str, Article] = field(default_factory=dict)

    def article(self, article_id: str) -> Article:
        """Return the article with this id."""
        row, origin, place = self.rows[article_id], self.origins[article_id], self.places[article_id]
        added = datetime.datetime.fromtimestamp(row.added, datetime.UTC) if row.added else None
        if article_id in self.corrected:
            corrected = self.corrected[article_id]
        elif self.gathered.has(place):
            corrected = self.gathered.article(place)
        elif place in self.gathered.kept:
            corrected = self.former.get(self.gathered.kept[place])
        else:
            assert origin
            corrected = self.former.get(origin.id)
        return replace(corrected, id=article_id, former=row.former, added=added)

    def former_rows(self) -> dict[str, ArticleRecord]:
        """Return the rows of the previous generation that still exist, by the ids that their articles have now."""
        moved = {origin.id: article_id for article_id, origin in self.origins.items() if origin}
        return {moved.get(article_id, article_id): row for article_id, row in self.former.rows.items()}

    def differs(self, memory: BuildManifest | None) -> bool:
        """Return True if anything was made from different files, or with a different recipe."""
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
    """Read the planned files, and others that turn out to be needed; then group the reprints."""
    files = _collect(plan, former, how, gathered, report, tell)
    gathered.holdings.clear()  # from here on they are in `files`
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
    """Return the files with their records, in order."""
    to_read, unchanged = dict(plan.read), dict(plan.unchanged)
    while True:
        report.read += len(to_read)
        gather(to_read, how, gathered, report, tell)
        files = {name: unchanged.get(name) or gathered.holdings[name] for name in plan.order}
        # Kept articles that had been superseded by others with their id exist only in their files.
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
    """Return, by file, the positions of articles it held when it could be read completely that exist nowhere now."""
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
    """Return a file's record with the stale articles of the previous one appended."""
    if not stale or before is None:
        return file_record
    sketches = np.concatenate([file_record.sketches, before.sketches[list(stale)]])
    return replace(
        file_record, rows=(*file_record.rows, *(before.rows[at] for at in stale)), sketches=sketches, stale=len(stale)
    )


def _correct(
    found: Named, corrections: Corrections | None, gathered: GatheredArticles, used: set[str]
) -> dict[str, Article]:
    """Apply rules that name current or previous ids; return the articles changed, and update their rows."""
    named_ids = ids_named(corrections) if corrections else set()
    articles: dict[str, Article] = {}
    for name, row in found.rows.items() if named_ids else ():
        for article_id in named_ids.intersection((name, *row.former)):
            assert corrections
            if not gathered.has(place := found.places[name]):  # already corrected while reading
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
    """Return the files with the ids assigned now in their rows; a superseded row has no id."""
    rows = {name: [row.named() for row in held.rows] for name, held in files.items()}
    for article_id, (name, at) in found.places.items():
        rows[name][at] = found.rows[article_id]
    return {name: replace(held, rows=tuple(rows[name])) for name, held in files.items()}


def _group(
    generation_content: GenerationContent, bools: Mapping[tuple[str, str], bool]
) -> tuple[dict[str, str], dict[tuple[str, str], bool]]:
    """Return the earliest printing's id for each reprint, and the verdicts; `bools` are those of the previous build."""
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

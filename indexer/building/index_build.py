"""Build or update the index: files to articles to one new generation."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, partial
from pathlib import Path

from engine.article import Article
from engine.backend import FIRST_SEEN_NOTE, Builder
from engine.errors import BuildRefused, IndexDamaged, IndexNotWritten, SearchError, SettingError
from engine.factory import open_builder
from engine.messages import describe_error, translatable
from engine.runtime.garbage_collection import infrequent_gc
from engine.vocabulary import Vocabulary
from indexer.building.acceptance import RemovalLimit, SelfTestQuery, check_left, check_removed, run_self_test
from indexer.building.article_spool import ArticleSpool
from indexer.building.build_diff import compare_builds
from indexer.building.build_inputs import TOLD, Inputs, Told, columns_of, combine
from indexer.building.build_manifest import store_manifest, to_recipe
from indexer.building.build_plan import BuildPlan, find_emptied, plan_build, plan_update, say_change, to_refuse
from indexer.building.corpus_reading import ExtractionOptions, GatheredArticles
from indexer.building.file_paths import absolute
from indexer.building.generation_content import GenerationContent, assemble_generation
from indexer.building.known_records import know_records
from indexer.building.previous_build import PreviousBuild, open_previous
from indexer.building.unused_corrections import UNUSED_NOTE, write_unused
from indexer.metadata.corrections import Corrections
from indexer.report import Difference, Report

# Called with the stage ("reading", "indexing"), its completed share, and the number of articles so far.
Progress = Callable[[str, float, int], None]
Show = Callable[[Difference], None]


@dataclass(frozen=True, slots=True)
class Options:
    """Build options.

    `columns` are those of the named paths, or of everything if there are none; `inputs` come from the settings. `told`
    is stored with the generation for the next one. `processes` None means one per core if there is enough work, else
    one.

    `keep` is the number of previous generations to keep; the build waits `wait` seconds for another writer. A build
    that removes more than `max_removed` or fails one of `trials` is refused. A `dry_run` only compares. `thorough`
    compares the content of files whose size and time are unchanged. `strict` writes nothing if anything was rejected.
    `again` accepts input that led to a generation that was rolled back. A file that takes longer than `file_seconds` is
    rejected; 0 sets no limit. `vocabulary` has the operator's words, which the index keeps whole.
    """

    memory_mb: int = 1024
    processes: int | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    inputs: Inputs = field(default_factory=dict)
    corrections: Corrections | None = None
    told: Told = field(default_factory=Told)
    keep: int = 2
    wait: float = 0.0
    max_removed: RemovalLimit | None = None
    trials: tuple[SelfTestQuery, ...] = ()
    dry_run: bool = False
    thorough: bool = False
    strict: bool = False
    again: bool = False
    file_seconds: float = 30.0
    vocabulary: Vocabulary | None = None


def build(
    paths: tuple[Path, ...],
    url: str,
    options: Options | None = None,
    progress: Progress | None = None,
    show: Show | None = None,
) -> Report:
    """Write a new generation of the index at `url` from files and folders and switch readers to it.

    `show` is called with the difference before anything is written. Raises SearchError if nothing could be read (the
    index is unchanged); BuildRefused if an acceptance check fails; IndexLocked if another writer is active;
    IndexNotWritten; SettingError for an invalid address.
    """
    return _run(paths, url, options or Options(), progress or (lambda *_: None), show, update=False)


def update(
    paths: tuple[Path, ...],
    url: str,
    options: Options | None = None,
    progress: Progress | None = None,
    show: Show | None = None,
) -> Report:
    """Update the index: read and write only what has changed below `paths` (default: all inputs of the index).

    If nothing has changed, no generation is written. If there is no index, it is built. Parameters and errors as
    `build`.
    """
    return _run(paths, url, options or Options(), progress or (lambda *_: None), show, update=True)


@infrequent_gc()
def _run(
    paths: tuple[Path, ...], url: str, options: Options, progress: Progress, show: Show | None, update: bool
) -> Report:
    start, report = time.monotonic(), Report(dry_run=options.dry_run)
    builder: Builder | None = None
    former = PreviousBuild()
    try:
        if not options.dry_run:
            builder = open_builder(
                url, options.memory_mb, options.processes, update, options.keep, options.wait, options.vocabulary
            )
        former = open_previous(url)
        with ArticleSpool() as spool:
            content = _read(paths, former, options, report, progress, GatheredArticles(spool), update)
            report.difference = replace(compare_builds(content.former_rows(), content.rows), fault=former.fault)
            if show:
                show(report.difference)
            check_left(report.difference, options.max_removed)
            check_removed(report.difference, options.max_removed)
            report.refused = options.strict and bool(report.rejected)
            if builder and report.refused:
                builder.abandon()
            elif builder:
                _write(builder, content, former, report, progress, update)
                if update and not report.written and not content.differs(former.memory):
                    builder.abandon()
                else:
                    store_manifest(content.memory, builder)
                    builder.note(TOLD, replace(options.told, inputs=content.memory.inputs).write())
                    builder.note(UNUSED_NOTE, write_unused(report.unused))
                    builder.note(FIRST_SEEN_NOTE, former.first().isoformat().encode())
                    _switch(builder, report, options)
    except BaseException as error:
        if builder:
            builder.abandon()
        if isinstance(error, OSError):
            raise IndexNotWritten(
                "The build stopped (%(error)s), so the index stays as it is.", error=describe_error(error)
            ) from error
        raise
    finally:
        former.close()
    report.seconds = round(time.monotonic() - start, 3)
    return report


def _read(
    paths: tuple[Path, ...],
    former: PreviousBuild,
    options: Options,
    report: Report,
    progress: Progress,
    gathered: GatheredArticles,
    update: bool,
) -> GenerationContent:
    """Return the content of the new generation."""
    recipe = to_recipe(options.corrections)
    if update and former.fault:
        raise IndexDamaged("The index cannot be updated: %(fault)s", fault=former.fault)
    inputs = _inputs(paths, former, options, update)
    if update and former.memory:
        plan = _plan_update(paths, inputs, recipe, former, options, report)
    elif update and former.engine:
        raise SearchError("The index does not remember which files it was made from; build it once, then update it.")
    elif not inputs:
        raise SettingError(
            "Nothing says what to make the index from: name the files and folders, or write [[input]] in zhenwen.toml."
        )
    else:
        plan = plan_build(paths, inputs, report)
    how = ExtractionOptions(inputs, options.corrections, options.processes, options.file_seconds)
    if update and former.lasting and not report.reread:
        how = replace(how, know=cache(partial(know_records, former)))
    made = assemble_generation(plan, former, recipe, how, gathered, report, lambda *done: progress("reading", *done))
    if not made.rows and not (update and former.memory):
        raise _nothing(report)
    return made


def _inputs(paths: tuple[Path, ...], former: PreviousBuild, options: Options, update: bool) -> Inputs:
    """Return the columns by path to read; a build with named paths reads only those."""
    if paths and not update:
        return {absolute(path): options.columns or columns_of(path, options.inputs) for path in paths}
    remembered = former.memory.inputs if former.memory else options.told.inputs
    return combine(paths, options.columns, options.inputs, remembered if update or not options.inputs else {})


def _plan_update(
    paths: tuple[Path, ...], inputs: Inputs, recipe: str, former: PreviousBuild, options: Options, report: Report
) -> BuildPlan:
    """Plan an update. Raises BuildRefused if it would repeat what was rolled back."""
    memory = former.memory
    assert memory
    now = (recipe, inputs)
    undone = any((later.recipe, later.inputs) == now for later in former.undone)
    if undone and not options.again and (memory.recipe, memory.inputs) != now:
        raise BuildRefused(
            "The generation that was rolled back was made by the same version, with the same paths, columns and "
            "corrections, so the index stays as it is: change them, or take them in with --again."
        )
    refused = {} if options.again else to_refuse(memory, former.undone)
    report.reread = say_change(memory.recipe, recipe)
    plan = plan_update(paths, inputs, memory, report, bool(report.reread), options.thorough, refused)
    emptied = find_emptied(memory, plan)
    if emptied and not paths and options.max_removed is None:
        raise BuildRefused(
            "%(path)s, which the index was made from, holds no file any more, so readers keep the index "
            "they have. If that is meant, name it, or allow it with --max-removed 100%%.",
            path=emptied[0],
        )
    return plan


def _write(
    builder: Builder,
    generation_content: GenerationContent,
    former: PreviousBuild,
    report: Report,
    progress: Progress,
    update: bool,
) -> None:
    """Write new articles; in an update, also delete removed ones and update those whose reprint group changed."""
    groups = generation_content.memory.groups
    before = former.memory.groups if update and former.memory else {}
    ids = [
        article_id
        for article_id, row in generation_content.rows.items()
        if not update
        or not (origin := generation_content.origins[article_id])
        or (origin.id, origin.digest, origin.former) != (row.id, row.digest, row.former)
        or before.get(origin.id) != groups.get(article_id)
    ]
    if update:
        builder.remove(article_id for article_id in former.rows if article_id not in generation_content.rows)
    report.written = builder.add(_articles(ids, generation_content, progress))


def _articles(ids: list[str], generation_content: GenerationContent, progress: Progress) -> Iterator[Article]:
    """Yield the articles with these ids, each reprint with the id of the earliest printing."""
    for number, article_id in enumerate(ids, 1):
        article, group = generation_content.article(article_id), generation_content.memory.groups.get(article_id)
        yield article if article.group == group else replace(article, group=group)
        if number % 100 == 0 or number == len(ids):
            progress("indexing", number / len(ids), number)


def _switch(builder: Builder, report: Report, options: Options) -> None:
    """Check the new generation and switch readers to it."""
    if options.trials:
        run_self_test(builder.verify(), options.trials)
    report.generation = builder.switch().generation
    for reason in builder.rejected:
        report.reject("", reason)


def _nothing(report: Report) -> SearchError:
    """Return an error that explains why there is nothing to index."""
    if report.rejected:
        sentence = translatable("Nothing could be indexed, so the index stays as it is: %(reason)s")
        if len(report.rejected) > 1:
            sentence = translatable(
                "Nothing could be indexed, so the index stays as it is: %(reason)s %(count)s more were rejected."
            )
        return SearchError(sentence, reason=report.rejected[0].reason, count=len(report.rejected) - 1)
    return SearchError("There is no file in what was named, so the index stays as it is.")

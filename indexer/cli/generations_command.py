"""Maintenance commands for an index: generations, rollback, check, doctor."""

from __future__ import annotations

import datetime
from typing import Any

import click
from rich.console import Console
from rich.progress import Progress

from engine.backend import Fault, Generation, GenerationStore
from engine.errors import IndexDamaged, SearchError
from engine.factory import open_engine, open_generation_store
from engine.installation import optional_parts
from engine.messages import Message, translate
from engine.settings import engine_url, load
from engine.terminal_text import echo, echo_json
from indexer.building.build_manifest import load_manifest
from indexer.building.unused_corrections import UNUSED_NOTE, read_unused
from indexer.cli.index_options import DATA_OPTION, ENGINE_OPTION, JSON_OPTION, WAIT_OPTION
from indexer.quality.doctor import Finding, examine

# Optional parts without which everything works, but slowly.
SPEEDING_PARTS = ("kernels", "fast")


@click.command()
@DATA_OPTION
@ENGINE_OPTION
@JSON_OPTION
def generations(data: str | None, engine: str | None, as_json: bool) -> None:
    """List the builds that are kept, the oldest first; * is the one that readers use."""
    listing = open_generation_store(_url(data, engine)).generations()
    if as_json:
        echo_json([_to_json(generation) for generation in listing])
    else:
        for generation in listing:
            echo(_to_line(generation))


@click.command()
@click.argument("generation", required=False)
@DATA_OPTION
@ENGINE_OPTION
@WAIT_OPTION
@JSON_OPTION
def rollback(generation: str | None, data: str | None, engine: str | None, wait: float, as_json: bool) -> None:
    """Make readers use a former GENERATION again, by default the newest sound one before the current.

    It is verified first. Nothing is removed: the same command with a name of `zhenwen generations` goes forward again.
    """
    used = open_generation_store(_url(data, engine)).roll_back(generation, wait)
    if as_json:
        echo_json(_to_json(used))
    else:
        echo(
            translate(
                "Readers use %(name)s again, with %(articles)s articles.", name=used.name, articles=f"{used.articles:,}"
            ),
            err=True,
        )


@click.command()
@DATA_OPTION
@ENGINE_OPTION
@JSON_OPTION
def check(data: str | None, engine: str | None, as_json: bool) -> None:
    """Read every byte of the index and of the generations kept beside it, and say which files are damaged.

    Exits with 6 where one is, and says what to do.
    """
    store = open_generation_store(_url(data, engine))
    faults = _check(store)
    if as_json:
        echo_json({"faults": [_fault(fault) for fault in faults]})
    _print_faults(store, faults, quiet=as_json)


@click.command()
@DATA_OPTION
@ENGINE_OPTION
@click.option("--strict", is_flag=True, help="Exit with 1 when anything odd was found.")
@JSON_OPTION
def doctor(data: str | None, engine: str | None, strict: bool, as_json: bool) -> None:
    """Check the index, and look at what it holds.

    Named are articles that lack something or are odd, places that are probably words, sources that fell silent or
    shrank, titles that repeat, corrections without effect; each with examples and what to do.
    """
    url = _url(data, engine)
    store = open_generation_store(url)
    faults = _check(store)
    findings = () if _is_current_damaged(store, faults) else _examine(url)
    if as_json:
        form = {"faults": [_fault(fault) for fault in faults], "findings": [f.to_json() for f in findings]}
        echo_json(form)
    else:
        for finding in findings:
            echo(finding.sentence, *(f"    {translate(example)}" for example in finding.examples))
            echo(Message("What to do: %(advice)s", advice=finding.advice))
        if not findings and not faults:
            echo(translate("Nothing odd was found."))
        for part in optional_parts():
            if part.name in SPEEDING_PARTS and not part.in_use:
                echo(translate("Not in use: %(part)s; %(without)s.", part=part.name, without=part.without), err=True)
    _print_faults(store, faults, quiet=True)
    if strict and findings:
        raise SearchError("%(count)s kinds of oddity were found, and --strict was given.", count=len(findings))


def _url(data: str | None, engine: str | None) -> str:
    return engine_url(load({"data": data, "engine": engine}))


def _examine(url: str) -> tuple[Finding, ...]:
    engine = open_engine(url)
    try:
        memory = load_manifest(engine.note)
        before, unused = memory.before if memory else {}, read_unused(engine.note(UNUSED_NOTE))
        return examine(engine.articles(), datetime.date.today(), before, unused)
    finally:
        engine.close()


def _check(store: GenerationStore) -> tuple[Fault, ...]:
    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as bars:
        task = bars.add_task(translate("checking"), total=1.0)
        return store.check(lambda share: bars.update(task, completed=share))


def _is_current_damaged(store: GenerationStore, faults: tuple[Fault, ...]) -> bool:
    """Return True if the generation in use is damaged."""
    bad = {fault.generation for fault in faults}
    return None in bad or any(generation.current and generation.name in bad for generation in store.generations())


def _print_faults(store: GenerationStore, faults: tuple[Fault, ...], quiet: bool) -> None:
    """List faults. Raises IndexDamaged, with advice, if there is one."""
    listing = store.generations()
    for fault in faults:
        echo(Message("Damaged: %(reason)s", reason=fault.reason), err=True)
    if faults:
        raise IndexDamaged(
            "%(count)s files are damaged. %(advice)s", count=len(faults), advice=_advice(listing, faults)
        )
    if not quiet:
        whole = sum(generation.size for generation in listing)
        echo(
            translate(
                "%(count)s generations, %(whole)s bytes: every byte is as it was written.",
                count=len(listing),
                whole=f"{whole:,}",
            ),
            err=True,
        )


def _advice(listing: tuple[Generation, ...], faults: tuple[Fault, ...]) -> Message:
    bad = {fault.generation for fault in faults}
    current = next((generation for generation in listing if generation.current), None)
    if current and current.name not in bad and None not in bad:
        return Message("What readers use is sound; the next builds replace what is damaged.")
    sound = [generation.name for generation in listing if generation.name not in bad]
    if sound:
        return Message(
            "`zhenwen rollback %(name)s` makes readers use a sound one; then build again, and check the disk.",
            name=sound[-1],
        )
    return Message("No generation is sound: build the index again, and check the disk.")


def _to_json(generation: Generation) -> dict[str, Any]:
    return {
        "name": generation.name,
        "current": generation.current,
        "built": generation.built.isoformat() if generation.built else None,
        "articles": generation.articles,
        "size": generation.size,
        "digest": generation.digest,
        "fault": generation.fault,
        "rolled_back": generation.rolled_back,
    }


def _fault(fault: Fault) -> dict[str, Any]:
    return {"generation": fault.generation, "file": fault.file, "reason": fault.reason}


def _to_line(generation: Generation) -> str:
    mark = "*" if generation.current else " "
    size = f"{generation.size / 1e6:,.1f} MB"
    if generation.fault or generation.built is None:
        return f"{mark} {generation.name}  {size}  {translate(generation.fault or '')}"
    built = generation.built.astimezone().strftime("%Y-%m-%d %H:%M")
    articles = translate("%(count)s articles", count=f"{generation.articles:,}")
    return f"{mark} {generation.name}  {built}  {articles}  {size}  {generation.digest}"

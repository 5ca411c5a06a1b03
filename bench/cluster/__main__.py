"""The commands of `python -m bench.cluster`."""

from __future__ import annotations

import sys

import click

from bench.cluster import faults, scale, server, speed


@click.group()
def main() -> None:
    """Measure an index on a cluster of this machine's own, which is started for it and ended with it."""
    lacking = server.missing()
    if lacking:
        sys.exit(lacking)


@main.command("faults")
@click.option("--docs", default=1_000, show_default=True, help="Articles that are searched, and that are indexed.")
@click.option("--patience", default=60.0, show_default=True, help="Seconds that a search goes on trying.")
@click.option("--only", multiple=True, help="Run this trial only, such as kill-manager-indexing; may be given again.")
def run_faults(docs: int, patience: float, only: tuple[str, ...]) -> None:
    """Kill, pause and fill nodes of three while articles are searched and indexed."""
    faults.report(docs, patience, only)


@main.command("speed")
@click.option("--docs", multiple=True, type=int, default=(1_000,), help="How many articles; may be given again.")
@click.option("--nodes", multiple=True, type=int, default=(1, 3), help="How many nodes; may be given again.")
def run_speed(docs: tuple[int, ...], nodes: tuple[int, ...]) -> None:
    """Build and search on clusters, beside the embedded engine, in the same run."""
    sys.exit(0 if speed.report(docs, nodes) else 1)


@main.command("scale")
@click.option("--docs", default=142_704, show_default=True, help="How many articles; then seven times as many.")
@click.option("--embedded/--no-embedded", default=True, show_default=True, help="Measure the embedded engine too.")
def run_scale(docs: int, embedded: bool) -> None:
    """Build on one node, search; make a million of it, let two nodes join, and search again."""
    sys.exit(0 if scale.report(docs, embedded) else 1)


if __name__ == "__main__":
    main()

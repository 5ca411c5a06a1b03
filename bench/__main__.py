"""`python -m bench`: what can be measured."""

from __future__ import annotations

import sys

import click

from bench import compare, engines


@click.group()
def main() -> None:
    """Measure the engine and its like."""


@main.command("engines")
@click.option(
    "--docs", multiple=True, default=("10000", "all"), help="How many documents; a number or all. Repeatable."
)
@click.option("--engine", "names", multiple=True, type=click.Choice(engines.ENGINES), default=engines.ENGINES)
@click.option(
    "--rebuild",
    multiple=True,
    type=click.Choice(engines.ENGINES),
    default=("columnar",),
    help="Index anew although an index is kept from the last run. Repeatable.",
)
def run_engines(docs: tuple[str, ...], names: tuple[str, ...], rebuild: tuple[str, ...]) -> None:
    """Compare this engine with others on the same documents and queries."""
    counts = [None if count == "all" else int(count) for count in docs]
    sys.exit(0 if compare.compare(names, counts, rebuild) else 1)


if __name__ == "__main__":
    main()

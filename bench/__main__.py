"""`python -m bench`: what can be measured."""

from __future__ import annotations

import sys

import click

from bench import compare, engines, pages, product


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


@main.command("pages")
@click.option("--docs", default="all", help="How many articles; a number or all.")
@click.option("--clients", default=4, show_default=True, help="Requests at the same time in the last row.")
def run_pages(docs: str, clients: int) -> None:
    """Ask a server of our own, on the loopback, for a bounded number of pages."""
    sys.exit(0 if pages.measure(None if docs == "all" else int(docs), clients) else 1)


@main.command("product")
@click.option("--docs", default="all", help="How many documents; a number or all.")
@click.option("--rebuild", is_flag=True, help="Index anew although an index is kept from the last run.")
def run_product(docs: str, rebuild: bool) -> None:
    """Build, open, search, highlight and add, as the product does it."""
    product.report(None if docs == "all" else int(docs), rebuild)


if __name__ == "__main__":
    main()

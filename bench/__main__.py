"""The commands of `python -m bench`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from bench import compare, engines, exact, fuzz, label_scores, labels, pages, product, ranking, whole
from bench.retrieval import retrieval_report as relevance
from engine.errors import SearchError
from engine.factory import open_engine


@click.group()
def main() -> None:
    """Measure the engine and its like."""


@main.command("engines")
@click.option(
    "--docs", multiple=True, default=("10000", "all"), help="How many documents; a number or all. Repeatable."
)
@click.option("--engine", "names", multiple=True, type=click.Choice(engines.ENGINES), default=engines.ENGINES)
@click.option("--kept", is_flag=True, help="Take this engine's index of the last run too, as with the others.")
@click.option("--cpu", is_flag=True, help="Time queries by the processor's clock, on a machine that is busy otherwise.")
@click.option("--raw", default="all", help="How many documents at most are indexed from raw text; a number or all.")
def run_engines(docs: tuple[str, ...], names: tuple[str, ...], kept: bool, cpu: bool, raw: str) -> None:
    """Compare this engine with others on the same documents and queries; indexes are in bench/out/indexes."""
    counts = [None if count == "all" else int(count) for count in docs]
    most = None if raw == "all" else int(raw)
    sys.exit(0 if compare.compare(names, counts, () if kept else ("columnar",), cpu, most) else 1)


@main.command("pages")
@click.option("--docs", default="all", help="How many articles; a number or all.")
@click.option("--clients", default=4, show_default=True, help="Requests at the same time in the last row.")
def run_pages(docs: str, clients: int) -> None:
    """Ask a server of our own, on the loopback, for a bounded number of pages."""
    sys.exit(0 if pages.measure(None if docs == "all" else int(docs), clients) else 1)


@main.command("whole")
@click.option("--docs", default="all", help="Number of news items, or all.")
@click.option("--engine", "names", multiple=True, type=click.Choice(whole.ENGINES), default=whole.ENGINES)
@click.option("--rebuild", is_flag=True, help="Build all indexes again.")
def run_whole(docs: str, names: tuple[str, ...], rebuild: bool) -> None:
    """Time whole searches: query text to ten hits with passages and facets, beside other engines."""
    whole.report(None if docs == "all" else int(docs), names, rebuild)


@main.command("product")
@click.option("--docs", default="all", help="How many documents; a number or all.")
@click.option("--rebuild", is_flag=True, help="Index anew although an index is kept from the last run.")
def run_product(docs: str, rebuild: bool) -> None:
    """Build, open, search, highlight and add, as the product does it."""
    product.report(None if docs == "all" else int(docs), rebuild)


@main.command("exact")
@click.option("--cases", default=10_000, show_default=True, help="Substrings to look for.")
@click.option("--seed", default=1, show_default=True)
def run_exact(cases: int, seed: int) -> None:
    """Look for random substrings of real articles: all found, nothing else found in quotes, exactly they marked."""
    sys.exit(0 if exact.report(cases, seed) else 1)


@main.command("fuzz")
@click.option("--queries", default=10_000_000, show_default=True, help="How many, shared out over the seeds.")
@click.option("--seeds", default=100, show_default=True)
@click.option("--first", default=1, show_default=True, help="The first seed; one that is printed can be run again.")
@click.option("--engine", "url", help="Address of an index to ask as well, such as whoosh:var/index.")
def run_fuzz(queries: int, seeds: int, first: int, url: str | None) -> None:
    """Read any text as a query: nothing but a mistake is told of, and nothing takes a second."""
    sys.exit(0 if fuzz.report(queries, seeds, first, open_engine(url) if url else None) else 1)


@main.command("ranking")
@click.option("--sets", "folder", type=click.Path(path_type=Path), help="Folder of sets of queries.")
@click.option("--limit", type=int, help="About so many queries of each set.")
@click.option("--climb", is_flag=True, help="Keep a change that is better for all sets together, and go on from it.")
def run_ranking(folder: Path | None, limit: int | None, climb: bool) -> None:
    """Change every weight of the ranking in turn and measure all sets of queries."""
    sys.exit(0 if ranking.report(folder, limit, climb) else 1)


@main.command("labels")
def run_labels() -> None:
    """Print how far the two readings of the labelled news items agree."""
    labels.report()


@main.command("extraction")
@click.option("--half", type=click.Choice(("learn", "judge")), help="Both without it.")
@click.option("--misses", multiple=True, metavar="FIELD", help="Print what was missed or spurious. Repeatable.")
def run_extraction(half: str | None, misses: tuple[str, ...]) -> None:
    """Score extraction on the labelled news items, with reliability tables of the stated confidence."""
    label_scores.report(half, misses)


@main.command("search")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--news", type=click.Path(path_type=Path), help="Items that known-item queries are titles of.")
@click.option("--only", multiple=True, help="Names of sets to measure; all without it.")
@click.option("--system", "systems", multiple=True, type=click.Choice(relevance.SYSTEMS), help="Default: all of them.")
@click.option("--limit", type=int, help="Take only so many queries of each set.")
@click.option("--json", "as_json", is_flag=True, help="Print the rows as JSON.")
def run_search(
    folder: Path, news: Path | None, only: tuple[str, ...], systems: tuple[str, ...], limit: int | None, as_json: bool
) -> None:
    """Measure relevance on the query sets below FOLDER, beside stock ChineseAnalyzer with Whoosh and SQLite FTS5."""
    try:
        relevance.report(folder, news, only, systems, limit, as_json)
    except SearchError as error:
        raise click.ClickException(str(error)) from error


if __name__ == "__main__":
    main()

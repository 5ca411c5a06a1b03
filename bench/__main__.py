"""The commands of `python -m bench`."""

from __future__ import annotations

import sys
from contextlib import closing
from pathlib import Path

import click

from bench import compare, engines, exact, fuzz, label_scores, labels, pages, product, ranking, summary, whole
from bench.retrieval import retrieval_report as relevance
from bench.retrieval import slip_report
from engine.backends.whoosh.generation_searcher import open_current
from engine.errors import SearchError
from engine.factory import open_engine


@click.group()
def main() -> None:
    """Measure speed, size, relevance and extraction, beside other engines."""


@main.command("engines")
@click.option("--docs", multiple=True, default=("10000", "all"), help="Number of documents, or all; repeatable.")
@click.option("--engine", "names", multiple=True, type=click.Choice(engines.ENGINES), default=engines.ENGINES)
@click.option("--kept", is_flag=True, help="Reuse this engine's index of the last run, as with the others.")
@click.option("--cpu", is_flag=True, help="Measure CPU time instead of elapsed time, for a busy machine.")
@click.option("--raw", default="all", help="Maximum number of documents indexed from raw text, or all.")
def run_engines(docs: tuple[str, ...], names: tuple[str, ...], kept: bool, cpu: bool, raw: str) -> None:
    """Compare this engine with others on the same documents and queries; indexes are in bench/out/indexes."""
    counts = [None if count == "all" else int(count) for count in docs]
    most = None if raw == "all" else int(raw)
    sys.exit(0 if compare.compare(names, counts, () if kept else ("columnar",), cpu, most) else 1)


@main.command("pages")
@click.option("--docs", default="all", help="Number of articles, or all.")
@click.option("--clients", default=4, show_default=True, help="Concurrent requests in the last row.")
def run_pages(docs: str, clients: int) -> None:
    """Measure the pages of a local server with a fixed number of requests."""
    sys.exit(0 if pages.measure(None if docs == "all" else int(docs), clients) else 1)


@main.command("whole")
@click.option("--docs", default="all", help="Number of news items, or all.")
@click.option("--engine", "names", multiple=True, type=click.Choice(whole.ENGINES), default=whole.ENGINES)
@click.option("--rebuild", is_flag=True, help="Build all indexes again.")
def run_whole(docs: str, names: tuple[str, ...], rebuild: bool) -> None:
    """Time whole searches: query text to ten hits with passages and facets, beside other engines."""
    whole.report(None if docs == "all" else int(docs), names, rebuild)


@main.command("summary")
def run_summary() -> None:
    """Print one table of the last runs of engines, whole and pages."""
    summary.report()


@main.command("slips")
@click.argument("index", type=click.Path(exists=True, file_okay=False, path_type=Path))
def run_slips(index: Path) -> None:
    """Count how often the index in this folder corrects mistyped queries, reads pinyin, and doubts right queries."""
    slip_report.report(open_engine(f"whoosh:{index}"))


@main.command("slip-weights")
@click.argument("index", type=click.Path(exists=True, file_okay=False, path_type=Path))
def run_slip_weights(index: Path) -> None:
    """Learn the weights of engine/suggest/text_likelihood.py from mistyped texts of the index in this folder."""
    with closing(open_current(index)) as opened:
        for name, weight in slip_report.learn_weights(opened).items():
            print(f"{name:26} {weight:6.2f}")


@main.command("product")
@click.option("--docs", default="all", help="Number of documents, or all.")
@click.option("--rebuild", is_flag=True, help="Build the index again even if one is left from the last run.")
def run_product(docs: str, rebuild: bool) -> None:
    """Measure building, opening, searching, highlighting and updating."""
    product.report(None if docs == "all" else int(docs), rebuild)


@main.command("exact")
@click.option("--cases", default=10_000, show_default=True, help="Number of substrings to search for.")
@click.option("--seed", default=1, show_default=True)
def run_exact(cases: int, seed: int) -> None:
    """Search for random substrings of real articles: all are found and marked, quotes match nothing else."""
    sys.exit(0 if exact.report(cases, seed) else 1)


@main.command("fuzz")
@click.option("--queries", default=10_000_000, show_default=True, help="Number of queries, divided among the seeds.")
@click.option("--seeds", default=100, show_default=True)
@click.option(
    "--first", default=1, show_default=True, help="First seed; repeat a failure with the seed that is printed."
)
@click.option("--engine", "url", help="Address of an index to search too, such as whoosh:var/index.")
def run_fuzz(queries: int, seeds: int, first: int, url: str | None) -> None:
    """Parse random texts as queries: only syntax errors are reported, and none takes a second."""
    sys.exit(0 if fuzz.report(queries, seeds, first, open_engine(url) if url else None) else 1)


@main.command("ranking")
@click.option("--sets", "folder", type=click.Path(path_type=Path), help="Folder of query sets.")
@click.option("--limit", type=int, help="Approximate number of queries from each set.")
@click.option("--climb", is_flag=True, help="Keep each change that improves all sets together.")
def run_ranking(folder: Path | None, limit: int | None, climb: bool) -> None:
    """Vary each ranking weight in turn and measure all query sets."""
    sys.exit(0 if ranking.report(folder, limit, climb) else 1)


@main.command("labels")
def run_labels() -> None:
    """Print the agreement of the two annotators of the labelled items."""
    labels.report()


@main.command("extraction")
@click.option("--half", type=click.Choice(("learn", "judge")), help="Half of the items; both by default.")
@click.option(
    "--misses", multiple=True, metavar="FIELD", help="Print missed and spurious values of this field; repeatable."
)
def run_extraction(half: str | None, misses: tuple[str, ...]) -> None:
    """Score extraction on the labelled news items, with reliability tables of the stated confidence."""
    label_scores.report(half, misses)


@main.command("search")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--news", type=click.Path(path_type=Path), help="News items whose titles are the known-item queries.")
@click.option("--only", multiple=True, help="Name of a set to measure; all by default.")
@click.option(
    "--system",
    "systems",
    multiple=True,
    type=click.Choice(relevance.SYSTEMS),
    help="System to measure; all by default.",
)
@click.option("--limit", type=int, help="Maximum number of queries from each set.")
@click.option("--json", "as_json", is_flag=True, help="Print the rows as JSON.")
def run_search(
    folder: Path, news: Path | None, only: tuple[str, ...], systems: tuple[str, ...], limit: int | None, as_json: bool
) -> None:
    """Measure relevance on the query sets below FOLDER, beside stock Whoosh and SQLite FTS5."""
    try:
        relevance.report(folder, news, only, systems, limit, as_json)
    except SearchError as error:
        raise click.ClickException(str(error)) from error


if __name__ == "__main__":
    main()

"""The commands of the indexer: articles, build."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click

from engine.errors import DocumentRejected
from engine.settings import engine_url, load
from indexer.build import build as build_index
from indexer.pipeline import articles as find_articles
from indexer.report import Report

PATHS = click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))


@click.command()
@PATHS
@click.option("--strict", is_flag=True, help="Exit with 4 when a file was rejected.")
def articles(paths: tuple[Path, ...], strict: bool) -> None:
    """Print the articles of files and folders, one JSON object a line."""
    report = Report()
    for article in find_articles(paths, report):
        click.echo(json.dumps(article.to_json(), ensure_ascii=False))
    _tell(report, strict)


@click.command()
@PATHS
@click.option("--data", type=click.Path(path_type=Path), help="Folder of the index (ZHENWEN_DATA, ./var).")
@click.option("--strict", is_flag=True, help="Exit with 4 when a file was rejected.")
@click.option("--json", "as_json", is_flag=True, help="Print the outcome as JSON.")
def build(paths: tuple[Path, ...], data: Path | None, strict: bool, as_json: bool) -> None:
    """Index files and folders."""
    values = load({"data": data and str(data)})
    report = build_index(paths, engine_url(values), int(values["memory_mb"].value))
    if as_json:
        rejected = [asdict(rejection) for rejection in report.rejected]
        click.echo(json.dumps({"articles": report.articles, "rejected": rejected}, ensure_ascii=False))
    else:
        click.echo(f"{report.articles} articles indexed.", err=True)
    _tell(report, strict)


def _tell(report: Report, strict: bool) -> None:
    """List what was rejected on stderr. Raises DocumentRejected where that is not to be passed over."""
    for rejection in report.rejected:
        click.echo(f"Rejected {rejection.file}: {rejection.reason}", err=True)
    if strict and report.rejected:
        raise DocumentRejected(f"{len(report.rejected)} of {report.files} files were rejected.")

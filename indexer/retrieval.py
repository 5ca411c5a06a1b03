"""Sets of queries with what they should find, and how well an index finds it."""

from __future__ import annotations

import json
import lzma
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.answering import answer
from engine.article import Article
from engine.backend import Engine
from engine.errors import SettingError
from engine.parser import read
from engine.query import Every, Request

DEPTH = 10  # hits that are looked at
Search = Callable[[str], list[tuple[str, float]]]


@dataclass(frozen=True, slots=True)
class QuerySet:
    """Queries by id, grades of documents for each, and where the documents are; `titled`: with their titles."""

    name: str
    queries: Mapping[str, str]
    grades: Mapping[str, Mapping[str, int]]
    documents: Path
    titled: bool = True

    def read(self) -> Iterator[Article]:
        """The documents as articles."""
        for row in _rows(self.documents):
            yield Article(str(row["id"]), self.name, (row.get("title") or None) if self.titled else None, row["body"])


def read_sets(folder: Path, news: Path) -> Iterator[QuerySet]:
    """The sets below a folder: docs.jsonl(.xz), queries.jsonl and qrels.tsv; or queries.tsv, whose second column is an
    item of `news`, of which only the bodies are searched. Raises SettingError where there is none.
    """
    found = False
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        documents = next((file for file in sorted(path.glob("docs.jsonl*"))), None)
        if documents:
            grades: dict[str, dict[str, int]] = {}
            for line in (path / "qrels.tsv").read_text(encoding="utf-8").splitlines():
                query, document, grade = line.split("\t")
                grades.setdefault(query, {})[document] = int(grade)
            queries = {row["id"]: row["text"] for row in _rows(path / "queries.jsonl")}
            found = True
            yield QuerySet(path.name, queries, grades, documents)
        elif (path / "queries.tsv").exists() and news.exists():
            lines = (path / "queries.tsv").read_text(encoding="utf-8").splitlines()
            pairs = [line.split("\t") for line in lines if "\t" in line]
            queries = {f"{number}": pair[0] for number, pair in enumerate(pairs)}
            found = True
            yield QuerySet(path.name, queries, {f"{n}": {pair[1]: 1} for n, pair in enumerate(pairs)}, news, False)
    if not found:
        raise SettingError(f"There are no sets of queries below {folder}.")


def measure(queries: QuerySet, search: Search) -> dict[str, float]:
    """success@1, MRR@10 and nDCG@10 over the queries of a set. Raises SettingError without the metrics library."""
    try:
        from ir_measures import RR, Qrel, ScoredDoc, Success, calc_aggregate, nDCG
    except ImportError as error:
        raise SettingError("Measuring needs ir-measures: pip install 'zhenwen[eval]'.") from error
    names = {"success@1": Success @ 1, "MRR@10": RR @ 10, "nDCG@10": nDCG @ 10}
    qrels = [Qrel(query, name, grade) for query, held in queries.grades.items() for name, grade in held.items()]
    run = []
    for query, text in queries.queries.items():
        # Scores are made to fall with the rank, so that ties stay in the order shown.
        run += [ScoredDoc(query, name, -float(rank)) for rank, (name, _) in enumerate(search(text)[:DEPTH])]
    found: dict[Any, float] = calc_aggregate(list(names.values()), qrels, run)
    return {name: float(found[kind]) for name, kind in names.items()}


def hits(engine: Engine, text: str) -> list[tuple[str, float]]:
    """What the first page shows for what a reader types: the hits, and below a short list those with a part of it."""
    found = answer(engine, read(text), Request(Every(), limit=DEPTH, passages=False))
    return [(hit.article.id, hit.score) for hit in (*found.results.hits, *found.further)]


def triples(articles: Iterable[Article]) -> Iterator[tuple[str, str, str]]:
    """Ids, titles and bodies."""
    return ((article.id, article.title or "", article.body) for article in articles)


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    if path.suffix == ".xz":
        with lzma.open(path, "rt", encoding="utf-8") as packed:
            yield from map(json.loads, packed)
    else:
        with path.open(encoding="utf-8") as lines:
            yield from map(json.loads, lines)

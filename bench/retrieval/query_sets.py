"""Query sets with relevance judgements, and their documents."""

from __future__ import annotations

import json
import lzma
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.article import Article
from engine.errors import SettingError


@dataclass(frozen=True, slots=True)
class QuerySet:
    """Queries by id, graded documents for each, and the path of the documents; `titled` if these include titles."""

    name: str
    queries: Mapping[str, str]
    grades: Mapping[str, Mapping[str, int]]
    documents: Path
    titled: bool = True

    def read(self) -> Iterator[Article]:
        """Yield the documents as articles."""
        for row in _rows(self.documents):
            yield Article(str(row["id"]), self.name, (row.get("title") or None) if self.titled else None, row["body"])


def read_sets(folder: Path, news: Path) -> Iterator[QuerySet]:
    """Yield the query sets below a folder.

    A set is docs.jsonl(.xz), queries.jsonl and qrels.tsv; or queries.tsv, whose second column is an item of `news`, of
    which only the bodies are searched. Raises SettingError if there is none.
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


def triples(articles: Iterable[Article]) -> Iterator[tuple[str, str, str]]:
    """Yield ids, titles and bodies."""
    return ((article.id, article.title or "", article.body) for article in articles)


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    if path.suffix == ".xz":
        with lzma.open(path, "rt", encoding="utf-8") as packed:
            yield from map(json.loads, packed)
    else:
        with path.open(encoding="utf-8") as lines:
            yield from map(json.loads, lines)

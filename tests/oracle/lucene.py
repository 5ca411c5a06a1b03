"""Apache Lucene on the same articles: LuceneOracle.java, which is given folded text, values and queries as trees."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bench.corpus import OUT
from bench.java_program import JavaProgram
from engine.article import Article
from engine.query.tree import And, DateRange, Every, Facet, Near, Not, Or, Phrase, Query, Request, Term, Wildcard
from engine.results.filter_conditions import conditions, with_filters
from engine.schema import facet_values, leader_paths, texts
from engine.text.normalize import fold
from engine.text.words import query_words, required_matches

SOURCE = Path(__file__).parent / "LuceneOracle.java"


@dataclass(frozen=True)
class Answer:
    """A total, a checksum of the set of matches, the numbers of the hits of a page, and a checksum for each facet."""

    total: int
    matches: int
    hits: tuple[int, ...]
    counts: tuple[int, ...]


class Lucene:
    """Lucene on an index in a folder. Raises ImportError if there is no Java, no Maven or no library."""

    def __init__(self, folder: Path) -> None:
        self._program = JavaProgram(SOURCE, OUT / "oracle", [str(folder)])

    def index(self, articles: Iterable[Article]) -> None:
        """Index articles; their numbers are their places."""
        self._program.write("index")
        for article in articles:
            self._program.write(_line([part for pair in _columns(article) for part in pair]))
        self._program.answer("end")

    def ask(self, request: Request) -> None:
        """Send a request; `answer` returns what Lucene says."""
        parts: list[object] = ["ask", request.offset, request.limit, request.sort, len(request.counted)]
        parts += [*request.counted, *written(with_filters(request))]
        for name, condition in conditions(request.filters).items():
            parts += [name, *written(condition)]
        self._program.send(_line(parts))

    def answer(self) -> Answer:
        """Return the answer to the request."""
        total, matches, hits, *counts = self._program.receive()[0].split("\t")
        return Answer(int(total), int(matches), tuple(map(int, hits.split())), tuple(map(int, counts)))

    def numbers(self, query: Query) -> list[int]:
        """Return the numbers of all matches of a query."""
        return [int(line) for line in self._program.answer(_line(["list", *written(query)]))]


def _columns(article: Article) -> Iterator[tuple[str, object]]:
    """Yield names and values of an article."""
    yield "date", article.date.strftime("%Y%m%d") if article.date else 0
    yield "added", int(article.added.timestamp()) if article.added else 0
    yield from (("towns", path) for path in article.towns)
    yield from (("places", path) for path in (*article.towns, *article.places))
    yield from (("leaders", path) for path in leader_paths(article))
    yield from (("leading", path) for path in facet_values(article, "leader"))
    yield from (("former", name) for name in article.former)
    yield from ((name, value) for name, value in (("outlet", article.source), ("group", article.group)) if value)
    yield from ((name, "\n".join(map(fold, text.split("\n")))) for name, text in texts(article))


def _line(parts: Iterable[object]) -> str:
    return "\t".join(map(_escaped, map(str, parts)))


def _escaped(text: str) -> str:
    return text.replace("\\", "\\b").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")


def written(query: Query) -> list[object]:
    """Return a query in prefix form; the words of a term are those that the engine takes."""
    match query:
        case Term(text, field):
            words = query_words(text) or (fold(text),)
            return ["atleast", field or "", min(required_matches(text), len(words)) or 1, len(words), *words]
        case Phrase(text, field):
            return ["literal", field or "", fold(text)]
        case Wildcard(pattern, field):
            texts_and_signs = re.split(r"([*?]+)", fold(pattern).strip("*"))
            if texts_and_signs[0]:
                texts_and_signs[:0] = ["", ""]
            if not texts_and_signs[-1]:
                texts_and_signs.pop()
            signs, found = texts_and_signs[1::2], texts_and_signs[2::2]
            signs += [""] * (len(found) + 1 - len(signs))
            pairs = [part for pair in zip(found, signs[1:], strict=True) for part in pair]
            return ["wildcard", field or "", signs[0], len(found), *pairs]
        case Near(parts, distance, field):
            return ["near", field or "", distance, len(parts), *map(fold, parts)]
        case Facet(field, value):
            return ["facet", field, value]
        case DateRange(since, until):
            return ["days", *(day.strftime("%Y%m%d") if day else end for day, end in ((since, 1), (until, 99991231)))]
        case And(parts) | Or(parts):
            kind = "and" if isinstance(query, And) else "or"
            return [kind, len(parts), *(word for part in parts for word in written(part))]
        case Not(part):
            return ["not", *written(part)]
        case Every():
            return ["every"]

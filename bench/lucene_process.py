"""A Java process that runs bench/lucene/LuceneEngine.java, controlled by lines of text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from bench.corpus import OUT, VALUE_SEPARATOR, Document
from bench.java_program import JavaProgram
from bench.queries import Query

SOURCE = Path(__file__).parent / "lucene" / "LuceneEngine.java"
LINE_FEED = "\x01"


class LuceneProcess:
    """Lucene on the index of one folder. Raises ImportError if there is no Java, no Maven or no library."""

    def __init__(self, folder: Path) -> None:
        self._program = JavaProgram(SOURCE, OUT / "lucene", [str(folder)])

    @property
    def process_id(self) -> int:
        """The process id, for measurements of memory."""
        return self._program.process_id

    def index(self, documents: Iterable[Document], mode: str) -> None:
        """Index segmented documents: "words", "literal" (pairs of characters too) or "whole" (passages too)."""
        self._program.write(f"index\t{mode}")
        for d in documents:
            values = (d.id, str(d.date), d.source, d.title, d.body, d.title_words, d.body_words, d.characters, d.pairs)
            self._program.write("\t".join(map(_one_line, (*values, d.towns, d.leaders))))
        self._program.answer("end")

    def open(self) -> None:
        """Open the index for searching."""
        self._program.answer("open")

    def run(self, kind: str, queries: Sequence[Query], cpu: bool = False) -> list[float]:
        """Return milliseconds of each query of a class, measured inside the process."""
        lines = self._ask(f"run\t{kind}\t{'cpu' if cpu else 'wall'}", queries)
        return [int(line) / 1e6 for line in lines]

    def answers(self, kind: str, queries: Sequence[Query]) -> Iterator[tuple[int, list[dict[str, int]], list[int]]]:
        """Yield for each query the total, the counts of sources and of months, and the days of the hits."""
        for line in self._ask(f"answers\t{kind}", queries):
            total, *counted, days = line.split("\t")
            yield int(total), [_counts(each) for each in counted], [int(day) for day in days.split()]

    def _ask(self, command: str, queries: Sequence[Query]) -> list[str]:
        rows = [
            "\t".join((" ".join(q.words), _one_line(q.text), str(q.since), str(q.until), _one_line(q.source)))
            for q in queries
        ]
        return self._program.answer("\n".join([f"{command}\t{len(queries)}", *rows]))


def _one_line(text: str) -> str:
    return re.sub(r"[\t\r]", " ", text).replace("\n", LINE_FEED)


def _counts(text: str) -> dict[str, int]:
    parts = text.split(VALUE_SEPARATOR)
    return dict(zip(parts[::2], map(int, parts[1::2]), strict=False))

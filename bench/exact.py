"""Correctness of substring search over real articles: recall, exactness of quoted queries, and exact highlights."""

from __future__ import annotations

import itertools
import json
import lzma
import random
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from engine.article import Article
from engine.backends.whoosh.generation_searcher import GenerationSearcher, open_current
from engine.factory import open_builder
from engine.query.match_ranges import highlights
from engine.query.parser import parse_leniently
from engine.query.printer import format_query
from engine.query.tree import Phrase, Query
from engine.results.snippet import snippets
from engine.schema import texts
from engine.search import ALL_ARTICLES
from engine.text.normalize import fold
from engine.vocabulary import Vocabulary
from indexer.pipeline import articles

EXPANSION = Vocabulary().expansion

SHARED = Path(__file__).parents[2] / "shared" / "corpus"
NEWS = 2_000
MAX_SUBSTRING_CHARS = 12


@dataclass
class Tally:
    """Number of substrings tested, and those that failed each check."""

    cases: int = 0
    unfound: list[str] = field(default_factory=list)  # not found when typed without quotes
    missed: list[str] = field(default_factory=list)  # when quoted, an article that contains it is not found
    strangers: list[str] = field(default_factory=list)  # when quoted, an article that does not contain it is found
    unmarked: list[str] = field(default_factory=list)  # highlights differ from the places where it occurs
    misread: list[str] = field(default_factory=list)  # the quoted string is parsed as something else

    def rows(self) -> Iterator[tuple[str, float]]:
        """Yield names of the measures and their values, 1.0 if nothing failed."""
        for name, wrong in (
            ("recall, as it stands", self.unfound),
            ("recall, quoted", self.missed),
            ("precision, quoted", self.strangers),
            ("highlights exact", self.unmarked),
            ("quotation read back", self.misread),
        ):
            yield name, 1 - len(wrong) / max(1, self.cases)


def real() -> Iterator[Article]:
    """Yield the articles of the seeds and the local news, and 2,000 items of the news."""
    yield from articles((SHARED / "seeds", SHARED / "localgov"))
    for name in ("xwlb", "crud"):
        with lzma.open(SHARED / "news" / f"{name}.jsonl.xz", "rt", encoding="utf-8") as lines:
            for row in map(json.loads, itertools.islice(lines, NEWS // 2)):
                yield Article(str(row["id"]), name, row.get("title") or None, row["body"], source=row.get("source"))


def substrings(held: Sequence[Article], count: int, seed: int) -> Iterator[tuple[Article, str]]:
    """Yield substrings of 1 to 12 characters of the searched text, not only spaces, each with its article."""
    chance = random.Random(seed)
    while count:
        article = chance.choice(held)
        text = chance.choice([text for _, text in texts(article)])
        length = chance.randint(1, MAX_SUBSTRING_CHARS)
        start = chance.randrange(max(1, len(text) - length + 1))
        piece = text[start : start + length]
        if fold(piece).strip():
            count -= 1
            yield article, piece


def check(held: Iterable[Article], count: int, seed: int) -> Tally:
    """Index the articles and search for `count` substrings of them."""
    held = list(held)
    tally = Tally()
    folded = {article.id: [fold(text) for _, text in texts(article)] for article in held}
    with tempfile.TemporaryDirectory(prefix="zhenwen-exact-") as folder:
        builder = open_builder(f"whoosh:{folder}/index")
        builder.add(held)
        builder.switch()
        engine = open_current(Path(folder) / "index")
        found = _finder(engine)
        for article, piece in substrings(held, count, seed):
            tally.cases += 1
            wanted = fold(piece)
            if article.id not in found(EXPANSION.expand(parse_leniently(piece).whole)):
                tally.unfound.append(piece)
            quoted = parse_leniently(format_query(Phrase(piece))).query
            if quoted != Phrase(piece):
                tally.misread.append(piece)
            truth = {name for name, zones in folded.items() if any(wanted in zone for zone in zones)}
            answered = found(Phrase(piece))
            if truth - answered:
                tally.missed.append(piece)
            if answered - truth:
                tally.strangers.append(piece)
            if not marked(article, piece):
                tally.unmarked.append(piece)
        engine.close()
    return tally


def marked(article: Article, piece: str) -> bool:
    """Return whether the body and the snippets highlight this substring and nothing else."""
    wanted = fold(piece)
    if _covered(highlights(article.body, Phrase(piece))) != _standing(fold(article.body), wanted):
        return False
    for snippet in snippets(article, Phrase(piece)):
        whole = fold(getattr(article, snippet.field))
        held = _covered(snippet.ranges)
        if not _standing(fold(snippet.text), wanted) <= held:
            return False
        at = whole.find(fold(snippet.text))
        if not any(held <= {n - at for n in _standing(whole, wanted)} for at in _starts(whole, fold(snippet.text), at)):
            return False
    return True


def _starts(whole: str, part: str, at: int) -> Iterator[int]:
    while at >= 0:
        yield at
        at = whole.find(part, at + 1)


def _covered(ranges: Iterable[tuple[int, int]]) -> set[int]:
    return {place for start, end in ranges for place in range(start, end)}


def _standing(folded: str, wanted: str) -> set[int]:
    starts = (start for start in range(len(folded)) if folded.startswith(wanted, start))
    return {place for start in starts for place in range(start, start + len(wanted))}


class _finder:  # noqa: N801
    """A search that returns the ids of all matching articles without reading them."""

    def __init__(self, engine: GenerationSearcher) -> None:
        self._snapshot = engine
        everything = self._snapshot._run(ALL_ARTICLES)
        numbers = [number for number, _ in everything.best(everything.total)]
        self._names = {number: self._snapshot._article(number).id for number in numbers}

    def __call__(self, query: Query) -> set[str]:
        found = self._snapshot._run(query)
        return {self._names[number] for number, _ in found.best(found.total)} if found.total else set()


def report(count: int, seed: int) -> bool:
    """Print the figures over real articles; return True if all are 1."""
    if not (SHARED / "seeds").is_dir():
        print(f"This check wants the articles in {SHARED}, which are not here.")
        return False
    tally = check(real(), count, seed)
    print(f"{tally.cases:,} substrings of 1 to {MAX_SUBSTRING_CHARS} characters, seed {seed}")
    for name, value in tally.rows():
        print(f"{name:22} {value:.6f}")
    for piece in [*tally.unfound, *tally.missed, *tally.strangers, *tally.unmarked, *tally.misread][:20]:
        print(f"  wrong: {piece!r}")
    return all(value == 1 for _, value in tally.rows())

"""Evaluate extraction: compare extracted articles with gold labels, field by field."""

from __future__ import annotations

import json
import operator
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from engine.article import Article, Leader
from engine.errors import DocumentRejected
from engine.messages import Message, describe_error

FieldEquality = Callable[[Any, Any], bool]


@dataclass
class FieldTally:
    """Correct, spurious and missed values of one field."""

    right: int = 0
    spurious: int = 0
    missed: int = 0

    @property
    def precision(self) -> float:
        """Share of extracted values that are correct; 1 if there are none."""
        return self.right / (self.right + self.spurious) if self.right + self.spurious else 1.0

    @property
    def recall(self) -> float:
        """Share of labelled values that were extracted; 1 if there are none."""
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        return 2 * self.right / max(1, 2 * self.right + self.spurious + self.missed)


@dataclass
class Evaluation:
    """Tallies by field, in table order, and a sentence for each miss."""

    tallies: dict[str, FieldTally] = field(default_factory=dict)
    misses: list[Message] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        """Return the scores by field, rounded to three places, and the misses."""
        fields = {
            name: {
                "precision": round(tally.precision, 3),
                "recall": round(tally.recall, 3),
                "f1": round(tally.f1, 3),
                "right": tally.right,
                "spurious": tally.spurious,
                "missed": tally.missed,
            }
            for name, tally in self.tallies.items()
        }
        return {"fields": fields, "misses": self.misses}

    def count(
        self, name: str, file: str, gold: Sequence[Any], extracted: Sequence[Any], same: FieldEquality = operator.eq
    ) -> None:
        """Count the extracted values of a field against the labelled ones, each used once."""
        tally = self.tallies.setdefault(name, FieldTally())
        remaining = list(extracted)
        for expected in gold:
            match = next((value for value in remaining if same(expected, value)), None)
            if match is None:
                tally.missed += 1
                self.misses.append(
                    Message("%(file)s: %(field)s: missed %(value)s", file=file, field=name, value=_say(expected))
                )
            else:
                tally.right += 1
                remaining.remove(match)
        tally.spurious += len(remaining)
        self.misses += [
            Message("%(file)s: %(field)s: spurious %(value)s", file=file, field=name, value=_say(value))
            for value in remaining
        ]


def _say(value: Any) -> str:
    return " ".join(value) if isinstance(value, tuple) else str(value)


Gold = Mapping[str, Any]
Pair = tuple[str, str]

# Any article may name them, so labels omit them.
NATIONAL_LEADERS = frozenset(("习近平", "李克强", "李强", "胡锦涛", "江泽民"))
# Maximum distance from the ends of a body for its labelled first and last words.
FRONT_CHARS, BACK_CHARS = 200, 120


def read_gold(path: Path) -> dict[str, list[Gold]]:
    """Read labelled articles by file: a JSON list of files with articles, or JSON Lines with one article per file.

    Raises DocumentRejected if it is neither.
    """
    text = path.read_text(encoding="utf-8")
    try:
        if path.suffix == ".json":
            return {row["file"]: row["articles"] for row in json.loads(text)}
        rows = [json.loads(line) for line in text.splitlines() if line.strip()]
        return {row["file"]: [row] for row in rows}
    except (ValueError, KeyError, TypeError) as error:
        raise DocumentRejected(
            "%(path)s holds no labels that can be read (%(error)s); see docs for their form.",
            path=path,
            error=describe_error(error),
        ) from error


def evaluate(gold: Mapping[str, Sequence[Gold]], articles: Iterable[Article]) -> Evaluation:
    """Compare extracted articles with labels; files are matched by name, without folders."""
    by_file: dict[str, list[Article]] = {}
    for article in articles:
        by_file.setdefault(article.file.rpartition("/")[2], []).append(article)
    result = Evaluation()
    for file, labels in gold.items():
        left = by_file.get(file.rpartition("/")[2], [])
        for label in labels:
            if "ends" in label:
                one = next((a for a in left if compare(label["starts"]) in compare(a.body)[:FRONT_CHARS]), None)
                exact = one is not None and compare(label["ends"]) in compare(one.body)[-BACK_CHARS:]
                left = [a for a in left if a is not one]
            else:
                expected = label.get("articles") or 1
                exact = len(left) == expected
                one = _merge(left) if expected > 1 else max(left, key=lambda a: len(a.body), default=None)
                left = []
            name = label.get("title") or file
            result.count("split", file, [name], [name] if exact else [])
            _count_fields(result, file, label, one)
        result.count("split", file, [], [f"article that begins {a.body[:20]}" for a in left])
    return result


def compare(text: str | None) -> str:
    """Fold a text for comparison: without width, space and surrounding quotes."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text or "")).strip("《》【】\"“”'")


def _merge(articles: Sequence[Article]) -> Article | None:
    """Merge the articles of a digest, whose labels apply to all of it."""
    if not articles:
        return None
    towns = tuple(dict.fromkeys(town for a in articles for town in a.towns))
    leaders = tuple(dict.fromkeys(leader for a in articles for leader in a.leaders))
    authors = tuple(dict.fromkeys(name for a in articles for name in a.authors))
    return replace(articles[0], title=None, towns=towns, leaders=leaders, authors=authors)


def _count_fields(result: Evaluation, file: str, label: Gold, article: Article | None) -> None:
    """Count every labelled field."""
    title = label.get("title")
    hit = title and article and compare(title) in _titles(article)
    result.count("title", file, [title] if title else [], [title] if hit else [])
    date, source = (article.date, article.source) if article else (None, None)
    for name, value in (("date", date.isoformat() if date else None), ("source", source)):
        expected = label.get(name)
        result.count(name, file, [compare(expected)] if expected else [], [compare(value)] if value else [])
    if "authors" in label:
        result.count("authors", file, label["authors"], article.authors if article else ())
    if "towns" in label:
        result.count("towns", file, label["towns"], article.towns if article else ())
    elif label.get("place"):
        place = label["place"]
        near = article is not None and any(is_place(place, town) for town in article.towns)
        result.count("place", file, [place], [place] if near else [])
    if "leaders" in label:
        _count_leaders(result, file, label["leaders"], article.leaders if article else ())


def _titles(article: Article) -> set[str]:
    """Return the accepted titles: the title alone, or with the lines above and below it."""
    kicker, title, subtitle = (compare(part) for part in (article.kicker, article.title, article.subtitle))
    return {title, kicker + title, title + subtitle, kicker + title + subtitle}


def is_place(place: str, path: str) -> bool:
    """Return True if a labelled place (海淀区苏家坨镇) is the place of a path."""
    expected, names = compare(place), path.split("/")
    return "".join(names).endswith(expected) or expected.endswith(names[-1]) or names[-1] in expected.split("/")


def _count_leaders(result: Evaluation, file: str, labels: Sequence[Gold], leaders: Sequence[Leader]) -> None:
    """Count the people, and each of them with each post."""
    wanted = [(label["name"], post) for label in labels for post in _posts(label.get("role") or label.get("posts"))]
    extracted = [(x.name, post) for x in leaders for post in _posts(x.post) if x.name not in NATIONAL_LEADERS]
    people = sorted({label["name"] for label in labels})
    result.count("leader", file, people, sorted(Counter(name for name, _ in extracted)))
    result.count("leader+post", file, wanted, extracted, _is_same_post)


def _posts(text: str | None) -> list[str]:
    return [post for post in re.split(r"[、,，]", text or "") if post]


def _is_same_post(expected: Pair, pair: Pair) -> bool:
    """Return True if two posts of a person differ only in a body that one of them names: 区委书记, 通州区委书记."""
    return expected[0] == pair[0] and (expected[1].endswith(pair[1]) or pair[1].endswith(expected[1]))

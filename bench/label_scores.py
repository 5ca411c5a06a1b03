"""Accuracy of extraction on the labelled news items of tests/data/labels, field by field.

A value that both readings have is right, one that neither has is spurious; values on which the readings disagree are
left out. Leaders' posts are equal where one ends with the other (通州区委书记, 区委书记), bodies where the longer one
only adds names of places in front.
"""

from __future__ import annotations

import json
import lzma
import operator
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.labels import Label, read_labels
from engine.article import Article
from engine.text.gazetteer import paths
from indexer.document import RawDocument
from indexer.pipeline import extract
from indexer.quality.extraction_scores import NATIONAL_LEADERS, FieldTally, compare

NEWS = Path(__file__).parents[2] / "shared" / "corpus" / "news"
# Upper ends of the classes of confidence in the reliability table.
CONFIDENCE_CLASSES = (0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 0.98, 1.01)
MAX_PLACE_CHARS = 12

Equality = Callable[[Any, Any], bool]


@dataclass
class LabelScores:
    """Tallies and misses by field, and (confidence, is right) of each judged value by field."""

    tallies: dict[str, FieldTally] = field(default_factory=dict)
    misses: dict[str, list[str]] = field(default_factory=dict)
    judged: dict[str, list[tuple[float, bool]]] = field(default_factory=dict)

    def count(
        self,
        name: str,
        item: str,
        gold: Sequence[Any],
        doubtful: Sequence[Any],
        values: Sequence[Any],
        same: Equality = operator.eq,
        confidence: Mapping[Any, float] | None = None,
    ) -> None:
        """Count extracted values against those of both readings (`gold`) and of one reading (`doubtful`)."""
        tally = self.tallies.setdefault(name, FieldTally())
        missed = list(gold)
        for value in values:
            match = next((expected for expected in missed if same(expected, value)), None)
            if match is not None:
                missed.remove(match)
                tally.right += 1
            elif any(same(expected, value) for expected in (*doubtful, *gold)):
                continue
            else:
                tally.spurious += 1
                self.misses.setdefault(name, []).append(f"{item}: spurious {value}")
            if confidence and value in confidence:
                self.judged.setdefault(name, []).append((confidence[value], match is not None))
        tally.missed += len(missed)
        self.misses.setdefault(name, []).extend(f"{item}: missed {value}" for value in missed)


def score(half: str | None = None, news: Path = NEWS) -> LabelScores:
    """Extract the labelled items of a half (both if None) and compare them with both readings."""
    first, second = read_labels(1, half), read_labels(2, half)
    scores = LabelScores()
    for item, text in sorted(read_texts(set(first), news).items()):
        _count_item(scores, item, text, (first[item], second[item]))
    return scores


def read_texts(items: set[str], news: Path = NEWS) -> dict[str, str]:
    """Return the texts of items by id from the compressed news files."""
    texts: dict[str, str] = {}
    for name in ("crud.jsonl.xz", "xwlb.jsonl.xz"):
        with lzma.open(news / name, "rt", encoding="utf-8") as file:
            for line in file:
                row = json.loads(line)
                if row["id"] in items:
                    texts[row["id"]] = row["body"]
    return texts


def _count_item(scores: LabelScores, item: str, text: str, labels: tuple[Label, Label]) -> None:
    articles = list(extract(RawDocument(f"{item}.txt", text)))
    labels = (_resolve(labels[0], text), _resolve(labels[1], text))
    if labels[0]["articles"] == labels[1]["articles"]:
        expected = labels[0]["articles"]
        scores.count("split" if expected else "not news", item, [expected], [], [len(articles)])
        if not expected:
            return
    for name, gold_values, values, same in FIELDS:
        if name == "title" and len(articles) > 1:
            continue  # the label is the headline of a digest as a whole
        sets = [_distinct(gold_values(label), same) for label in labels]
        gold = [value for value in sets[0] if any(same(value, other) for other in sets[1])]
        doubtful = [value for one in sets for value in one if not any(same(value, other) for other in gold)]
        extracted = _distinct((value for article in articles for value in values(article)), same)
        if name == "date":  # the day of a dateline, whose year the text does not say, is neither right nor wrong
            partial = tuple(label["partial_date"] for label in labels if label["partial_date"])
            extracted = [value for value in extracted if value in gold or not value.endswith(partial)]
        scores.count(name, item, gold, doubtful, extracted, same, _confidences(name, articles))


def _resolve(label: Label, text: str) -> Label:
    """Replace the range of the title by its text."""
    return {**label, "title": text[slice(*label["title"])] if label["title"] else None}


def _distinct(values: Iterator[Any], same: Equality) -> list[Any]:
    """Return the values without those that an earlier one equals."""
    distinct: list[Any] = []
    for value in values:
        if not any(same(other, value) for other in distinct):
            distinct.append(value)
    return distinct


def _confidences(name: str, articles: Sequence[Article]) -> dict[Hashable, float]:
    """Return the highest confidence of each value of a field as its evidence states it."""
    evidence_field = {"leader+post": "leaders"}.get(name, name)
    confidences: dict[Hashable, float] = {}
    for article in articles:
        for item in article.evidence:
            if item.field in (evidence_field, {"leaders": "former_posts", "places": "towns"}.get(evidence_field)):
                value: Hashable = tuple(item.value.split(" ", 1)) if name == "leader+post" else item.value
                value = compare(item.value) if name in ("title", "source") else value
                confidences[value] = max(confidences.get(value, 0.0), item.confidence)
    return confidences


def _single(key: str) -> Callable[[Label], Iterator[str]]:
    return lambda label: iter([compare(label[key])] if label[key] else [])


def _gold_leaders(*names: str, public: bool = False) -> Callable[[Label], Iterator[Any]]:
    def values(label: Label) -> Iterator[Any]:
        for row in label["leaders"]:
            if row["name"] not in NATIONAL_LEADERS and (row["kind"] == "public" or not public):
                yield tuple(row[name] for name in names)

    return values


def _leaders(*names: str, public: bool = False) -> Callable[[Article], Iterator[Any]]:
    def values(article: Article) -> Iterator[Any]:
        for leader in (*article.leaders, *article.former_posts):
            if leader.name not in NATIONAL_LEADERS and (not public or getattr(leader, "kind", "public") == "public"):
                yield tuple(getattr(leader, name, None) for name in names)

    return values


def _main_places(label: Label) -> Iterator[str]:
    return _with_parents(row["path"] for row in label["places"] if row["about"] == "main")


def _with_parents(paths: Iterable[str]) -> Iterator[str]:
    """Yield paths and those of the places that contain them, which facets count too."""
    for path in paths:
        names = path.split("/")
        yield from ("/".join(names[:depth]) for depth in range(1, len(names) + 1))


def same_post(one: tuple[Any, ...], other: tuple[Any, ...]) -> bool:
    """Return True if name and further values are equal and one post ends with the other."""
    return one[0] == other[0] and (one[1].endswith(other[1]) or other[1].endswith(one[1])) and one[2:] == other[2:]


def same_holding(one: tuple[Any, ...], other: tuple[Any, ...]) -> bool:
    """Return True if name, post and body are the same."""
    return same_post(one[:2], other[:2]) and same_body(one[2], other[2])


def same_body(one: str | None, other: str | None) -> bool:
    """Return True if two bodies are equal, or one only adds names of places in front of the other."""
    short, long = sorted((compare(one), compare(other)), key=len)
    if not short or not long.endswith(short):
        return short == long
    return _is_places(long[: len(long) - len(short)])


def _is_places(text: str) -> bool:
    """Return True if a text is nothing but names of places, in full or short."""
    ends = {0}
    for end in range(2, len(text) + 1):
        if any(start in ends and paths(text[start:end]) for start in range(max(0, end - MAX_PLACE_CHARS), end - 1)):
            ends.add(end)
    return len(text) in ends


Field = tuple[str, Callable[[Label], Iterator[Any]], Callable[[Article], Iterator[Any]], Equality]
FIELDS: tuple[Field, ...] = (
    ("title", _single("title"), lambda a: iter([compare(a.title)] if a.title else []), operator.eq),
    ("source", _single("source"), lambda a: iter([compare(a.source)] if a.source else []), operator.eq),
    ("date", _single("date"), lambda a: iter([a.date.isoformat()] if a.date else []), operator.eq),
    ("authors", lambda label: iter(label["authors"]), lambda a: iter(a.authors), operator.eq),
    ("places", lambda label: (row["path"] for row in label["places"]), lambda a: iter(a.places), operator.eq),
    ("main places", _main_places, lambda a: _with_parents(a.towns), operator.eq),
    ("leader", _gold_leaders("name", public=True), _leaders("name", public=True), operator.eq),
    ("person", _gold_leaders("name"), _leaders("name"), operator.eq),
    ("leader+post", _gold_leaders("name", "post"), _leaders("name", "post"), same_post),
    ("body", _gold_leaders("name", "post", "org"), _leaders("name", "post", "org"), same_holding),
    ("kind", _gold_leaders("name", "post", "kind"), _leaders("name", "post", "kind"), same_post),
    ("status", _gold_leaders("name", "post", "status"), _leaders("name", "post", "status"), same_post),
)


def report(half: str | None = None, misses: Sequence[str] = ()) -> None:
    """Print the scores of each half or of one, its reliability tables, and the misses of the fields in `misses`."""
    for name in (half,) if half else ("learn", "judge"):
        scores = score(name)
        print(f"{name:12} {'P':>6} {'R':>6} {'F1':>6}   right/spurious/missed")
        for key, tally in scores.tallies.items():
            figures = f"{tally.precision:6.3f} {tally.recall:6.3f} {tally.f1:6.3f}"
            print(f"{key:12} {figures}   {tally.right}/{tally.spurious}/{tally.missed}")
        print(f"\n{name}: stated confidence, share that is right (values)")
        for key, judged in scores.judged.items():
            print(f"{key:12} " + "  ".join(_reliability(judged)))
        for key in misses:
            print(f"\n{key}:", *scores.misses.get(key, ()), sep="\n")
        print()


def _reliability(judged: Sequence[tuple[float, bool]]) -> Iterator[str]:
    """Yield mean confidence, share of right values and their number for each class of confidence."""
    low = 0.0
    for high in CONFIDENCE_CLASSES:
        members = [(confidence, right) for confidence, right in judged if low <= confidence < high]
        if members:
            mean = sum(confidence for confidence, _ in members) / len(members)
            yield f"{mean:.2f}: {sum(right for _, right in members) / len(members):.2f} ({len(members)})"
        low = high

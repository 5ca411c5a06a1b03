"""Learn indexer/data/openings.tsv: the weights for splitting a headline from the text that follows it without a break.

    python scripts/learn_openings.py ../shared/corpus/news

Learns from crud.jsonl.xz, whose texts often open with 原标题： and a headline. Where the headline is printed twice, its
end is known; the rest is then learnt from the splits of which this first model is confident, and from titles and bodies
of xwlb.jsonl.xz. Prints the accuracy on a held-out fifth of the headlines.
"""

from __future__ import annotations

import json
import lzma
import math
import random
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from indexer.split.headline_model import candidate_cuts, features, fold_joint

OUT = Path(__file__).resolve().parent.parent / "indexer" / "data" / "openings.tsv"
TWICE = re.compile(r"原标题：(.{8,60}?)(\s{0,3})\1(\s{0,3})")
# Local headlines, which the product is for, have double weight.
LOCAL = re.compile(r"[县镇乡区村]|街道|社区")
# Items written by a program, all alike.
FORMULAIC = re.compile(r"基金净值|股票行情|资金净|融资融券|主力资金")
LEAST_SEEN, LEAST_WEIGHT = 20, 0.15

Example = tuple[list[list[str]], int, float]


def rows(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the rows of a compressed JSONL file."""
    with lzma.open(path, "rt", encoding="utf-8") as file:
        yield from map(json.loads, file)


def example(title: str, body: str, weight: float) -> Example | None:
    """Return the features of every position in a headline joined to its text, and the correct position."""
    folded = fold_joint((title + body)[:1500])
    options = candidate_cuts(folded)
    if len(title) not in options:
        return None
    return [features(folded, at) for at in options], options.index(len(title)), weight


def probabilities(weights: dict[str, float], options: list[list[str]]) -> list[float]:
    """Return the softmax of the sums of weights."""
    sums = [sum(weights.get(feature, 0.0) for feature in option) for option in options]
    top = max(sums)
    powers = [math.exp(value - top) for value in sums]
    return [power / sum(powers) for power in powers]


def learn(examples: list[Example], rounds: int = 3) -> dict[str, float]:
    """Learn weights by AdaGrad on the likelihood of the correct position."""
    weights: dict[str, float] = defaultdict(float)
    squares: dict[str, float] = defaultdict(lambda: 0.01)
    rng = random.Random(1)  # noqa: S311
    for _ in range(rounds):
        rng.shuffle(examples)
        for options, right, weight in examples:
            chances = probabilities(weights, options)
            for index, (option, chance) in enumerate(zip(options, chances, strict=True)):
                slope = weight * (chance - (index == right))
                if abs(slope) > 1e-3:
                    for feature in option:
                        squares[feature] += slope * slope
                        weights[feature] -= 0.2 * slope / math.sqrt(squares[feature])
    return dict(weights)


def thin(examples: list[Example], keep: set[str]) -> list[Example]:
    """Return the examples with only these features."""
    return [
        ([[f for f in option if f in keep] for option in options], right, weight) for options, right, weight in examples
    ]


def often(examples: list[Example]) -> set[str]:
    """Return the features seen often enough to be learnt; those of correct positions count more."""
    seen: Counter[str] = Counter()
    for options, right, _ in examples:
        seen.update({feature for option in options for feature in option})
        seen.update(options[right] * 2)
    return {feature for feature, count in seen.items() if count >= LEAST_SEEN}


def accuracy(weights: dict[str, float], examples: list[Example]) -> float:
    """Return the share of examples whose most likely position is correct."""
    hits = 0
    for options, right, _ in examples:
        chances = probabilities(weights, options)
        hits += chances.index(max(chances)) == right
    return hits / len(examples)


def read(folder: Path) -> tuple[list[Example], list[str], list[Example]]:
    """Return headlines printed twice, headlines whose end is unknown, and titles of the other file."""
    rng = random.Random(1)  # noqa: S311
    known, unknown, other = [], [], []
    for row in rows(folder / "crud.jsonl.xz"):
        found = TWICE.match(row["body"])
        if found:
            space = found[3] if rng.random() < 0.2 else ""
            weight = 2.0 if LOCAL.search(found[1]) else 1.0
            known.append(example(found[1] + space, row["body"][found.end() :].lstrip(), weight))
        elif row["body"].startswith("原标题：") and not FORMULAIC.search(row["body"][:60]):
            unknown.append(row["body"][4:].strip())
    items = list(rows(folder / "xwlb.jsonl.xz"))
    for row in rng.sample(items, 5000):
        body = re.sub(r"^央视网消息\s?[(（]新闻联播[)）][:：]\s*", "", row["body"]).strip()
        if len(row["title"]) >= 6 and len(body) >= 40:
            other.append(example(row["title"].strip(), body, 0.2))
    return [e for e in known if e], rng.sample(unknown, min(8000, len(unknown))), [e for e in other if e]


def confident_examples(weights: dict[str, float], unknown: list[str]) -> list[Example]:
    """Return examples made of the splits of which a model is confident."""
    found = []
    for text in unknown:
        folded = fold_joint(text[:1500])
        options = candidate_cuts(folded)
        if options:
            all_features = [features(folded, at) for at in options]
            chances = probabilities(weights, all_features)
            if max(chances) > 0.8:
                found.append((all_features, chances.index(max(chances)), 0.5))
    return found


def main() -> None:
    """Learn the weights, print the accuracy and write the table."""
    known, unknown, other = read(Path(sys.argv[1]))
    held = known[::5]
    for final in (False, True):
        train = known if final else [e for i, e in enumerate(known) if i % 5]
        weights = learn(train * 2 + other)
        examples = train * 2 + other + confident_examples(weights, unknown)
        keep = often(examples)
        weights = learn(thin(examples, keep))
        keep = {feature for feature, weight in weights.items() if abs(weight) >= LEAST_WEIGHT}
        weights = learn(thin(examples, keep))
        if not final:
            print(
                f"{accuracy(weights, thin(held, keep)):.3f} of {len(held)} held back, {len(weights)} features",
                flush=True,
            )
    table = "".join(f"{feature}\t{weight:.2f}\n" for feature, weight in sorted(weights.items()))
    OUT.write_text(
        f"# feature\tweight; L: the headline ends in, R: the text begins with, B: both sides\n{table}".replace(
            "# f", "#\tf"
        ),
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()

"""Linear model for the end of a headline glued to its text, over the characters on both sides.

Scraped texts lose the line break between headline and text: "…活动顺利举行日前，…". For each position the model weighs
typical ends of headlines and beginnings of texts (data/openings.tsv, learnt by scripts/learn_openings.py), and evidence
from the document itself: two characters that are adjacent again further on are seldom the end of one thing and the
start of another, while a repeated word of the headline is often the start of the text.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from importlib.resources import files

import numpy as np

from engine.text import kernels
from engine.text.weight_table import summation

MIN_HEADLINE_CHARS, MAX_HEADLINE_CHARS, MAX_TEXT_CHARS = 5, 80, 1500
# Digits are folded to one character; width and kind of space are ignored.
FOLD = {
    **{ord(c): "0" for c in "0123456789０１２３４５６７８９"},
    **{code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F) if not 0xFF10 <= code <= 0xFF19},
    **{ord(c): " " for c in "\u3000\xa0\t\n"},
}
OPENERS = {"“": "”", "‘": "’", "《": "》", "(": ")", "【": "】", "「": "」", "[": "]"}
NEVER_FIRST = frozenset(",.:;!?)]}>。、…”’》】」』%的了 ")
NEVER_LAST = frozenset(",、:([“《—-+·")
CLAUSE = re.compile("[,。!?:;]")
GAP = re.compile("[,。!?:; ]")


def fold_joint(text: str) -> str:
    """Fold a text for comparison, without changing its length."""
    return _folding().fold(text) if kernels.ON else text.translate(FOLD)


@cache
def _folding() -> kernels.Folding:
    table = np.arange(0x110000, dtype=np.uint32)
    table[list(FOLD)] = list(map(ord, FOLD.values()))
    return kernels.Folding(table)


def candidate_cuts(folded: str) -> list[int]:
    """Return the possible offsets of the text after a headline: not within brackets, numbers and Latin words."""
    numbers: list[int] = []
    closing: list[str] = []
    before = ""
    for at, char in enumerate(folded[: MAX_HEADLINE_CHARS + 1]):
        if at >= MIN_HEADLINE_CHARS and not closing and char not in NEVER_FIRST and before not in NEVER_LAST:
            number = before == "0" and char in "0./"
            word = before.isascii() and before.isalpha() and char.isascii() and char.isalnum()
            if not number and not word:
                numbers.append(at)
        if char in OPENERS:
            closing.append(OPENERS[char])
        elif closing and char == closing[-1]:
            closing.pop()
        if char == "。":
            break
        before = char
    return numbers


def features(folded: str, at: int) -> list[str]:
    """Return the features of a text that begins at `at`: the adjacent characters, and repetitions further on."""
    head = folded[:at]
    two, three = folded[at : at + 2], folded[at : at + 3]
    cross = folded[at - 1 : at + 1]
    clause = CLAUSE.search(folded, at, at + 60)
    gap = GAP.search(head[:-41:-1])
    far = at + 2
    again, left, right = (folded.find(pair, far) >= 0 for pair in (cross, folded[at - 2 : at], two))
    return [
        "L" + folded[at - 1],
        "L" + folded[at - 2 : at],
        "L" + folded[at - 3 : at],
        "R" + folded[at],
        "R" + two,
        "R" + three,
        "R" + folded[at : at + 4],
        "B" + cross,
        f"length {min(at // 3, 20)}",
        f"two in head {two in head}",
        f"three in head {three in head}",
        f"four in head {folded[at : at + 4] in head}",
        f"head again {folded.find(folded[:3], at, at + 60) >= 0}",
        f"clause {min((clause.start() - at if clause else 60) // 4, 10)}",
        f"gap {min((gap.start() if gap else 40) // 3, 10)}",
        f"cross3 left {again and folded.find(folded[at - 2 : at + 1], far) >= 0}",
        f"cross3 right {again and folded.find(folded[at - 1 : at + 2], far) >= 0}",
        f"left3 {left and folded.find(folded[at - 3 : at], far) >= 0}",
        f"right3 {right and folded.find(three, far + 1) >= 0}",
        f"again {again} {left} {right}",
    ]


def judge_cuts(text: str, offsets: Sequence[int] | None = None) -> list[tuple[int, float]]:
    """Return each possible offset of the text after the headline, with its weight."""
    folded = fold_joint(text[:MAX_TEXT_CHARS])
    weigh = _sum()
    return [(at, weigh(features(folded, at))) for at in (candidate_cuts(folded) if offsets is None else offsets)]


def score_cuts(text: str, offsets: Sequence[int] | None = None) -> list[tuple[int, float]]:
    """Return each possible offset of the text after the headline, with its probability among them (a softmax)."""
    values = judge_cuts(text, offsets)
    if not values:
        return []
    top = max(value for _, value in values)
    powers = [(at, math.exp(value - top)) for at, value in values]
    total = sum(power for _, power in powers)
    return [(at, power / total) for at, power in powers]


def joint_score(left: str, right: str) -> float:
    """Score the break between two lines as one between a headline and its text; 0 is undecided."""
    folded = fold_joint(left[-3:].rjust(3) + right[:4].ljust(4))
    feature_names = (
        [f"L{folded[3 - k : 3]}" for k in (1, 2, 3)]
        + [f"R{folded[3 : 3 + k]}" for k in (1, 2, 3, 4)]
        + [f"B{folded[2:4]}"]
    )
    return _sum()(feature_names)


@cache
def _sum() -> Callable[[Iterable[str]], float]:
    """Return the function that sums the weights of features."""
    table = files("indexer.data").joinpath("openings.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in table.split("\n") if line and not line.startswith("#\t"))
    return summation({feature: float(weight) for feature, weight in rows})

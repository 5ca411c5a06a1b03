"""Detect reprints: groups with the earliest printing first, and differences between two printings."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from rensa import RMinHash

from engine.article import Article
from engine.text.normalize import fold_codes

Sketches = npt.NDArray[np.uint32]

# Five-character shingles; 64 minima of their hashes are a MinHash sketch, read as 16 bands of 4: two texts that share
# half of their shingles have a band in common in 64 of 100 cases, two that share seven tenths in 99 of 100.
SHINGLE_CHARS, SKETCH_SIZE, BANDS = 5, 64, 16
HASH_SEED = 20230630
# Texts with fewer shingles than this are similar by chance.
MIN_SHINGLES = 60
# Reprints share this much of all their shingles, or this much of the shorter text if the longer one contains it.
MIN_SIMILARITY, MIN_CONTAINMENT = 0.6, 0.85
# Texts of one form with different numbers, such as market reports, are not reprints.
MIN_SHARED_NUMBERS = 0.7
# Date for sorting articles without one.
UNDATED = "9999"
NUMBER = re.compile(r"\d+(?:\.\d+)?")
SENTENCE = re.compile(r"[^。！？!?\n]+[。！？!?”]*\n*|\n+")


@dataclass(frozen=True, slots=True)
class TextDifference:
    """A passage in which two printings differ, in both versions; one is empty if it lacks the passage."""

    one: str
    other: str


def sort_moment(article: Article) -> str:
    """Return the moment of printing in a sortable form; articles without a date come last."""
    return f"{article.date.isoformat() if article.date else UNDATED} {(article.time or '').zfill(8)}"


def sketch(texts: Sequence[str]) -> Sketches:
    """Return a row of minima for each text; texts that share shingles share that part of their minima."""
    runs = [_runs(text) for text in texts]
    offsets = np.zeros(len(runs) + 1, dtype=np.uint64)
    np.cumsum([len(row) for row in runs], out=offsets[1:])
    flat = np.concatenate([*runs, np.zeros(0, dtype=np.uint64)])
    matrix = RMinHash.digest_matrix_from_flat_token_hashes(flat, offsets, SKETCH_SIZE, HASH_SEED)
    rows = np.array(matrix.to_rows(), dtype=np.uint32).reshape(len(texts), SKETCH_SIZE)
    # A text that is too short gets a unique row, so that nothing matches it.
    for i, row in enumerate(runs):
        if len(row) < MIN_SHINGLES:
            rows[i] = 0
    return rows


def find_group_leaders(sketches: Sketches, moments: Sequence[str], same: Callable[[int, int], bool]) -> dict[int, int]:
    """Return the number of the earliest printing for each reprint; `same` decides if two articles are reprints."""
    parents = list(range(len(sketches)))

    def top(i: int) -> int:
        while parents[i] != i:
            parents[i] = parents[parents[i]]
            i = parents[i]
        return i

    for one, other in candidates(sketches):
        first, second = sorted((top(one), top(other)), key=lambda i: (moments[i], i))
        if first != second and same(first, second):
            parents[second] = first
    return {i: top(i) for i in range(len(parents)) if top(i) != i}


def candidates(sketches: Sketches) -> Iterator[tuple[int, int]]:
    """Yield pairs that may be reprints: they agree in all minima of some band."""
    width = SKETCH_SIZE // BANDS
    told = np.flatnonzero(sketches.any(axis=1))
    pairs: set[tuple[int, int]] = set()
    for band in range(BANDS):
        keys = np.ascontiguousarray(sketches[told, band * width : (band + 1) * width]).view(f"V{4 * width}").ravel()
        order = np.argsort(keys, kind="stable")
        same = keys[order][1:] == keys[order][:-1]
        for at in np.flatnonzero(same):
            pair = (int(told[order[at]]), int(told[order[at + 1]]))
            if pair not in pairs and (sketches[pair[0]] == sketches[pair[1]]).mean() >= MIN_SIMILARITY - 0.2:
                pairs.add(pair)
                yield pair


def is_reprint(one: str, other: str) -> bool:
    """Return True if two texts are reprints of each other."""
    first, second = np.unique(_runs(one)), np.unique(_runs(other))
    shorter = min(len(first), len(second))
    if shorter < MIN_SHINGLES:
        return False
    shared = len(np.intersect1d(first, second, assume_unique=True))
    if shared < MIN_SIMILARITY * (len(first) + len(second) - shared) and shared < MIN_CONTAINMENT * shorter:
        return False
    numbers, others = set(NUMBER.findall(one)), set(NUMBER.findall(other))
    fewer = min(len(numbers), len(others))
    return fewer < 3 or len(numbers & others) >= MIN_SHARED_NUMBERS * fewer


def differences(one: str, other: str) -> tuple[TextDifference, ...]:
    """Return the passages in which two printings differ, sentence by sentence, in the order of the first."""
    first, second = SENTENCE.findall(one), SENTENCE.findall(other)
    keys, other_keys = (["".join(text.split()) for text in texts] for texts in (first, second))
    matcher = difflib.SequenceMatcher(None, keys, other_keys, autojunk=False)
    return tuple(
        TextDifference("".join(first[a:b]).strip(), "".join(second[c:d]).strip())
        for tag, a, b, c, d in matcher.get_opcodes()
        if tag != "equal"
    )


def _runs(text: str) -> npt.NDArray[np.uint64]:
    """Return hashes of all shingles of a text, without spaces and punctuation."""
    codes = fold_codes(text)
    codes = codes[
        ((codes >= 0x3400) & (codes < 0xA000)) | ((codes >= 48) & (codes < 58)) | ((codes >= 97) & (codes < 123))
    ]
    if len(codes) < SHINGLE_CHARS:
        return np.zeros(0, dtype=np.uint64)
    wide = codes.astype(np.uint64)
    hashes = wide[: len(wide) - SHINGLE_CHARS + 1].copy()
    with np.errstate(over="ignore"):
        for k in range(1, SHINGLE_CHARS):
            hashes = hashes * np.uint64(0x9E3779B97F4A7C15) + wide[k : len(wide) - SHINGLE_CHARS + 1 + k]
        hashes ^= hashes >> np.uint64(32)
        hashes *= np.uint64(0xD6E8FEB86659FD93)
    return hashes

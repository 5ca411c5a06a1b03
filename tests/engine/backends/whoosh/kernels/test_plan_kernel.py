"""Kernel plans over several pages of 65,536 documents give the same results as set operations."""

from __future__ import annotations

import random
from collections.abc import Collection

import numpy as np
import pytest

from engine.backends.whoosh import kernels
from engine.backends.whoosh.searching.nodes.matches import words_of

DOCUMENTS = 65_536 * 2 + 1_037
needs_kernels = pytest.mark.skipif(not kernels.BUILT, reason="the kernels are not built: no C compiler here")


def _docs(dice: random.Random) -> list[int]:
    """Return some documents, from a handful to most; sometimes all of them consecutive."""
    count = dice.choice((5, 60, 900, 9_000, 100_000))
    if dice.random() < 0.2:
        first = dice.randrange(DOCUMENTS - count)
        return list(range(first, first + count))
    return sorted(dice.sample(range(DOCUMENTS), count))


def _term(docs: list[int], mapped: bool) -> kernels.Term:
    """Return a term that occurs once in each of these documents, the only one of its field."""
    held = np.array(docs, np.int64)
    mask = np.zeros(DOCUMENTS, bool)
    mask[held] = True
    splits = held.searchsorted(np.arange(1, (DOCUMENTS >> 16) + 1) << 16)
    none = np.zeros(0, np.uint32)
    field = kernels.Field(
        DOCUMENTS,
        np.zeros(0, np.uint16) if mapped else held.astype(np.uint16),
        none if mapped else splits.astype(np.uint32),
        np.full((len(docs) + 1) // 2, 0x11, np.uint8),
        none,
        none,
        np.packbits(mask, bitorder="little") if mapped else np.zeros(0, np.uint8),
    )
    term = field.term(0, len(docs), 0, 0 if mapped else -1)
    term.score(None, 2.0)
    return term


def _add(plan: kernels.Plan, dice: random.Random, docs: list[int]) -> None:
    """Add documents to the current group in one of three representations; each scores 2."""
    if dice.random() < 0.3:
        plan.listed(np.array(docs, np.int32), None, 2.0)
    else:
        plan.term(_term(docs, dice.random() < 0.4), 1.0)


def _mask(docs: Collection[int]) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    mask = np.zeros(DOCUMENTS, bool)
    mask[list(docs)] = True
    return mask


@needs_kernels
@pytest.mark.parametrize("seed", range(40))
def test_a_plan_finds_and_scores_what_sets_say(seed: int) -> None:
    dice = random.Random(seed)
    column = np.array(dice.choices(range(5), k=DOCUMENTS), np.int64)
    found, scores = np.ones(DOCUMENTS, bool), np.zeros(DOCUMENTS, np.float32)
    plan = kernels.Plan(DOCUMENTS)
    for place in range(dice.randint(1, 3)):
        without = place > 0 and dice.random() < 0.3
        plan.group(True, without)
        lists = [_docs(dice) for _ in range(dice.randint(1, 3))]
        for docs in lists:
            _add(plan, dice, docs)
        any_of = np.logical_or.reduce([_mask(docs) for docs in lists])
        found &= ~any_of if without else any_of
        scores += 0 if without else np.sum([_mask(docs) for docs in lists], axis=0, dtype=np.float32) * 2
    if dice.random() < 0.4:
        plan.between(column, 1, 3, 2)
        found &= (column >= 1) & (column <= 3) & (column != 2)
    if dice.random() < 0.4:
        some = _mask(_docs(dice))
        plan.within(words_of(some))
        found &= some
    numbers, worth = plan.scored()
    assert numbers.tolist() == np.flatnonzero(found).tolist()
    assert worth.tolist() == scores[found].tolist()
    assert plan.total == len(numbers)
    best = sorted(zip(numbers.tolist(), worth.tolist(), strict=True), key=lambda row: (-row[1], row[0]))
    assert plan.best(50) == best[:50]


@needs_kernels
@pytest.mark.parametrize("seed", range(10))
def test_what_need_not_match_adds_to_scores_only(seed: int) -> None:
    dice = random.Random(seed)
    needed, extra, some = _docs(dice), _docs(dice), _docs(dice)
    plan = kernels.Plan(DOCUMENTS)
    plan.group()
    _add(plan, dice, needed)
    plan.extras()
    _add(plan, dice, extra)
    scores = (_mask(needed) * 2.0 + _mask(extra) * 2.0)[needed]
    docs, worth = plan.scored()
    assert (docs.tolist(), worth.tolist()) == (needed, scores.tolist())
    narrowed = plan.narrowed(words_of(_mask(some)))
    assert narrowed.docs().tolist() == sorted(set(needed) & set(some))
    assert narrowed.scored()[1].tolist() == (_mask(needed) * 2.0 + _mask(extra) * 2.0)[narrowed.docs()].tolist()


@needs_kernels
def test_a_term_needs_a_group() -> None:
    plan, term = kernels.Plan(DOCUMENTS), _term([1], False)
    with pytest.raises(ValueError, match="Begin a group first"):
        plan.term(term, 1.0)

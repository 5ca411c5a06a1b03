"""Parts of a query put into a plan for the kernels, and what that finds."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from engine.backends.whoosh import kernels
from engine.backends.whoosh.searching.matches import Matched, Matches, nothing, words_of
from engine.backends.whoosh.searching.modifiers import (
    ConstantNode,
    EveryNode,
    ListNode,
    MaybeNode,
    RangeNode,
    RequireNode,
)
from engine.backends.whoosh.searching.node import Node
from engine.backends.whoosh.searching.nodes import AndNode, NotNode, OrNode
from engine.backends.whoosh.searching.phrase import PhraseNode
from engine.backends.whoosh.searching.term_node import TermNode
from engine.backends.whoosh.segment.arrays import Array

_LOW, _HIGH = -(1 << 63), (1 << 63) - 1


class Planned:
    """Matches that a plan finds when they are asked for; scores are made for those only that need them."""

    def __init__(self, plan: kernels.Plan) -> None:
        self.plan, self.documents = plan, plan.documents

    @property
    def total(self) -> int:
        """How many documents match."""
        return self.plan.total

    @property
    def words(self) -> Array:
        """A bit for every match, 64 documents a word, in whole pages of 65,536."""
        return self.plan.bits()

    @cached_property
    def mask(self) -> Array:
        """Whether each document matches."""
        return np.unpackbits(self.words.view(np.uint8), count=self.documents, bitorder="little").view(bool)

    @cached_property
    def listed(self) -> Array:
        """Documents that match, ascending, int64."""
        return self.plan.docs().astype(np.int64)

    def scored(self) -> tuple[Array, Array]:
        """Documents and their scores."""
        return self.plan.scored()

    def within(self, mask: Array) -> Planned:
        """Those of the matches that the mask has too."""
        return Planned(self.plan.narrowed(words_of(mask)))

    def at(self, docs: Array) -> tuple[Array, Array]:
        """Which of ascending `docs` match, and scores of all (float32, 0 where it does not match)."""
        return self.found.at(docs)

    @cached_property
    def found(self) -> Matches:
        """The same as arrays."""
        docs, scores = self.scored()
        return Matches(self.documents, docs.astype(np.int64), scores)

    def rows(self, count: int) -> list[tuple[int, float]]:
        """The `count` best and their scores, the best first, equal ones by document."""
        if count > kernels.BEST:
            return self.found.rows(count)
        return self.plan.best(count)


def find(node: Node, live: Array | None) -> Matched:
    """What a part of a query matches; `live` says which documents are there, None that all are."""
    node, factor = _alone(node)
    if isinstance(node, ListNode):
        found = node.all() if factor == 1 else node.all().times(factor)
        return found if live is None else found.within(live)
    if not node.size:
        return nothing(node.documents)
    words = None if live is None else words_of(live)
    if isinstance(node, PhraseNode) and _compiled(node):
        return Planned(_phrase(node, factor, words))
    if isinstance(node, OrNode) and all(isinstance(part, PhraseNode) and _compiled(part) for part in node.parts):
        return _phrases(node, factor, words)
    plan = kernels.Plan(node.documents, words)
    extras: list[tuple[Node, float]] = []
    _require(plan, node, factor, True, extras)
    if extras:
        plan.extras()
        for extra, share in extras:
            _offer(plan, extra, share)
    return Planned(plan)


def _compiled(phrase: PhraseNode) -> bool:
    return all(word.compiled for word in phrase.words)


def _phrase(phrase: PhraseNode, factor: float, live: Array | None) -> kernels.Plan:
    plan = kernels.Plan(phrase.documents, live)
    for word in phrase.words:
        plan.group()
        _offer(plan, word, factor * phrase.boost)
    plan.follow(phrase.slop)
    return plan


def _phrases(several: OrNode, factor: float, live: Array | None) -> Planned:
    """A phrase in several fields. Most stand in one of them only: then nothing needs to be added up."""
    plans = [
        plan
        for part in several.parts
        if isinstance(part, PhraseNode) and (plan := _phrase(part, factor * several.boost, live)).total
    ]
    if len(plans) == 1:
        return Planned(plans[0])
    either = kernels.Plan(several.documents, live)
    either.group()
    for plan in plans:
        either.listed(*plan.scored(), 1.0)
    return Planned(either)


def _alone(node: Node) -> tuple[Node, float]:
    """The one part that a node with a single part comes down to, and the boost around it."""
    factor = 1.0
    while isinstance(node, OrNode | AndNode):
        parts = [part for part in node.parts if part.size] if isinstance(node, OrNode) else list(node.parts)
        if len(parts) != 1:
            break
        factor *= node.boost
        node = parts[0]
    return node, factor


def _require(plan: kernels.Plan, node: Node, factor: float, scored: bool, extras: list[tuple[Node, float]]) -> None:
    """Make the plan match only what the node does; what may match besides goes to `extras`."""
    if isinstance(node, AndNode):
        for part in node.parts:
            _require(plan, part, factor * node.boost, scored, extras)
    elif isinstance(node, ConstantNode):
        _require(plan, node.part, 1.0, False, extras)
        plan.base += factor * node.score * scored
    elif isinstance(node, RangeNode) and node.column.dtype == np.int64:
        low, high = (_LOW if node.low is None else node.low), (_HIGH if node.high is None else node.high)
        plan.between(node.column, max(low, _LOW), min(high, _HIGH), node.absent)
        plan.base += factor * node.score * scored
    elif isinstance(node, EveryNode):
        plan.base += factor * node.score * scored
    elif isinstance(node, RequireNode):
        _require(plan, node.part, factor, scored, extras)
        _without(plan, node.other) if node.without else _require(plan, node.other, 1.0, False, extras)
    elif isinstance(node, NotNode):
        _without(plan, node.part)
        plan.base += factor * scored
    elif isinstance(node, MaybeNode):
        _require(plan, node.part, factor, scored, extras)
        extras += [(node.other, factor)] * scored
    else:
        plan.group(scored)
        _offer(plan, node, factor * scored)


def _without(plan: kernels.Plan, node: Node) -> None:
    plan.group(False, True)
    _offer(plan, node, 0.0)


def _offer(plan: kernels.Plan, node: Node, factor: float) -> None:
    """Put what the node matches into the group that the plan is at; with a factor of 0 scores are not looked at."""
    if isinstance(node, TermNode) and node.compiled is not None:
        plan.term(node.compiled, node.scorer, factor * node.factor)
    elif isinstance(node, OrNode):
        for part in node.parts:
            if part.size:
                _offer(plan, part, factor * node.boost)
    else:
        found = find(node, None) if _worked_off(node) else node.all()
        if isinstance(found, Matches) and found.even:
            plan.listed(found.listed.astype(np.int32, copy=False), None, factor * found.worth)
        elif not factor:
            plan.listed(found.listed.astype(np.int32, copy=False), None, 0.0)
        elif found.total:
            docs, scores = found.scored()
            plan.listed(docs.astype(np.int32, copy=False), scores, factor)


def _worked_off(node: Node) -> bool:
    """Whether `find` has a plan of its own for the node; any other one would come back here."""
    if isinstance(node, PhraseNode):
        return _compiled(node)
    if isinstance(node, RangeNode):
        return node.column.dtype == np.int64
    return isinstance(node, AndNode | ConstantNode | EveryNode | ListNode | RequireNode | NotNode | MaybeNode)

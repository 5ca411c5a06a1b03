"""Compiler of query nodes to a plan for the kernels."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from engine.backends.whoosh import kernels
from engine.backends.whoosh.arrays.array_file import Array
from engine.backends.whoosh.searching.nodes.boolean_nodes import AndNode, NotNode, OrNode
from engine.backends.whoosh.searching.nodes.joined_matches import Joint, added
from engine.backends.whoosh.searching.nodes.matches import Matched, Matches, no_matches, words_of
from engine.backends.whoosh.searching.nodes.modifier_nodes import (
    ConstantNode,
    EveryNode,
    ListNode,
    MaybeNode,
    RangeNode,
    RequireNode,
)
from engine.backends.whoosh.searching.nodes.node import Node
from engine.backends.whoosh.searching.nodes.term_node import TermNode
from engine.backends.whoosh.searching.plan_matches import PlanMatches
from engine.runtime import deadline

_LOW, _HIGH = -(1 << 63), (1 << 63) - 1
# Limits above which lists are joined one by one: lists in one group; documents of all lists, which is the larger of
# `LISTED_DOCS` and `LISTED_SHARE` times the documents of the segment.
MAX_GROUP_LISTS, LISTED_DOCS, LISTED_SHARE = 8, 1 << 22, 16


def run_plan(node: Node, live: Array | None) -> Matched:
    """Return the matches of a node; `live` is the mask of documents that are not deleted, None if all are."""
    node, factor = _single_term(node)
    if isinstance(node, ListNode):
        matches = node.all() if factor == 1 else node.all().times(factor)
        return matches if live is None else matches.within(live)
    if not node.size:
        return no_matches(node.documents)
    words = None if live is None else words_of(live)
    making = _PlanCompiler(node.documents, words)
    making.require(node, factor, True)
    return PlanMatches(making.done())


def _single_term(node: Node) -> tuple[Node, float]:
    """Return the one part that nested single-part nodes reduce to, and the product of their boosts."""
    factor = 1.0
    while isinstance(node, (OrNode, AndNode)):
        parts = [part for part in node.parts if part.size] if isinstance(node, OrNode) else list(node.parts)
        if len(parts) != 1:
            break
        factor *= node.boost
        node = parts[0]
    return node, factor


class _PlanCompiler:
    """Builds a plan, with optional parts (and the factors of their scores) and lists that must all match."""

    def __init__(self, documents: int, live: Array | None) -> None:
        self._plan = kernels.Plan(documents, live)
        self._extras: list[tuple[Node, float]] = []
        self._lists: list[ListNode] = []
        self._room = max(LISTED_DOCS, LISTED_SHARE * documents)
        self._joint: Joint | None = None

    def done(self) -> kernels.Plan:
        """Return the plan."""
        # Rarest first: once nothing is left, the others need not be computed.
        for required in sorted(self._lists, key=lambda node: node.size):
            self._group(required, 0.0, False)
            if self._joint and not self._joint.matched.any():
                break
        if self._joint or self._extras:
            self._plan.extras()
        for node, factor in deadline.checked(self._extras, 1):
            self._offer(node, factor)
        if self._joint:
            self._plan.within(words_of(self._joint.matched))
            self._plan.listed(*self._joint.scored(), 1.0)
        return self._plan

    def require(self, node: Node, factor: float, scored: bool) -> None:
        """Restrict the plan to documents that the node matches."""
        if _is_required(node):
            _REQUIRED[type(node)](self, node, factor, scored)
        elif isinstance(node, ListNode) and not scored:
            self._lists.append(node)
        else:
            self._group(node, factor * scored, scored)

    def _all(self, node: AndNode, factor: float, scored: bool) -> None:
        for part in node.parts:
            self.require(part, factor * node.boost, scored)

    def _constant(self, node: ConstantNode, factor: float, scored: bool) -> None:
        self.require(node.part, 1.0, False)
        self._plan.base += factor * node.score * scored

    def _between(self, node: RangeNode, factor: float, scored: bool) -> None:
        low, high = (_LOW if node.low is None else node.low), (_HIGH if node.high is None else node.high)
        self._plan.between(node.column, max(low, _LOW), min(high, _HIGH), node.absent)
        self._plan.base += factor * node.score * scored

    def _every(self, node: EveryNode, factor: float, scored: bool) -> None:
        self._plan.base += factor * node.score * scored

    def _both(self, node: RequireNode, factor: float, scored: bool) -> None:
        self.require(node.part, factor, scored)
        if node.without:
            self._without(node.other)
        else:
            self.require(node.other, 1.0, False)

    def _not(self, node: NotNode, factor: float, scored: bool) -> None:
        self._without(node.part)
        self._plan.base += factor * scored

    def _maybe(self, node: MaybeNode, factor: float, scored: bool) -> None:
        self.require(node.part, factor, scored)
        self._extras += [(node.other, factor)] * scored

    def _without(self, node: Node) -> None:
        self._group(node, 0.0, False, True)

    def _group(self, node: Node, factor: float, scored: bool, without: bool = False) -> None:
        """Add a group of the node's matches; once lists exceed the room of a plan, join it at once."""
        if self._room >= 0:
            self._plan.group(scored, without)
            self._offer(node, factor)
            return
        self._joint = self._joint or Joint(self._plan.documents)
        self._joint.join(run_plan(node, None), factor, without)

    def _offer(self, node: Node, factor: float) -> None:
        """Add the node's matches to the current group of the plan; with a factor of 0 scores are ignored."""
        if isinstance(node, TermNode) and node.compiled is not None:
            self._plan.term(node.compiled, factor)
        elif isinstance(node, OrNode):
            parts = [part for part in node.parts if part.size]
            lists = [part for part in parts if not isinstance(part, OrNode | TermNode)]
            if len(lists) > MAX_GROUP_LISTS:
                self._list(added(map(_listed, lists), node.documents), factor * node.boost)
                parts = [part for part in parts if isinstance(part, OrNode | TermNode)]
            for part in parts:
                self._offer(part, factor * node.boost)
        else:
            self._list(_listed(node), factor)

    def _list(self, matched: Matched, factor: float) -> None:
        if isinstance(matched, Matches) and matched.is_constant:
            docs, scores, factor = matched.listed, None, factor * matched.boost
        elif not factor:
            docs, scores = matched.listed, None
        else:
            docs, scores = matched.scored()
        self._room -= len(docs)
        self._plan.listed(docs.astype(np.int32, copy=False), scores, factor)


_REQUIRED: dict[type, Callable[[_PlanCompiler, Any, float, bool], None]] = {
    AndNode: _PlanCompiler._all,
    ConstantNode: _PlanCompiler._constant,
    RangeNode: _PlanCompiler._between,
    EveryNode: _PlanCompiler._every,
    RequireNode: _PlanCompiler._both,
    NotNode: _PlanCompiler._not,
    MaybeNode: _PlanCompiler._maybe,
}


def _listed(node: Node) -> Matched:
    """Return the matches of a node, evaluated separately."""
    return run_plan(node, None) if _is_required(node) else node.all()


def _is_required(node: Node) -> bool:
    """Return True if a plan can restrict matches to this node's directly; any other node is a group of its own."""
    return type(node) in _REQUIRED and (not isinstance(node, RangeNode) or node.column.dtype == np.int64)

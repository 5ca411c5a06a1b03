"""Match articles of a new generation with those of the previous one, so that they keep their ids and links."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from engine.article import Article
from indexer.building.build_manifest import ArticleRecord
from indexer.building.dedupe import UNDATED, Sketches, candidates, is_reprint
from indexer.building.duplicates import Place
from indexer.metadata.identity import visible_codes

# Minimum share of three-character runs that two versions of an article have in common, at the same place and elsewhere.
MIN_SIMILARITY_IN_PLACE, MIN_SIMILARITY_ELSEWHERE = 0.3, 0.7
# Limits on the pairs compared in one gap of a file, and on failed comparisons in total.
MAX_PAIRS, MAX_FAILURES = 400, 5_000


@dataclass(frozen=True, slots=True)
class Side:
    """Articles of one generation that take precedence, in order: places, records, sketches, texts."""

    places: Sequence[Place]
    rows: Sequence[ArticleRecord]
    sketches: Sketches
    article: Callable[[int], Article]


def find_successors(former: Side, new: Side) -> dict[int, int]:
    """Map articles of the new generation to their previous versions, both by number.

    Matches first by id, URL and text, then by position between the same neighbours, then by similarity to vanished
    ones.
    """
    matching = _Matching(former, new)
    matching.by(lambda row: row.id, _stated)
    matching.by(lambda row: row.identity and (row.identity.key, row.identity.text))
    matching.by(lambda row: None if _stated(row) else row.identity and row.identity.text, local=True)
    matching.by(lambda row: row.identity and (row.identity.text, row.moment[:10]))
    matching.by(lambda row: row.identity and (row.identity.key, row.identity.head))
    matching.by(lambda row: row.identity and row.identity.key, unique=True)
    matching.by_neighbours()
    matching.by_likeness()
    return matching.pairs


def _stated(row: ArticleRecord) -> str | None:
    return row.identity.article_id() if row.identity and row.identity.is_stated else None


class _Matching:
    """Matched pairs, and the unmatched articles of both sides."""

    def __init__(self, former: Side, new: Side) -> None:
        self._former, self._new = former, new
        self.pairs: dict[int, int] = {}
        self._gone = dict.fromkeys(range(len(former.rows)))
        self._left = dict.fromkeys(range(len(new.rows)))

    def _pair(self, new: int, former: int) -> None:
        self.pairs[new] = former
        del self._left[new], self._gone[former]

    def by(
        self,
        key: Callable[[ArticleRecord], Hashable],
        new_key: Callable[[ArticleRecord], Hashable] | None = None,
        local: bool = False,
        unique: bool = False,
    ) -> None:
        """Match articles with equal keys, in order; `local`: within a file; `unique`: if each side has only one."""
        if not self._left or not self._gone:
            return
        before = self._grouped(self._former, self._gone, key, local)
        for name, group in self._grouped(self._new, self._left, new_key or key, local).items():
            others = before.get(name, deque())
            if unique and (len(group) > 1 or len(others) > 1):
                continue
            for new, former in zip(group, others, strict=False):
                self._pair(new, former)

    def _grouped(
        self, side: Side, numbers: Iterable[int], key: Callable[[ArticleRecord], Hashable], local: bool
    ) -> dict[Hashable, deque[int]]:
        groups: defaultdict[Hashable, deque[int]] = defaultdict(deque)
        for number in numbers:
            value = key(side.rows[number])
            if value is not None:
                groups[(side.places[number][0], value) if local else value].append(number)
        return groups

    def by_neighbours(self) -> None:
        """Match similar articles between the same neighbours of a file."""
        gaps = _gaps(self._former, {former: former for former in self.pairs.values()}, self._gone)
        for gap, new in _gaps(self._new, self.pairs, self._left).items():
            former = gaps.get(gap, [])
            if len(former) == len(new):
                for one, other in zip(former, new, strict=True):
                    if self._likeness(one, other, here=True) >= MIN_SIMILARITY_IN_PLACE:
                        self._pair(other, one)
            self._pair_best(
                [n for n in former if n in self._gone], [n for n in new if n in self._left], MIN_SIMILARITY_IN_PLACE
            )
        gone, unmatched = (
            self._grouped(side, numbers, lambda _: True, local=True)
            for side, numbers in ((self._former, self._gone), (self._new, self._left))
        )
        for name, rest in unmatched.items():
            self._pair_best(list(gone.get(name, ())), list(rest), MIN_SIMILARITY_ELSEWHERE)

    def _pair_best(self, former: Sequence[int], new: Sequence[int], least: float) -> None:
        if len(former) * len(new) > MAX_PAIRS:
            return
        here = least == MIN_SIMILARITY_IN_PLACE
        rated = [(-self._likeness(one, other, here), one, other) for one in former for other in new]
        for negative, one, other in sorted(rated):
            if -negative >= least and one in self._gone and other in self._left:
                self._pair(other, one)

    def by_likeness(self) -> None:
        """Match remaining articles whose texts are nearly the same."""
        gone, unmatched = list(self._gone), list(self._left)
        if not gone or not unmatched:
            return
        sketches = np.concatenate([self._former.sketches[gone], self._new.sketches[unmatched]])
        rated = [
            (-float((sketches[one] == sketches[other]).mean()), one, other - len(gone))
            for one, other in candidates(sketches)
            if one < len(gone) <= other
        ]
        failures = 0
        for _, one, other in sorted(rated):
            former, new = gone[one], unmatched[other]
            if former in self._gone and new in self._left and failures < MAX_FAILURES:
                if self._likeness(former, new) >= MIN_SIMILARITY_ELSEWHERE and self._is_reprint(former, new):
                    self._pair(new, former)
                else:
                    failures += 1

    def _is_reprint(self, former: int, new: int) -> bool:
        return is_reprint(self._former.article(former).body, self._new.article(new).body)

    def _likeness(self, former: int, new: int, here: bool = False) -> float:
        """Return the similarity of two articles, 0 to 1; 0 for different dates, or if both ids are stated."""
        rows = self._former.rows[former], self._new.rows[new]
        days = {row.moment[:10] for row in rows if not row.moment.startswith(UNDATED)}
        if len(days) > 1 or all(map(_stated, rows)):
            return 0.0
        one, other = self._former.article(former), self._new.article(new)
        if here and one.title and visible_codes(one.title).tobytes() == visible_codes(other.title or "").tobytes():
            return 1.0
        first, second = (_runs(f"{article.title or ''}\n{article.body}") for article in (one, other))
        return len(first & second) / max(1, len(first | second))


def _gaps(side: Side, matched: dict[int, int], numbers: Iterable[int]) -> dict[Hashable, list[int]]:
    """Group unmatched articles by file and adjacent matched articles, whose previous numbers `matched` gives."""
    gaps: dict[Hashable, list[int]] = {}
    files = {side.places[number][0] for number in numbers}
    run: list[int] = []
    before: Hashable = None
    for number, (file, _) in enumerate(side.places):
        if number and side.places[number - 1][0] != file:
            _close(gaps, side.places[number - 1][0], before, None, run)
            before, run = None, []
        if file in files:
            if number in matched:
                _close(gaps, file, before, matched[number], run)
                before, run = matched[number], []
            else:
                run.append(number)
    if side.places:
        _close(gaps, side.places[-1][0], before, None, run)
    return gaps


def _close(gaps: dict[Hashable, list[int]], file: str, before: Hashable, behind: Hashable, run: list[int]) -> None:
    if run:
        gaps[file, before, behind] = run


def _runs(text: str) -> set[bytes]:
    """Return all three-character runs of a text."""
    data = visible_codes(text).tobytes()
    return {data[i : i + 12] for i in range(0, max(4, len(data) - 8), 4)}

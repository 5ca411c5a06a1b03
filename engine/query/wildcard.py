"""Wildcard patterns as literal texts with gaps, and their matching spans in a text.

Each literal text is looked up separately, and each of its places is joined to the nearest place of the next one, so
that the work is bounded by the length of the pattern times that of the text.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from engine.runtime import deadline

Places = npt.NDArray[np.int64]
MAX_GAP_CHARS = 20  # characters that one or more consecutive * match
_SIGNS = re.compile(r"([*?]+)")


@dataclass(frozen=True, slots=True)
class WildcardPattern:
    """Literal `texts` in order; `gaps` are the minimum and maximum characters before each of them and after the last.

    A * at either end of a pattern matches nothing.
    """

    texts: tuple[str, ...]
    gaps: tuple[tuple[int, int], ...]


def parse_pattern(pattern: str) -> WildcardPattern:
    """Parse a pattern: 西*镇 is 西, up to 20 characters, 镇; ? is exactly one character."""
    parts = _SIGNS.split(pattern.strip("*"))
    # Texts and signs alternate; the first or last text is empty if the pattern begins or ends with a sign.
    texts, signs = parts[::2], parts[1::2]
    gaps = [(sign.count("?"), sign.count("?") + MAX_GAP_CHARS * ("*" in sign)) for sign in signs]
    lead = [gaps.pop(0)] if texts and not texts[0] and gaps else [(0, 0)]
    trail = [gaps.pop()] if len(texts) > 1 and not texts[-1] and gaps else [(0, 0)]
    return WildcardPattern(tuple(text for text in texts if text), (*lead, *gaps, *trail))


def matching_spans(
    pattern: WildcardPattern, places: Callable[[str], Places], breaks: Places, length: int
) -> list[tuple[int, int]]:
    """Return the spans that match, from the left, without overlaps, each the shortest from its start.

    `places` returns the start offsets of a literal text, ascending. No span crosses one of the `breaks`. `length` is
    the length of the text in characters.
    """
    if not pattern.texts:
        return _runs(pattern.gaps[0][0], breaks, length)
    *gaps, trail = pattern.gaps
    starts = ends = np.zeros(0, np.int64)
    for number in reversed(range(len(pattern.texts))):
        deadline.check_deadline()
        text, (least, most) = pattern.texts[number], pattern.gaps[number + 1]
        begin = places(text)
        behind = begin + len(text)
        if number + 1 == len(pattern.texts):
            starts, ends = begin, behind + trail[0]
        else:
            # The nearest place of the next text gives the nearest end, since places and ends ascend together.
            following = starts.searchsorted(behind + least)
            mask = following < len(starts)
            mask[mask] = starts[following[mask]] <= behind[mask] + most
            starts, ends = begin[mask], ends[following[mask]]
        starts, ends = _unbroken(starts, ends, breaks, length)
        if not len(starts):
            return []
    starts, ends = _unbroken(starts - gaps[0][0], ends, breaks, length)
    return _apart(starts.tolist(), ends.tolist())


def _unbroken(starts: Places, ends: Places, breaks: Places, length: int) -> tuple[Places, Places]:
    """Filter spans to those that lie inside the text and contain no break."""
    mask = (starts >= 0) & (ends <= length)
    if len(breaks):
        mask &= breaks.searchsorted(starts) == breaks.searchsorted(ends)
    return starts[mask], ends[mask]


def _apart(starts: list[int], ends: list[int]) -> list[tuple[int, int]]:
    """Select spans from the left that do not overlap an earlier selected one."""
    pairs: list[tuple[int, int]] = []
    at = 0
    for start, end in zip(starts, ends, strict=True):
        if start >= at:
            pairs.append((start, end))
            at = end
    return pairs


def _runs(least: int, breaks: Places, length: int) -> list[tuple[int, int]]:
    """Return the spans of a pattern without text: every `least` characters of each line."""
    begins, ends = [0, *(breaks + 1).tolist()], [*breaks.tolist(), length]
    lines = zip(begins, ends, strict=True) if least else ()
    return [(at, at + least) for start, end in lines for at in range(start, end - least + 1, least)]

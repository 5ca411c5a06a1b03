"""Wildcard patterns: the texts in one, the gaps between them, and the stretches of a text that match.

Each text of a pattern is looked up on its own, and each place of it is joined to the nearest place of the next one, so
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
MAX_GAP_CHARS = 20  # characters that one or more * may stand for
_SIGNS = re.compile(r"([*?]+)")


@dataclass(frozen=True, slots=True)
class WildcardPattern:
    """`texts` in order; `gaps` are the fewest and the most characters before each of them and behind the last.

    A * at either end of a pattern stands for nothing.
    """

    texts: tuple[str, ...]
    gaps: tuple[tuple[int, int], ...]


def parse_pattern(pattern: str) -> WildcardPattern:
    """西*镇 is 西, up to 20 characters, 镇; ? is exactly one character."""
    parts = _SIGNS.split(pattern.strip("*"))
    # Texts and signs take turns; at either end the text is empty where a sign stands first or last.
    texts, signs = parts[::2], parts[1::2]
    gaps = [(sign.count("?"), sign.count("?") + MAX_GAP_CHARS * ("*" in sign)) for sign in signs]
    lead = [gaps.pop(0)] if texts and not texts[0] and gaps else [(0, 0)]
    trail = [gaps.pop()] if len(texts) > 1 and not texts[-1] and gaps else [(0, 0)]
    return WildcardPattern(tuple(text for text in texts if text), (*lead, *gaps, *trail))


def matching_spans(
    pattern: WildcardPattern, places: Callable[[str], Places], breaks: Places, length: int
) -> list[tuple[int, int]]:
    """The stretches of a text that match: from the left, none overlapping, each as short as where it starts allows.

    `places` gives where a text begins, ascending; no stretch crosses one of the `breaks`; the text has `length`
    characters.
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
            # The nearest place of what follows leads to the nearest end: places and their ends ascend together.
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
    """Those stretches that lie inside the text and hold no break."""
    mask = (starts >= 0) & (ends <= length)
    if len(breaks):
        mask &= breaks.searchsorted(starts) == breaks.searchsorted(ends)
    return starts[mask], ends[mask]


def _apart(starts: list[int], ends: list[int]) -> list[tuple[int, int]]:
    """From the left, those that do not overlap one before them."""
    pairs: list[tuple[int, int]] = []
    at = 0
    for start, end in zip(starts, ends, strict=True):
        if start >= at:
            pairs.append((start, end))
            at = end
    return pairs


def _runs(least: int, breaks: Places, length: int) -> list[tuple[int, int]]:
    """What a pattern without text matches: every `least` characters of each line."""
    begins, ends = [0, *(breaks + 1).tolist()], [*breaks.tolist(), length]
    lines = zip(begins, ends, strict=True) if least else ()
    return [(at, at + least) for start, end in lines for at in range(start, end - least + 1, least)]

"""What a page carries beside its text: its headline once more, and lines in which no sentence ends."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from engine.ranking.text_matrix import Array, TextMatrix

MIN_HEADLINE_CHARS = 10  # a headline has so many characters at least; names, which any sentence may hold, are shorter
# 如何去除水印_某某经验 · 开展防汛演练 - 某某网
_SECTION = re.compile(r"[_|]|\s[-–—]\s")


def headline(title: str) -> str:
    """A title without the section and the site behind it: its first part that is long enough, else all of it."""
    parts = (part.strip() for part in _SECTION.split(title))
    return next((part for part in parts if len(part) >= MIN_HEADLINE_CHARS), title.strip())


def boilerplate_mask(body: TextMatrix, bodies: Sequence[str], titles: Sequence[str]) -> Array:
    """Which characters of `body`, made from `bodies`, tell nothing of their own: True for each such one.

    Those are lines without the end of a sentence (menus, breadcrumbs, lists of links, captions, headlines of other
    items), unless a text has no other lines, and what repeats the headline.
    """
    if not len(body.codes):
        return np.zeros(0, bool)
    # Folded, the ends of lines are spaces.
    lines = np.frombuffer("\n".join([*bodies, ""]).encode("utf-32-le", "surrogatepass"), np.uint32)
    ends = np.flatnonzero(lines == ord("\n"))
    has_stop = np.zeros(len(ends), bool)
    has_stop[np.searchsorted(ends, np.flatnonzero(body.stops))] = True
    owners = body.owners(ends)
    sentences = np.zeros(len(bodies), bool)
    sentences[owners[has_stop]] = True
    result: Array = np.repeat(~has_stop & sentences[owners], np.diff(ends, prepend=-1))
    for text, title, start in zip(bodies, titles, body.starts.tolist(), strict=True):
        heading = headline(title) if len(title) >= MIN_HEADLINE_CHARS else ""
        place = text.find(heading) if len(heading) >= MIN_HEADLINE_CHARS else -1
        while place >= 0:
            result[start + place : start + place + len(heading)] = True
            place = text.find(heading, place + len(heading))
    return result

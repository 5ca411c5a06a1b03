"""Boilerplate detection in bodies: repeated headlines, and lines without the end of a sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from engine.ranking.text_matrix import Array, TextMatrix

MIN_HEADLINE_CHARS = 10  # shorter texts may be names, which any sentence can contain
# 如何去除水印_某某经验 · 开展防汛演练 - 某某网
_SECTION = re.compile(r"[_|]|\s[-–—]\s")


def headline(title: str) -> str:
    """Return a title without its trailing section and site name.

    That is its first part of at least MIN_HEADLINE_CHARS characters, or the whole title where there is none.
    """
    if not _SECTION.search(title):
        return title.strip()
    parts = (part.strip() for part in _SECTION.split(title))
    return next((part for part in parts if len(part) >= MIN_HEADLINE_CHARS), title.strip())


def boilerplate_mask(body: TextMatrix, bodies: Sequence[str], titles: Sequence[str]) -> Array:
    """Return a boolean mask over the characters of `body`, made from `bodies`: True for boilerplate.

    Boilerplate is a line without the end of a sentence (menus, breadcrumbs, lists of links, captions, headlines of
    other items), unless the text has no other lines, or a repetition of the headline.
    """
    if not len(body.codes):
        return np.zeros(0, bool)
    # Folding turns line ends into spaces, so they are taken from the original text.
    lines = np.frombuffer("\n".join([*bodies, ""]).encode("utf-32-le", "surrogatepass"), np.uint32)
    ends = np.flatnonzero(lines == ord("\n"))
    has_stop = np.zeros(len(ends), bool)
    has_stop[np.searchsorted(ends, np.flatnonzero(body.stops))] = True
    owners = body.owners(ends)
    sentences = np.zeros(len(bodies), bool)
    sentences[owners[has_stop]] = True
    result: Array = np.repeat(~has_stop & sentences[owners], np.diff(ends, prepend=-1))
    for text, title, start in zip(bodies, titles, body.starts.tolist(), strict=True):
        for first, last in repetitions(text, title):
            result[start + first : start + last] = True
    return result


def repetitions(text: str, title: str) -> list[tuple[int, int]]:
    """Return the ranges of a body that repeat its headline."""
    heading = headline(title) if len(title) >= MIN_HEADLINE_CHARS else ""
    ranges: list[tuple[int, int]] = []
    place = text.find(heading) if len(heading) >= MIN_HEADLINE_CHARS else -1
    while place >= 0:
        ranges.append((place, place + len(heading)))
        place = text.find(heading, place + len(heading))
    return ranges

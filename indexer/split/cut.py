"""A headline cut from the text it is glued to."""

from __future__ import annotations

import re
from dataclasses import dataclass

# No headline goes beyond this.
SENTENCE = re.compile(r"[。；]")


@dataclass(frozen=True, slots=True)
class Cut:
    """A headline at `start` to `end` of a text that goes on at `body`; `sure` is a probability."""

    start: int
    end: int
    body: int
    sure: float


def make_cut(text: str, start: int, end: int, body: int, sure: float) -> Cut:
    """A cut without the spaces round its parts."""
    title = text[start:end].rstrip(" \u3000\xa0\t|｜—")
    while body < len(text) and text[body].isspace():
        body += 1
    return Cut(start, start + len(title), body, sure)

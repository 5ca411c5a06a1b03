"""Substring search for word-based engines: character bigrams, queried as a phrase."""

from __future__ import annotations

from bench.corpus import Document, with_words
from engine.text.normalize import fold

# Stands for a space or a line end, which such engines treat as a word boundary; never part of a query.
_BLANK = "\u2423"


def text(title: str, body: str) -> str:
    """Return the folded text with visible blanks and an end mark, so that every character begins a pair."""
    return _BLANK.join(fold(f"{title}\n{body}").split()) + _BLANK


def pairs(folded: str) -> str:
    """Return all pairs of adjacent characters, separated by spaces: 西集镇 gives "西集 集镇"."""
    return " ".join(map(str.__add__, folded, folded[1:]))


def with_pairs(document: Document) -> Document:
    """Return the document with characters and pairs, segmented if it was not: all that a word-based engine needs."""
    spaced = text(document.title, document.body)
    known = document if document.body_words else with_words(document)
    return known._replace(characters=" ".join(spaced), pairs=pairs(spaced))


def cover(wanted: str) -> list[tuple[int, str]]:
    """Return the fewest pairs that cover `wanted` (two characters or more), with offsets.

    For 西集镇 these are (0, 西集) and (1, 集镇).
    """
    places = [*range(0, len(wanted) - 1, 2)]
    if len(wanted) % 2:
        places.append(len(wanted) - 2)
    return [(place, wanted[place : place + 2]) for place in places]

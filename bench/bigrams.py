"""How engines that know only words are given any substring: pairs of characters, asked as a phrase."""

from __future__ import annotations

from bench.corpus import Document, with_words
from engine.text.normalize import fold

# Stands for a space or a line end, which such engines take for a border between words; never part of a query.
_BLANK = "\u2423"


def text(title: str, body: str) -> str:
    """The folded text, blanks made visible, with an end mark: its pairs begin with every character there is."""
    return _BLANK.join(fold(f"{title}\n{body}").split()) + _BLANK


def pairs(folded: str) -> str:
    """All pairs of neighbours, a space between: 西集镇 gives "西集 集镇"."""
    return " ".join(map(str.__add__, folded, folded[1:]))


def with_pairs(document: Document) -> Document:
    """The document with characters and pairs, and with words where it has none: all that an engine of words needs."""
    spaced = text(document.title, document.body)
    known = document if document.body_words else with_words(document)
    return known._replace(characters=" ".join(spaced), pairs=pairs(spaced))


def cover(wanted: str) -> list[tuple[int, str]]:
    """As few pairs as make up `wanted` (two characters or more), with their places: (0, 西集), (1, 集镇) for 西集镇."""
    places = [*range(0, len(wanted) - 1, 2)]
    if len(wanted) % 2:
        places.append(len(wanted) - 2)
    return [(place, wanted[place : place + 2]) for place in places]

"""Find short names of towns that an article first names in full, as 西集 for 西集镇."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from engine.text.gazetteer import stem
from indexer.entities.place_mentions import PlaceMention, rate_odds

# A text with more towns than this is a list, and lists do not use short names.
MAX_TOWNS = 40


def with_short_names(text: str, mentions: Sequence[PlaceMention]) -> tuple[PlaceMention, ...]:
    """Return `mentions` and the short forms of towns named in full in folded text, in order.

    A short form that counties have too, as 潞城, may mean either.
    """
    towns = {m.name: m.codes for m in mentions if m.full and len(m.codes[0]) == 9 and m.odds > 0}
    shorts = {short: codes for name, codes in towns.items() if (short := stem(name))} if len(towns) <= MAX_TOWNS else {}
    if not shorts:
        return tuple(mentions)
    widened = [
        replace(m, codes=(*m.codes, *shorts[m.name])) if not m.full and m.name in shorts else m for m in mentions
    ]
    inside = {at for m in mentions for at in range(m.start, m.end)}
    added = [
        PlaceMention(at, at + len(short), short, codes, False, rate_odds(text, (at, at + len(short), codes, False)))
        for short, codes in shorts.items()
        for at in _occurrences(text, short)
        if at not in inside
    ]
    return tuple(sorted((*widened, *added), key=lambda mention: mention.start))


def _occurrences(text: str, word: str) -> Iterator[int]:
    at = text.find(word)
    while at >= 0:
        yield at
        at = text.find(word, at + len(word))

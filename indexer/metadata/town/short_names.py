"""Find short names of towns that an article first names in full, as 西集 for 西集镇."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from engine.text.gazetteer import gazetteer, stem, word_names
from indexer.metadata.town.resolution import Place

# For a town with less confidence its short form, which may be a word, is not searched.
MIN_CONFIDENCE = 0.8
# A text with more towns than this is a list, and lists do not use short names.
MAX_TOWNS = 40


def with_short_names(text: str, places: Sequence[Place]) -> tuple[Place, ...]:
    """Return `places` and the short forms of towns among them in folded text, in order.

    A county with the same short name gives way, unless named in full as well: 潞城 is the town if 潞城镇 is named.
    """
    index = gazetteer()
    in_full = {place.code for place in places if place.name not in index.short}
    towns = Counter(place.code for place in places if len(place.code) == 9 and place.sure > MIN_CONFIDENCE).most_common(
        MAX_TOWNS
    )
    shorts = {short: code for code, _ in towns if (short := stem(index.names[code])) and short not in word_names()}
    remaining = [place for place in places if place.name not in shorts or place.code in in_full]
    inside = {at for place in remaining for at in range(place.start, place.end)}
    mentions = [
        Place(at, at + len(short), short, code, "short name of a town named in full", 0.8)
        for short, code in shorts.items()
        for at in _occurrences(text, short)
        if at not in inside
    ]
    return tuple(sorted((*remaining, *mentions), key=lambda place: place.start))


def _occurrences(text: str, word: str) -> Iterator[int]:
    at = text.find(word)
    while at >= 0:
        yield at
        at = text.find(word, at + len(word))

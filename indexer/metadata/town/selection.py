"""Select the few places that an article is about from all that it names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from engine.text.gazetteer import gazetteer

ROOT = ""

# Minimum share of a leading place in its weight and that of its rivals.
LEADING_SHARE = 0.55
# Minimum weight of a part, relative to the whole (province, city, county), for the part to be selected.
PART_SHARES = {0: 0.0, 2: 0.4, 4: 0.3, 6: 0.2}
# Minimum weight of an additional place, relative to the first.
RIVAL_SHARE = 0.5
# Minimum weight to descend from a place to a part of it, and to select any place at all.
MIN_PART_WEIGHT, MIN_PLACE_WEIGHT = 0.9, 0.25
# An article about one place that helps another is about both, even if it says little of one.
PARTNER_SHARE = 0.2
MAX_TOWNS = 3
# Minimum weight of a place mentioned other than as the location of its part.
MIN_SPOKEN_WEIGHT = 0.3
# Minimum weight of a county beside a town, relative to it, with the places that contain it.
COUNTY_SHARE = 0.75
# Minimum weight of a city or province in a headline, relative to its first part, to be selected itself.
PARENT_FACTOR = 1.5
# Length of the code of a county.
COUNTY_CODE_LENGTH = 6


@dataclass(frozen=True, slots=True)
class PlaceTree:
    """Named places and those that contain them: own weight, weight including parts, and parts."""

    own: Mapping[str, float]
    total: Mapping[str, float]
    parts: Mapping[str, Sequence[str]]
    headlined: frozenset[str]


def choose_places(
    weights: Mapping[str, float], rival: float = RIVAL_SHARE, headlined: frozenset[str] = frozenset()
) -> tuple[str, ...]:
    """Return the codes of the selected places, by descending weight, never a place together with its part.

    Places with at least `rival` times the weight of the first are added; with PARTNER_SHARE a part is selected instead
    of its whole. A place in `headlined` with several named parts, none of them in the headline, is selected itself.
    """
    return tuple(_descend(_tree(weights, headlined), ROOT, rival)[:MAX_TOWNS])


def _tree(weights: Mapping[str, float], headlined: frozenset[str]) -> PlaceTree:
    places = gazetteer()
    total: dict[str, float] = defaultdict(float)
    parts: dict[str, set[str]] = defaultdict(set)
    for code, weight in weights.items():
        line = (ROOT, *places.lineage(code)) if weight > 0 else ()
        for at in line:
            total[at] += weight
        for outer, inner in pairwise(line):
            parts[outer].add(inner)
    ordered = {at: sorted(inner, key=lambda code: (-total[code], code)) for at, inner in parts.items()}
    return PlaceTree(weights, total, ordered, headlined)


def _descend(tree: PlaceTree, at: str, rival: float) -> list[str]:
    parts, own = tree.parts.get(at, ()), tree.own.get(at, 0.0)
    least = MIN_PART_WEIGHT if own >= MIN_SPOKEN_WEIGHT and rival > PARTNER_SHARE else MIN_PLACE_WEIGHT
    if not parts or tree.total[parts[0]] < max(least, PART_SHARES.get(len(at), 0.0) * own):
        return [at] if at else []
    first = tree.total[parts[0]]
    whole = own >= first * (1.0 if len(at) == COUNTY_CODE_LENGTH else PARENT_FACTOR)
    if at in tree.headlined and len(parts) > 1 and whole and not tree.headlined.intersection(parts):
        return [at]
    rivals = [code for code in parts[1:] if tree.total[code] >= rival * first]
    if first < LEADING_SHARE * sum(tree.total[code] for code in parts):
        # Too many places for a single topic: select the place that contains them, if the article mentions it.
        if at and (own >= MIN_PART_WEIGHT or len(rivals) >= MAX_TOWNS):
            return [at]
        if len(rivals) >= MAX_TOWNS:
            return []
    result = _descend(tree, parts[0], rival)
    for code in rivals:
        # A province named beside a county is its context, not the topic of the article.
        least = COUNTY_CODE_LENGTH if tree.total[code] >= COUNTY_SHARE * first else 9
        result += [leaf for leaf in _descend(tree, code, rival) if len(leaf) >= min(least, len(result[0]))]
    return result

"""Choosing: the few places that an article is about, among all that it names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from engine.text.gazetteer import gazetteer

ROOT = ""

# A place leads when it has this share of what it and its rivals weigh together.
LEADING_SHARE = 0.55
# A part of a province, city, county is meant, not the whole, when it weighs this share of the whole by itself.
PART_SHARES = {0: 0.0, 2: 0.4, 4: 0.3, 6: 0.2}
# Rivals that weigh this share of the first are named beside it.
RIVAL_SHARE = 0.5
# Less than this is no reason to go from a place to a part of it, or to name any place at all.
MIN_PART_WEIGHT, MIN_PLACE_WEIGHT = 0.9, 0.25
# An article about one place helping another is about both, however little it says of one.
PARTNER_SHARE = 0.2
MAX_TOWNS = 3
# What a place weighs at least if more is said of it than that its part lies there.
MIN_SPOKEN_WEIGHT = 0.3
# A county beside a town weighs at least this share of it, with all that it lies in.
COUNTY_SHARE = 0.75
# A city or province in a headline weighs this many times its first part where it is meant itself.
PARENT_FACTOR = 1.5
# The length of the code of a county.
COUNTY_CODE_LENGTH = 6


@dataclass(frozen=True, slots=True)
class PlaceTree:
    """The named places and those they lie in: what each weighs by itself, with its parts, and which parts it has."""

    own: Mapping[str, float]
    total: Mapping[str, float]
    parts: Mapping[str, Sequence[str]]
    headlined: frozenset[str]


def choose_places(
    weights: Mapping[str, float], rival: float = RIVAL_SHARE, headlined: frozenset[str] = frozenset()
) -> tuple[str, ...]:
    """The codes of the places, the one with most weight first; a place and its part are never both among them.

    Places that weigh `rival` of the first are named beside it; where that is PARTNER, a part is named for its whole.
    A place among the `headlined` of which several parts are named, none in the headline, is meant itself.
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
        # Too many places for one to be what the article is about: the whole they lie in, if the article speaks of it.
        if at and (own >= MIN_PART_WEIGHT or len(rivals) >= MAX_TOWNS):
            return [at]
        if len(rivals) >= MAX_TOWNS:
            return []
    result = _descend(tree, parts[0], rival)
    for code in rivals:
        # A province named beside a county is what the county has to do with, not what the article is about.
        least = COUNTY_CODE_LENGTH if tree.total[code] >= COUNTY_SHARE * first else 9
        result += [leaf for leaf in _descend(tree, code, rival) if len(leaf) >= min(least, len(result[0]))]
    return result

"""Resolve ambiguous place names by context: adjacent places and those elsewhere on the page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from engine.text.gazetteer import common_names, word_names
from indexer.entities.place_mentions import PlaceMention

# 高新区 · 综合保税区, which every city has
ZONE = re.compile(r"(?:高新|经开|综合|保税|化工|物流|旅游|度假|示范|产业|工业|科技|技术|经济|开发|高校|园){1,3}区")
# A resolved name may resolve others, whose names may resolve more.
MAX_ROUNDS = 3
# Weight of a place of this level in favour of another nearby: the county is the best evidence for a town.
NEARNESS_WEIGHTS = ((6, 8.0), (4, 3.0), (2, 1.0))


@dataclass(frozen=True, slots=True)
class Place:
    """A resolved mention: `name` as folded, `code` of the gazetteer.

    `rule` is the rule that resolved it; `sure` is the confidence, 0 to 1.
    """

    start: int
    end: int
    name: str
    code: str
    rule: str
    sure: float


def resolve_mentions(mentions: Iterable[PlaceMention], around: Counter[str]) -> tuple[Place, ...]:
    """Return the resolved places, in order. `around` counts the places named elsewhere on the page."""
    chained = _chain(mentions)
    votes = Counter(around)
    for mention, beside in chained:
        if len(mention.codes) == 1 and (beside or _speaks_for_itself(mention)):
            vote(votes, mention.codes[0])
    decided: dict[tuple[str, ...], str] = {}
    for _ in range(MAX_ROUNDS):
        for mention, _beside in chained:
            if len(mention.codes) < 2 or mention.codes in decided:
                continue
            if (code := _best(mention, votes)) and (
                len(mention.name) > 2 or not mention.full or _is_local(code, votes)
            ):
                decided[mention.codes] = code
                vote(votes, code)
    repeated = Counter(mention.codes for mention, _ in chained)
    resolved = (_decide(m, beside, votes, decided.get(m.codes), repeated[m.codes]) for m, beside in chained)
    return tuple(place for place in resolved if place) or tuple(_alone(chained))


def _alone(chained: Iterable[tuple[PlaceMention, bool]]) -> Iterable[Place]:
    """Return the places with a short name long enough to be unambiguous, in a text without any other: 石河子."""
    for mention, _ in chained:
        if len(mention.codes) == 1 and len(mention.name) > 2 and not mention.full and not _is_word(mention):
            yield Place(mention.start, mention.end, mention.name, mention.codes[0], "the only place named", 0.6)


def _chain(mentions: Iterable[PlaceMention]) -> list[tuple[PlaceMention, bool]]:
    """Restrict mentions next to their parent or child (南通如东县) to the places that fit."""
    chained: list[tuple[PlaceMention, bool]] = []
    for mention in mentions:
        before = chained[-1][0] if chained else None
        if before and before.end == mention.start and not _is_word(before):
            inner = tuple(c for c in mention.codes if c.startswith(before.codes) and c not in before.codes)
            if inner:
                outer = tuple(c for c in before.codes if any(i.startswith(c) for i in inner))
                chained[-1] = (replace(before, codes=outer), True)
                chained.append((replace(mention, codes=inner), True))
                continue
            if mention.full and len(mention.codes[0]) == 9:
                # 如东县新设镇: a town of that name is elsewhere, so this one is not in the gazetteer.
                continue
        chained.append((mention, False))
    return chained


def _speaks_for_itself(mention: PlaceMention) -> bool:
    """Return True if a name that only one place has is accepted without context."""
    if mention.full:
        return len(mention.name) > 2 and not _is_common(mention.name)
    return len(mention.codes[0]) < 6 and not _is_word(mention)


def _is_common(name: str) -> bool:
    """Return True if a name is common outside the gazetteer as well: 高新区, 化工园区."""
    return name in common_names() or bool(ZONE.fullmatch(name))


def _is_local(code: str, votes: Counter[str]) -> bool:
    """Return True if the county or city of a place is named."""
    return bool(votes[code[:6]] or votes[code[:4]])


def _is_word(mention: PlaceMention) -> bool:
    return not mention.full and mention.name in word_names()


def vote(votes: Counter[str], code: str) -> None:
    """Count a place and all places that contain it."""
    for length in (2, 4, 6, 9):
        if length <= len(code):
            votes[code[:length]] += 1


def _near(code: str, votes: Counter[str]) -> float:
    return sum(weight * min(votes[code[:length]], 5) for length, weight in NEARNESS_WEIGHTS if length < len(code))


def _best(mention: PlaceMention, votes: Counter[str]) -> str | None:
    """Return the one place supported by others nearby, or named in full itself.

    Among short names a province takes precedence over a city and that over a county: 河北 is not 天津市河北区.
    """
    scores = {code: 10 * votes[code] + _near(code, votes) * mention.full for code in mention.codes}
    best = max(scores.values())
    leading = sorted((code for code, score in scores.items() if score == best), key=len)
    if best > 0 and (len(leading) == 1 or (not mention.full and len(leading[0]) < len(leading[1]))):
        return leading[0]
    if mention.full or _is_word(mention):
        return None
    shallow = sorted(mention.codes, key=len)
    return shallow[0] if len(shallow[0]) < len(shallow[1]) else None


def _decide(
    mention: PlaceMention, beside: bool, votes: Counter[str], decided: str | None, repeated: int
) -> Place | None:
    """Resolve one mention; return None if there is no evidence for any place."""

    def place(code: str, rule: str, sure: float) -> Place:
        return Place(mention.start, mention.end, mention.name, code, rule, sure)

    code = mention.codes[0] if len(mention.codes) == 1 else decided
    if mention.full and len(mention.name) == 2 and not beside and (code is None or not _is_local(code, votes)):
        return None  # 范镇 in 示范镇
    if code is None and _is_common(mention.name):
        return None
    if code is None:
        # No evidence: municipalities have the most outlets, so their place is the most likely.
        guess = min(mention.codes, key=lambda c: (c[:2] not in ("11", "12", "31", "50"), c))
        return place(guess, "guessed among places of one name", 0.3) if mention.full and len(mention.name) > 2 else None
    if beside:
        return place(code, "beside its parent", 0.95)
    near = _near(code, votes)
    if _is_common(mention.name):
        return None
    if len(mention.codes) > 1:
        return place(code, "named with its county or city", 0.85)
    if mention.full and (near or repeated > 1 or (len(code) < 9 and _speaks_for_itself(mention))):
        return place(code, "only place of this name", 0.9 if near else 0.7)
    if not mention.full and (votes[code] or (not _is_word(mention) and (near or repeated > 2))):
        return place(code, "short name", 0.75)
    return None

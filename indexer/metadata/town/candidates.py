"""Places that an article may speak of: their mentions, and what else on the page supports them."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from engine.text.gazetteer import gazetteer
from indexer.entities.place_mentions import PlaceMention, prior_odds, seldom_places
from indexer.metadata.passage import Passage
from indexer.metadata.town.mention_context import Context, read_context

# How much the county, city and province of a place support it, by the length of their codes.
SUPPORT_WEIGHTS = {6: 4.0, 4: 2.0, 2: 1.0}
# A name with lower odds is no candidate, and supports nothing.
MIN_ODDS = -5.0
# A short name with lower odds is not read as a part of the place before it: 湖北公安.
MIN_BESIDE = -2.0
# Between a place and one that lies in it: 佛山市公安局南海分局.
MAX_PARENT_CHARS = 8
# A short name with such odds is hardly a word.
SURE_ODDS = 3.0
MUNICIPALITIES = ("11", "12", "31", "50")
# Length of a name that no other place has, listed or not: 于家务回族乡.
LONG_NAME_CHARS = 5
# A place is named around an article from this support.
MIN_AROUND = 0.4
# Mentions of a topic.
TOPIC_MENTIONS = 3
PLAIN = (Context.NOTHING, Context.DESTINATION, Context.POST)
PARTS = (Context.NICKNAME, Context.OUTLET, Context.DATELINE, Context.ORIGIN, Context.ORGANISATION, Context.POST)
PART_FEATURES = {context: context.name.lower() for context in PARTS}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place that an article may speak of: its mentions, by their numbers, and its other readings (`rivals`)."""

    code: str
    mentions: tuple[int, ...]
    rivals: frozenset[str]


@dataclass(frozen=True, slots=True)
class Setting:
    """Mentions of an article with their contexts, `beside` those next to their parent or a part of them.

    `support` is how surely a place is named here or elsewhere on the page, 0 to 1, `around` only elsewhere; `home` is
    the county of the page, `shared` one with other articles.
    """

    passage: Passage
    mentions: tuple[PlaceMention, ...]
    contexts: tuple[Context, ...]
    beside: tuple[bool, ...]
    support: Mapping[str, float]
    around: Mapping[str, float]
    home: str | None
    shared: bool


def make_setting(
    passage: Passage, mentions: Iterable[PlaceMention], around: Mapping[str, float], home: str | None, shared: bool
) -> Setting:
    """Return the setting of an article; `around` is the support from the rest of the page."""
    near = [code for code, confidence in around.items() if confidence > MIN_AROUND]
    chained, beside = chain(mention for mention in drop_unsupported(mentions, near) if mention.odds > MIN_ODDS)
    contexts = tuple(read_context(passage.folded, mention.start, mention.end) for mention in chained)
    support = dict(around)
    for code, confidence in count_support(chained).items():
        support[code] = max(confidence, support.get(code, 0.0))
    if home:
        support[home] = 1.0
    return Setting(passage, chained, contexts, beside, support, around, home, shared)


def read_widely(mentions: Iterable[PlaceMention]) -> Iterator[PlaceMention]:
    """Read the short name of a province as no other place, unless that is named in full (河北 in 天津市河北区)."""
    known, full = list(mentions), None
    for mention in known:
        if not mention.full and len(mention.codes) > 1 and any(len(code) == 2 for code in mention.codes):
            if full is None:  # few articles need it
                full = {code for other in known if other.full for code in other.codes}
            mention = replace(mention, codes=tuple(c for c in mention.codes if len(c) == 2 or c in full))
        yield mention


def drop_unsupported(mentions: Iterable[PlaceMention], around: Iterable[str] = ()) -> Iterator[PlaceMention]:
    """Leave out names that are seldom the place, unless it has another name here or its parent stands before it."""
    known, seldom, lineage = list(read_widely(mentions)), seldom_places(), gazetteer().lineage
    if not any(mention.name in seldom for mention in known):
        yield from (mention for mention in known if mention.codes)
        return
    named = {*around, *(c for m in known if m.odds > 0 and m.name not in seldom for c in m.codes)}
    ends: dict[str, int] = {}
    for mention in known:
        if mention.name in seldom:
            near = {code for code, end in ends.items() if mention.start - end <= MAX_PARENT_CHARS}
            first = 0 if mention.full else -2
            codes = (c for c in mention.codes if c in named or not near.isdisjoint(lineage(c)[first:]))
            mention = replace(mention, codes=tuple(codes))
        if mention.codes:
            yield mention
            ends.update(dict.fromkeys(mention.codes, mention.end))


def chain(mentions: Iterable[PlaceMention]) -> tuple[tuple[PlaceMention, ...], tuple[bool, ...]]:
    """Restrict mentions next to their parent (南通如东县) to the places that fit, and say which these are."""
    chained: list[PlaceMention] = []
    beside: list[bool] = []
    for mention in mentions:
        before = chained[-1] if chained else None
        fits = False
        if before and before.end == mention.start and before.odds > -1 and (mention.full or mention.odds > MIN_BESIDE):
            inner = tuple(c for c in mention.codes if c.startswith(before.codes) and c not in before.codes)
            if inner:
                outer = tuple(c for c in before.codes if any(i.startswith(c) for i in inner))
                chained[-1] = replace(before, codes=outer)
                mention, fits = replace(mention, codes=inner), True
            elif mention.full and len(mention.codes[0]) == 9 and (before.full or before.odds > SURE_ODDS):
                continue  # 如东县新设镇: a town of that name is elsewhere, so this one is not in the gazetteer
        chained.append(mention)
        beside.append(fits)
    return tuple(chained), tuple(beside)


def count_support(mentions: Iterable[PlaceMention]) -> dict[str, float]:
    """Return how surely each place is named, by the surest of its mentions that name hardly another."""
    support: dict[str, float] = defaultdict(float)
    for mention in mentions:
        if len(mention.codes) < 3:
            confidence = probability(mention.odds) * (1.0 if len(mention.codes) == 1 else 0.6)
            for code in mention.codes:
                support[code] = max(support[code], confidence)
    return support


def count_surroundings(mentions: Iterable[PlaceMention]) -> dict[str, float]:
    """Return the support from datelines, outlets and breadcrumbs, in which a name stands within others."""
    chained, _ = chain(drop_unsupported(mentions))
    return count_support(replace(mention, odds=max(mention.odds, prior_odds(mention))) for mention in chained)


def find_candidates(setting: Setting) -> dict[str, Candidate]:
    """Return the places that the mentions of an article may name, by code."""
    numbers: dict[str, list[int]] = defaultdict(list)
    for number, mention in enumerate(setting.mentions):
        for code in mention.codes:
            numbers[code].append(number)
    return {
        code: Candidate(code, tuple(found), frozenset(c for n in found for c in setting.mentions[n].codes if c != code))
        for code, found in numbers.items()
    }


def likeliest_of(codes: Iterable[str], support: Mapping[str, float] = MappingProxyType({})) -> str:
    """Return the place of one name whose parents are named, else the widest, or one of a municipality."""
    return min(codes, key=lambda code: (-supported(code, support), len(code), code[:2] not in MUNICIPALITIES, code))


def probability(odds: float) -> float:
    """Return the probability for the logarithm of odds."""
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, odds))))


def supported(code: str, support: Mapping[str, float]) -> float:
    """Return how far the county, city and province of a place are named, 0 to 7."""
    total, size = 0.0, len(code)
    for length, weight in SUPPORT_WEIGHTS.items():
        if length < size:
            total += weight * support.get(code[:length], 0.0)
    return total


def is_qualifier(setting: Setting, number: int, code: str) -> bool:
    """Return True if a mention only says where the place behind it lies: 通州区 in 通州区西集镇."""
    mentions = setting.mentions
    return (
        number + 1 < len(mentions)
        and mentions[number + 1].start == mentions[number].end
        and any(inner.startswith(code) and inner != code for inner in mentions[number + 1].codes)
    )


def spoken_features(setting: Setting, candidate: Candidate) -> dict[str, float]:
    """Return the features by which it is told whether an article speaks of a place."""
    code, level, rivals = candidate.code, len(candidate.code), candidate.rivals
    mentions = [setting.mentions[number] for number in candidate.mentions]
    contexts = [setting.contexts[number] for number in candidate.mentions]
    odds = [mention.odds for mention in mentions]
    best, count, likely = max(odds), len(odds), sum([o > 0 for o in odds])
    beside = sum([setting.beside[number] for number in candidate.mentions])
    qualifiers = sum([is_qualifier(setting, number, code) for number in candidate.mentions])
    full = any(mention.full for mention in mentions)
    own = supported(code, setting.support)
    other = max([supported(rival, setting.support) for rival in rivals], default=0.0)
    inside = _support_inside(code, setting.support)
    lonely = level > 4 and own < 0.5 and (bool(rivals) or not any(is_long(mention) for mention in mentions))
    likeliest = bool(rivals) and own == other and likeliest_of((code, *rivals)) == code
    plain = sum([context in PLAIN for context in contexts])
    return {
        "bias": 1.0,
        "best odds": best,
        "mean odds": sum(odds) / count,
        f"best odds {level}": best,
        "best odds in full": best if full else 0.0,
        "likely": best > 3,
        f"level {level}": 1.0,
        "likely mentions": math.log1p(likely),
        "mentions": math.log1p(count),
        "beside parent": beside > 0,
        "often beside parent": math.log1p(beside),
        "qualifies": qualifiers > 0,
        "only qualifies": qualifiers == count,
        "in full": full,
        "town in full": full and level == 9,
        "often named, alone": lonely and full and not rivals and likely >= TOPIC_MENTIONS,
        "in headline": any(mention.start < setting.passage.headline for mention in mentions),
        "in lead": any(mention.start < setting.passage.lead for mention in mentions),
        "rivals": math.log1p(len(rivals)),
        "has rivals": bool(rivals),
        "rival is wider": any(len(rival) < level for rival in rivals),
        "parents named": own / 7,
        "parents of rival named": other / 7,
        "more parents named": (own - other) / 7,
        "likeliest": likeliest,
        "likeliest, often named": likeliest and full and likely >= TOPIC_MENTIONS,
        "rival has more parents": bool(rivals) and own < other,
        "rival has fewer parents": bool(rivals) and own > other,
        "parts named": inside,
        "more parts named": inside - max(_support_inside(r, setting.support) for r in rivals) if rivals else 0.0,
        "county named": setting.support.get(code[:6], 0.0) if level > 6 else 0.0,
        "city named": setting.support.get(code[:4], 0.0) if level > 4 else 0.0,
        "province named": setting.support.get(code[:2], 0.0) if level > 2 else 0.0,
        "parents around": supported(code, setting.around) / 7,
        "around": setting.around.get(code, 0.0),
        "at home": bool(setting.home) and code.startswith(setting.home or ""),
        "no parent": lonely,
        "no parent, short": lonely and not full,
        "no parent, around": lonely and setting.around.get(code, 0.0) > MIN_AROUND,
        "no parent, in full": lonely and full and not rivals,
        "no parent, rivals": lonely and full and bool(rivals),
        "never plain": plain == 0,
        "plain": plain / count,
        **{name: share for context, name in PART_FEATURES.items() if (share := contexts.count(context) / count)},
    }


def is_long(mention: PlaceMention) -> bool:
    """Return True if a full name is so long that hardly another place has it."""
    return mention.full and len(mention.name) >= LONG_NAME_CHARS and not mention.name.endswith("街道")


def _support_inside(code: str, support: Mapping[str, float]) -> float:
    return max(
        (confidence for c, confidence in support.items() if len(c) > len(code) and c.startswith(code)), default=0.0
    )

"""Towns: the places of the gazetteer that an article is about."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from engine.article import Evidence
from engine.lexicon import gazetteer
from engine.normalize import fold
from indexer.document import Draft
from indexer.metadata.passage import Passage, passage
from indexer.metadata.town.choose import PARTNER, RIVAL, choose
from indexer.metadata.town.lookalike import find_lone_look_alikes, find_look_alikes
from indexer.metadata.town.mentions import find_mentions
from indexer.metadata.town.nickname import with_nicknames
from indexer.metadata.town.resolve import Place, resolve, vote
from indexer.metadata.town.weigh import weigh

# Furniture that says where a page comes from, and the fields that say whose it is.
FURNITURE = ("breadcrumb", "stamp", "copyright", "editor", "credit")
NAMING = ("source", "site", "title")
# How much of a page is read for the places it is at home in.
READ = 200_000
# A page this many times as long as the article holds others, which tell where its newspaper is at home.
SHARED = 1.6
AT_HOME = 2.5
# How much of a text says whether it is about two places that have to do with each other.
OPENING = 400
# How many counties a misread name is looked for in.
COUNTIES = 6
# How many pieces of furniture are asked at the top of a page and at its foot.
EDGE = 20
# Words of one place that helps or visits another: 对口支援, 援滇干部, 东西部协作, 结对帮扶, 党政代表团
HELP = re.compile(
    r"对口(?:支援|帮扶|协作)|对口[\u4e00-\u9fff]{2,4}(?:支援|帮扶|协作)|援[滇疆藏青黔川甘宁]|东西部协作|结对|(?:代表|考察)团|招商小分队|赴[\u4e00-\u9fff]{2,12}(?:考察|招商|学习|对接)"
)


@dataclass(frozen=True, slots=True)
class Survey:
    """All places that an article names, in order, and the codes of those it is about, the most important first.

    `home` is the county that the page as a whole is about, None where it does not show.
    """

    passage: Passage
    places: tuple[Place, ...]
    about: tuple[str, ...]
    home: str | None


def find_towns(draft: Draft) -> tuple[tuple[str, ...], tuple[Evidence, ...]]:
    """The paths of the places that the article is about, the most important first, each with its evidence."""
    survey = survey_places(draft)
    known = gazetteer()
    paths = tuple(known.path(code) for code in survey.about)
    return paths, tuple(_evidence(survey, code, path) for code, path in zip(survey.about, paths, strict=True))


@lru_cache(maxsize=4)
def survey_places(draft: Draft) -> Survey:
    """All places of an article; the offices of its leaders are made out with them."""
    return _survey(passage(draft), _context(draft), _front(draft.page.document.text))


@lru_cache(maxsize=4)
def _front(text: str) -> str:
    """As much of a page as is read, the same string for all of its articles: to hash it anew for each takes long."""
    return text[:READ]


@lru_cache(maxsize=4)
def _survey(said: Passage, context: str, page: str) -> Survey:
    shared = len(page) > SHARED * len(said.text)
    around, home = _surroundings(context, page if shared else "")
    mentions = find_mentions(said.folded)
    if not mentions and home:
        return Survey(said, (), (home,), home)
    places = resolve(mentions, around)
    if not shared:
        home = _home(around + _count_places(places))
    named = Counter(place.code[:6] for place in places if len(place.code) > 5)
    counties = dict.fromkeys([*([home] if home else []), *(code for code, _ in named.most_common(COUNTIES))])
    if misread := find_look_alikes(said.folded, counties, places):
        places = tuple(sorted((*places, *misread), key=lambda place: place.start))
    elif not places and not home:
        places = find_lone_look_alikes(said.folded)
    places = with_nicknames(said.folded, places)
    weights = weigh(places, said)
    if shared and home:
        weights = {code: weight * (AT_HOME if code.startswith(home) else 1) for code, weight in weights.items()}
    headlined = frozenset(place.code for place in places if place.start < said.headline)
    about = choose(weights, PARTNER if HELP.search(said.folded, 0, said.headline + OPENING) else RIVAL, headlined)
    return Survey(said, places, about or ((home,) if home and not places else ()), home)


def _context(draft: Draft) -> str:
    """What the page says of itself: its furniture, and what the format states."""
    page = draft.page
    ends = (*page.furniture[:EDGE], *page.furniture[EDGE:][-EDGE:])
    words = [piece.text for piece in ends if piece.kind in FURNITURE]
    for stated in (page.document.given, page.document.hints):
        words += [value for name, value in stated.items() if name in NAMING]
    return "\n".join(words)


@lru_cache(maxsize=4)
def _surroundings(context: str, page: str) -> tuple[Counter[str], str | None]:
    """How often each place is named outside the article, and the county the page is at home in."""
    around = _count(context) + _count(page)
    return around, _home(around)


def _count(text: str) -> Counter[str]:
    return _count_places(resolve(find_mentions(fold(text)), Counter()))


def _count_places(places: Iterable[Place]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for place in places:
        vote(counts, place.code)
    return counts


def _home(counts: Counter[str]) -> str | None:
    """The county named most, if it is named more than once and more than any other."""
    counties = [(code, count) for code, count in counts.most_common() if len(code) == 6]
    if not counties or counties[0][1] < 2 or (len(counties) > 1 and counties[1][1] == counties[0][1]):
        return None
    return counties[0][0]


def _evidence(survey: Survey, code: str, path: str) -> Evidence:
    named = [place for place in survey.places if place.code.startswith(code)]
    if not named:
        return Evidence("towns", path, "named elsewhere on the page", 0.5)
    best = max(named, key=lambda place: (place.code == code, place.sure))
    start, end = survey.passage.raw(best.start, best.end)
    return Evidence("towns", path, best.rule, best.sure, survey.passage.text[best.start : best.end], start, end)

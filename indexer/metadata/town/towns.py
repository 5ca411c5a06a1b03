"""Find the gazetteer places that an article is about."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from engine.article import Evidence
from engine.text.gazetteer import gazetteer
from engine.text.normalize import fold
from indexer.document import Draft, Page
from indexer.entities.place_mentions import find_mentions
from indexer.metadata.passage import Passage, make_passage
from indexer.metadata.town.lookalikes import find_lone_look_alikes, find_look_alikes
from indexer.metadata.town.resolution import Place, resolve_mentions, vote
from indexer.metadata.town.salience import weigh_places
from indexer.metadata.town.selection import PARTNER_SHARE, RIVAL_SHARE, choose_places
from indexer.metadata.town.short_names import with_short_names

# Kinds of boilerplate that show the origin of a page, and fields that show its owner.
LOCATING_BOILERPLATE = ("breadcrumb", "stamp", "copyright", "editor", "credit")


LOCATING_FIELDS = ("source", "site", "title")


# Characters of a page that are read to find its home county.
MAX_PAGE_CHARS = 200_000


# A page this many times as long as the article holds others, which show the newspaper's home county.
SHARED_PAGE_RATIO = 1.6


HOME_WEIGHT = 2.5


# Characters of a text that decide if it is about two related places.
OPENING_CHARS = 400


# Maximum number of counties in which a misread name is searched.
MAX_COUNTIES = 6


# Maximum number of boilerplate pieces used from the top of a page and from its foot.
MAX_EDGE_PIECES = 20


# Words for aid or visits between two places: 对口支援, 援滇干部, 东西部协作, 结对帮扶, 党政代表团
COOPERATION = re.compile(
    r"对口(?:支援|帮扶|协作)|对口[\u4e00-\u9fff]{2,4}(?:支援|帮扶|协作)|援[滇疆藏青黔川甘宁]|东西部协作|结对|(?:代表|考察)团|招商小分队|赴[\u4e00-\u9fff]{2,12}(?:考察|招商|学习|对接)"
)


@dataclass(frozen=True, slots=True)
class PlaceSurvey:
    """Places named in an article, in order, and the codes of those it is about, most important first.

    `home` is the county that the page as a whole is about, None if unknown.
    """

    passage: Passage
    places: tuple[Place, ...]
    about: tuple[str, ...]
    home: str | None


def find_towns(draft: Draft) -> tuple[tuple[str, ...], tuple[Evidence, ...]]:
    """Return the paths of the places that the article is about, most important first, each with its evidence."""
    survey = survey_places(draft)
    index = gazetteer()
    paths = tuple(index.path(code) for code in survey.about)
    return paths, tuple(_evidence(survey, code, path) for code, path in zip(survey.about, paths, strict=True))


def survey_places(draft: Draft) -> PlaceSurvey:
    """Return all places of an article; also used to find the offices of its leaders."""
    return draft.derived(_survey)


def _survey(draft: Draft) -> PlaceSurvey:
    said, page = make_passage(draft), draft.page
    shared = min(len(page.document.text), MAX_PAGE_CHARS) > SHARED_PAGE_RATIO * len(said.text)
    around, home = page.derived(_shared_surroundings if shared else _surroundings)
    mentions = find_mentions(said.folded)
    if not mentions and home:
        return PlaceSurvey(said, (), (home,), home)
    places = resolve_mentions(mentions, around)
    if not shared:
        home = _home(around + _count_places(places))
    counts = Counter(place.code[:6] for place in places if len(place.code) > 5)
    counties = dict.fromkeys([*([home] if home else []), *(code for code, _ in counts.most_common(MAX_COUNTIES))])
    if misread := find_look_alikes(said.folded, counties, places):
        places = tuple(sorted((*places, *misread), key=lambda place: place.start))
    elif not places and not home:
        places = find_lone_look_alikes(said.folded)
    places = with_short_names(said.folded, places)
    weights = weigh_places(places, said)
    if shared and home:
        weights = {code: weight * (HOME_WEIGHT if code.startswith(home) else 1) for code, weight in weights.items()}
    headlined = frozenset(place.code for place in places if place.start < said.headline)
    about = choose_places(
        weights,
        PARTNER_SHARE if COOPERATION.search(said.folded, 0, said.headline + OPENING_CHARS) else RIVAL_SHARE,
        headlined,
    )
    return PlaceSurvey(said, places, about or ((home,) if home and not places else ()), home)


def _context(page: Page) -> str:
    """Return the page's context: its boilerplate and stated fields."""
    ends = (*page.furniture[:MAX_EDGE_PIECES], *page.furniture[MAX_EDGE_PIECES:][-MAX_EDGE_PIECES:])
    words = [piece.text for piece in ends if piece.kind in LOCATING_BOILERPLATE]
    for stated in (page.document.stated, page.document.hints):
        words += [value for name, value in stated.items() if name in LOCATING_FIELDS]
    return "\n".join(words)


def _surroundings(page: Page) -> tuple[Counter[str], str | None]:
    """Return the number of mentions of each place outside the article, and the page's home county."""
    around = _count(_context(page))
    return around, _home(around)


def _shared_surroundings(page: Page) -> tuple[Counter[str], str | None]:
    """Return the same for a page with other articles, all of whose text is read."""
    around = _count(_context(page)) + _count(page.document.text[:MAX_PAGE_CHARS])
    return around, _home(around)


def _count(text: str) -> Counter[str]:
    return _count_places(resolve_mentions(find_mentions(fold(text)), Counter()))


def _count_places(places: Iterable[Place]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for place in places:
        vote(counts, place.code)
    return counts


def _home(counts: Counter[str]) -> str | None:
    """Return the county named most, if it is named more than once and more than any other."""
    counties = [(code, count) for code, count in counts.most_common() if len(code) == 6]
    if not counties or counties[0][1] < 2 or (len(counties) > 1 and counties[1][1] == counties[0][1]):
        return None
    return counties[0][0]


def _evidence(survey: PlaceSurvey, code: str, path: str) -> Evidence:
    places = [place for place in survey.places if place.code.startswith(code)]
    if not places:
        return Evidence("towns", path, "named elsewhere on the page", 0.5)
    best = max(places, key=lambda place: (place.code == code, place.sure))
    start, end = survey.passage.raw(best.start, best.end)
    return Evidence("towns", path, best.rule, best.sure, survey.passage.text[best.start : best.end], start, end)

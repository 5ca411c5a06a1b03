"""Find the gazetteer places that an article speaks of, and those that it is about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from engine.article import Evidence
from engine.text.gazetteer import gazetteer
from engine.text.normalize import fold
from indexer.document import Draft, Page
from indexer.entities.place_mentions import PlaceMention, find_mentions
from indexer.metadata.passage import Passage, make_passage
from indexer.metadata.town.candidates import (
    MIN_AROUND,
    Setting,
    chain,
    count_support,
    count_surroundings,
    drop_unsupported,
    likeliest_of,
    make_setting,
    probability,
)
from indexer.metadata.town.lookalikes import find_lone_look_alikes, find_look_alikes
from indexer.metadata.town.place_model import MIN_SPOKEN, SpokenPlace, find_spoken
from indexer.metadata.town.salience import is_cooperation, weigh_places
from indexer.metadata.town.selection import PARTNER_SHARE, RIVAL_SHARE, choose_places
from indexer.metadata.town.short_names import with_short_names

# Kinds of boilerplate that show the origin of a page, and fields that show its owner.
LOCATING_BOILERPLATE = ("breadcrumb", "stamp", "copyright", "editor", "credit")
LOCATING_FIELDS = ("source", "site", "title")
# Characters of a page that are read to find its home county.
MAX_PAGE_CHARS = 200_000
# A page this many times as long as the article holds others, which show the newspaper's home county.
SHARED_PAGE_RATIO = 1.6
# Maximum number of counties in which a misread name is searched.
MAX_COUNTIES = 6
# Maximum number of boilerplate pieces used from the top of a page and from its foot.
MAX_EDGE_PIECES = 20
# A name of more places does not show which county a page is about.
MAX_HOMONYMS = 3
# Code of Beijing.
CAPITAL = "11"
# The body that a post belongs to may be a place of which the article hardly speaks.
MIN_NAMED = 0.05


@dataclass(frozen=True, slots=True)
class Place:
    """A mention that is read as the place `code` of the gazetteer; `name` as folded.

    `confidence` is the probability that it is meant as a place.
    """

    start: int
    end: int
    name: str
    code: str
    confidence: float


@dataclass(frozen=True, slots=True)
class PlaceSurvey:
    """All places named in an article, in order; those that it speaks of; the codes of those that it is about."""

    setting: Setting
    places: tuple[Place, ...]
    spoken: tuple[SpokenPlace, ...]
    about: tuple[str, ...]

    @property
    def passage(self) -> Passage:
        """Return the text of the article."""
        return self.setting.passage


def find_towns(draft: Draft) -> tuple[tuple[str, ...], tuple[Evidence, ...]]:
    """Return the paths of the places that the article is about, most important first, each with its evidence."""
    survey, index = survey_places(draft), gazetteer()
    spoken = {place.code: place for place in survey.spoken}
    evidence = (_evidence(survey, code, spoken.get(code)) for code in survey.about)
    return tuple(index.path(code) for code in survey.about), tuple(evidence)


def find_places(draft: Draft) -> tuple[tuple[str, ...], tuple[Evidence, ...]]:
    """Return the paths of all places of which the article speaks, those first that it is about, with evidence."""
    survey, index = survey_places(draft), gazetteer()
    codes = dict.fromkeys((*survey.about, *(place.code for place in sorted(survey.spoken, key=_first_mention))))
    others = (_evidence(survey, p.code, p, "places") for p in survey.spoken if p.code not in survey.about)
    return tuple(index.path(code) for code in codes), tuple(others)


def _first_mention(place: SpokenPlace) -> int:
    return place.candidate.mentions[0]


def survey_places(draft: Draft) -> PlaceSurvey:
    """Return all places of an article; also used to find the offices of its leaders."""
    return draft.derived(_survey)


def _survey(draft: Draft) -> PlaceSurvey:
    setting = draft.derived(read_setting)
    named = find_spoken(setting, MIN_NAMED)
    places = [
        Place(mention.start, mention.end, mention.name, place.code, probability(mention.odds))
        for place in named
        for number in place.candidate.mentions
        for mention in (setting.mentions[number],)
    ]
    spoken = tuple(place for place in named if place.confidence >= MIN_SPOKEN)
    headlined = frozenset(
        place.code for place in spoken if setting.mentions[place.candidate.mentions[0]].start < setting.passage.headline
    )
    share = PARTNER_SHARE if is_cooperation(setting) else RIVAL_SHARE
    about = choose_places(weigh_places(setting, spoken), share, headlined)
    if not about and not spoken:
        about = (setting.home,) if setting.home and _is_at_home(setting) else _dateline(draft)
    return PlaceSurvey(setting, tuple(sorted(places, key=lambda p: p.start)), spoken, about)


def _is_at_home(setting: Setting) -> bool:
    """Return True if the surroundings of an article name its home, not only words in its text."""
    return setting.shared or setting.around.get(setting.home or "", 0.0) > MIN_AROUND


def _dateline(draft: Draft) -> tuple[str, ...]:
    """Return the place in the byline of an article, if it names one: 大众网记者 王林 枣庄报道.

    Beijing is left out, since agencies write there of everything.
    """
    mentions, _ = chain(m for line in draft.block.byline for m in find_mentions(fold(line.text)) if m.odds > 0)
    codes = mentions[-1].codes if mentions else ()
    return codes if len(codes) == 1 and codes != (CAPITAL,) else ()


def read_setting(draft: Draft) -> Setting:
    """Return the mentions of an article and what the rest of its page says of places."""
    said, page = make_passage(draft), draft.page
    mentions = find_mentions(said.folded)
    shared = min(len(page.document.text), MAX_PAGE_CHARS) > SHARED_PAGE_RATIO * len(said.text)
    if shared:
        around, home = page.derived(_shared_surroundings)
    else:
        around = count_surroundings(find_mentions(fold(_context(page, draft))))
        home = _home([*mentions, *find_mentions(fold(_context(page)))])
    misread = find_look_alikes(said.folded, _counties(mentions, home), mentions)
    if not misread and not home and all(mention.odds <= 0 for mention in mentions):
        misread = find_lone_look_alikes(said.folded)
    mentions = tuple(sorted((*mentions, *misread), key=lambda mention: mention.start))
    return make_setting(said, with_short_names(said.folded, mentions), around, home, shared)


def _context(page: Page, draft: Draft | None = None) -> str:
    """Return the page's context: its boilerplate and stated fields, and the byline of an article."""
    ends = (*page.boilerplate[:MAX_EDGE_PIECES], *page.boilerplate[MAX_EDGE_PIECES:][-MAX_EDGE_PIECES:])
    words = [piece.text for piece in ends if piece.kind in LOCATING_BOILERPLATE]
    for stated in (page.document.stated, page.document.hints):
        words += [value for name, value in stated.items() if name in LOCATING_FIELDS]
    if draft:
        words += [line.text for line in draft.block.byline]
    return "\n".join(words)


def _shared_surroundings(page: Page) -> tuple[Mapping[str, float], str | None]:
    """Return the support from a page with other articles, all of whose text is read, and its home county."""
    context = find_mentions(fold(_context(page)))
    around = count_surroundings(context)
    text = list(drop_unsupported(find_mentions(fold(page.document.text[:MAX_PAGE_CHARS])), around))
    for code, confidence in count_support(text).items():
        around[code] = max(confidence, around.get(code, 0.0))
    home = _home([*context, *text])
    return around, home if home and (_names(context, home) or _is_spread(text, home)) else None


def _is_spread(mentions: Sequence[PlaceMention], county: str) -> bool:
    """Return True if a county is named in most of a page, not only in one of its articles."""
    at = [mention.start for mention in mentions if _names((mention,), county)]
    return bool(at) and 2 * (at[-1] - at[0]) >= mentions[-1].end


def _names(mentions: Iterable[PlaceMention], county: str) -> bool:
    return any(code.startswith(county) for mention in mentions if mention.odds > 0 for code in mention.codes)


def _home(mentions: Sequence[PlaceMention]) -> str | None:
    """Return the county named most, if half of what is named lies in its province; None for a tie or one mention."""
    counts = Counter(_county_counts(mentions)).most_common(2)
    if not counts or counts[0][1] < 2 or (len(counts) > 1 and counts[1][1] == counts[0][1]):
        return None
    home = counts[0][0]
    near = [any(code.startswith(home[:2]) for code in mention.codes) for mention in mentions if mention.odds > 0]
    return home if 2 * sum(near) >= len(near) else None


def _county_counts(mentions: Sequence[PlaceMention]) -> Counter[str]:
    """Return how often each county is named; of several with one name, the likeliest."""
    support = count_support(mentions)
    few = (m for m in drop_unsupported(mentions) if m.odds > 0 and len(m.codes) <= MAX_HOMONYMS)
    named = [likeliest_of(m.codes, support) for m in few]
    return Counter(code[:6] for code in named if len(code) >= 6)


def _counties(mentions: Sequence[PlaceMention], home: str | None) -> list[str]:
    """Return the counties in which misread names are searched, the home of the page first."""
    counts = _county_counts(mentions).most_common(MAX_COUNTIES)
    return list(dict.fromkeys([*([home] if home else []), *(county for county, _ in counts)]))


def _evidence(survey: PlaceSurvey, code: str, place: SpokenPlace | None, field: str = "towns") -> Evidence:
    path = gazetteer().path(code)
    if place is None:
        return Evidence(field, path, "named elsewhere on the page", 0.5)
    setting = survey.setting
    number = max(
        place.candidate.mentions, key=lambda n: (setting.beside[n], setting.mentions[n].full, setting.mentions[n].odds)
    )
    mention = setting.mentions[number]
    start, end = survey.passage.raw(mention.start, mention.end)
    text = survey.passage.text[mention.start : mention.end]
    return Evidence(field, path, _rule(setting, place, number), round(place.confidence, 2), text, start, end)


def _rule(setting: Setting, place: SpokenPlace, number: int) -> str:
    """Return how a mention was read."""
    mention, index = setting.mentions[number], gazetteer()
    if mention.full and mention.name not in index.full:
        return f"misread for {index.names[place.code]}"
    if mention.name in index.former:
        return "former name"
    if setting.beside[number]:
        return "beside its parent"
    if not mention.full:
        return "short name of a town named in full" if len(place.code) == 9 else "short name"
    return "named with its county or city" if place.candidate.rivals else "only place of this name"

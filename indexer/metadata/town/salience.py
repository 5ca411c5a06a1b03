"""Salience: weigh the places that an article speaks of by their importance for it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from indexer.metadata.town.candidates import Setting, is_qualifier
from indexer.metadata.town.mention_context import Context
from indexer.metadata.town.place_model import SpokenPlace

HEADLINE_WEIGHT, LEAD_WEIGHT = 3.0, 2.0
# Factor for a mention that is part of another name, and for 通州区 in 通州区西集镇.
CONTEXT_FACTORS: Mapping[Context, float] = {
    Context.NOTHING: 1.0,
    Context.DESTINATION: 1.5,
    Context.NICKNAME: 0.1,
    Context.OUTLET: 0.1,
    Context.DATELINE: 0.1,
    Context.ORIGIN: 0.1,
    Context.ORGANISATION: 0.3,
    Context.POST: 0.25,
}
QUALIFIER_FACTOR = 0.1
# Factor for the home county of a page with several articles.
HOME_FACTOR = 2.5
# Words for aid or visits between two places: 对口支援, 援滇干部, 东西部协作, 结对帮扶, 党政代表团
COOPERATION = re.compile(
    r"对口(?:支援|帮扶|协作)|对口[\u4e00-\u9fff]{2,4}(?:支援|帮扶|协作)|援[滇疆藏青黔川甘宁]|东西部协作|结对|(?:代表|考察)团|招商小分队|赴[\u4e00-\u9fff]{2,12}(?:考察|招商|学习|对接)"
)
# Characters of a text that show whether it is about two places.
OPENING_CHARS = 400


def weigh_places(setting: Setting, spoken: Sequence[SpokenPlace]) -> Mapping[str, float]:
    """Return the weight of each place, by code; in the headline a place counts once."""
    return {place.code: _weigh(setting, place) for place in spoken}


def _weigh(setting: Setting, place: SpokenPlace) -> float:
    weight, headlined = 0.0, False
    for number in place.candidate.mentions:
        start = setting.mentions[number].start
        factor = CONTEXT_FACTORS[setting.contexts[number]]
        if is_qualifier(setting, number, place.code):
            factor = QUALIFIER_FACTOR
        if start < setting.passage.headline:
            factor *= 0.0 if headlined else HEADLINE_WEIGHT
            headlined = True
        elif start < setting.passage.lead:
            factor *= LEAD_WEIGHT
        weight += factor
    return weight * (HOME_FACTOR if setting.shared and setting.home and place.code.startswith(setting.home) else 1.0)


def is_cooperation(setting: Setting) -> bool:
    """Return True if an article seems to be about aid or visits between two places."""
    return bool(COOPERATION.search(setting.passage.folded, 0, setting.passage.headline + OPENING_CHARS))

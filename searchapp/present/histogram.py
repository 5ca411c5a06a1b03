"""The date facet as a bar chart, by month or, over many years, by year."""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from engine.results.results import FacetValue
from searchapp.present.chart_scale import ChartScale, chart_scale
from searchapp.request.params import CHARTS

# Monthly bars of more years would be too thin to tap.
MAX_MONTHLY_YEARS = 3
# Size of the chart, in its own units.
CHART_WIDTH, CHART_HEIGHT = 1000, 100
BAR_GAP = 0.16
# Articles of a period below which its share is no measure: such bars are pale and do not set the scale.
MIN_SHARE_ARTICLES = 30
NO_MONTHS: Mapping[str, int] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Bar:
    """Articles published from `since` to `until`; `x`, `width` and `height` are in chart units.

    `share` is the share of all articles of the index of that time, None where there are none; it is `uncertain` if
    these are few.
    """

    since: datetime.date
    until: datetime.date
    count: int
    selected: bool
    x: float
    width: float
    height: float
    share: float | None = None
    uncertain: bool = False

    @property
    def range(self) -> str:
        """URL arguments that filter by these dates."""
        return f"from={self.since}&to={self.until}"

    @property
    def slot(self) -> str:
        """Path of the full-height clickable area."""
        return f"M{self.x} 0h{self.width}v{CHART_HEIGHT}h-{self.width}z"

    @property
    def column(self) -> str:
        """Path of the bar."""
        return f"M{self.x} {CHART_HEIGHT - self.height:g}h{self.width}V{CHART_HEIGHT}h-{self.width}z"


@dataclass(frozen=True, slots=True)
class Histogram:
    """Consecutive bars, oldest first; `unit` is "month" or "year", `most` the highest count."""

    unit: str
    bars: tuple[Bar, ...]
    most: int
    scale: ChartScale

    @property
    def has_shares(self) -> bool:
        """True if the shares of the bars are known."""
        return any(bar.share is not None for bar in self.bars)


def histogram(
    months: Iterable[FacetValue],
    since: datetime.date | None = None,
    until: datetime.date | None = None,
    chart: str = CHARTS[0],
    every: Mapping[str, int] = NO_MONTHS,
) -> Histogram | None:
    """Return the distribution of the monthly counts (2023-06) over whole years, None if there are no articles.

    If the selected range spans at most three calendar years, the chart shows the months of these years, else all time.
    `chart` is one of CHARTS, `every` has the number of all articles of the index by month.
    """
    counts = {value.value: value.count for value in months if value.count}
    if not counts:
        return None
    first, last = int(min(counts)[:4]), int(max(counts)[:4])
    if since and until and until.year - since.year < MAX_MONTHLY_YEARS:
        first, last = since.year, until.year
    step = 1 if last - first < MAX_MONTHLY_YEARS else 12
    first, last = first * 12, last * 12 + 11
    size = (last - first) // step + 1
    totals, every_totals = _summed(counts, first, step), _summed(every, first, step)
    pairs = [(totals.get(place, 0), every_totals.get(place, 0)) for place in range(size)]
    scale = _scale(chart if every else CHARTS[0], pairs)
    spans = [_span(first + place * step, step) for place in range(size)]
    bars = tuple(
        _bar(place, size, span, scale, *pairs[place], selected=_overlaps(span, since, until))
        for place, span in enumerate(spans)
    )
    return Histogram("month" if step == 1 else "year", bars, max(count for count, _ in pairs), scale)


def _summed(counts: Mapping[str, int], first: int, step: int) -> dict[int, int]:
    """Return the counts by place of their bar."""
    totals: dict[int, int] = {}
    for month, count in counts.items():
        place = (_number(month) - first) // step
        totals[place] = totals.get(place, 0) + count
    return totals


def _number(month: str) -> int:
    """Return the months since the year 0: 2023-06 is 24281."""
    year, number = month.split("-")
    return int(year) * 12 + int(number) - 1


@lru_cache(maxsize=4096)
def _span(number: int, months: int) -> tuple[datetime.date, datetime.date]:
    year, month = divmod(number + months - 1, 12)
    end = datetime.date(year, month + 1, calendar.monthrange(year, month + 1)[1])
    return datetime.date(number // 12, number % 12 + 1, 1), end


def _overlaps(
    span: tuple[datetime.date, datetime.date], since: datetime.date | None, until: datetime.date | None
) -> bool:
    if not since and not until:
        return False
    return (since is None or span[1] >= since) and (until is None or span[0] <= until)


def _scale(chart: str, pairs: Iterable[tuple[int, int]]) -> ChartScale:
    """Return the scale for pairs of a count and the number of all articles."""
    if chart != "share":
        return chart_scale(chart, max(1, *(count for count, _ in pairs)))
    shares = [(count / every, every >= MIN_SHARE_ARTICLES) for count, every in pairs if count and every]
    certain = [share for share, is_certain in shares if is_certain]
    return chart_scale(chart, max(certain or [share for share, _ in shares], default=1.0))


def _bar(
    place: int,
    size: int,
    span: tuple[datetime.date, datetime.date],
    scale: ChartScale,
    count: int,
    every: int,
    selected: bool,
) -> Bar:
    slot = CHART_WIDTH / size
    share = count / every if every else None
    value = (share or 0.0) if scale.kind == "share" else count
    # Keeps the bar of a single article visible beside one of ten thousand.
    height = max(3.0, CHART_HEIGHT * scale.height(value)) if count else 0.0
    x, width = round(place * slot + slot * BAR_GAP / 2, 2), round(slot * (1 - BAR_GAP), 2)
    uncertain = scale.kind == "share" and every < MIN_SHARE_ARTICLES
    return Bar(*span, count, selected, x, width, round(height, 2), share, uncertain)

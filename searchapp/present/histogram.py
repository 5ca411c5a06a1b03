"""The date facet as a bar chart, by month or, over many years, by year."""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from engine.results.results import FacetValue

# Monthly bars of more years would be too thin to tap.
MAX_MONTHLY_YEARS = 3
# Size of the chart, in its own units.
CHART_WIDTH, CHART_HEIGHT = 1000, 100
BAR_GAP = 0.16


@dataclass(frozen=True, slots=True)
class Bar:
    """Articles published from `since` to `until`; `x`, `width` and `height` are in chart units."""

    since: datetime.date
    until: datetime.date
    count: int
    selected: bool
    x: float
    width: float
    height: float

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


def histogram(
    months: Iterable[FacetValue], since: datetime.date | None = None, until: datetime.date | None = None
) -> Histogram | None:
    """Return the distribution of the monthly counts (2023-06) over whole years, None if there are no articles.

    If the selected range spans at most three calendar years, the chart shows the months of these years, else all time.
    """
    counts = {value.value: value.count for value in months if value.count}
    if not counts:
        return None
    first, last = int(min(counts)[:4]), int(max(counts)[:4])
    if since and until and until.year - since.year < MAX_MONTHLY_YEARS:
        first, last = since.year, until.year
    step = 1 if last - first < MAX_MONTHLY_YEARS else 12
    first, last = first * 12, last * 12 + 11
    totals: dict[int, int] = {}
    for month, count in counts.items():
        place = (_number(month) - first) // step
        totals[place] = totals.get(place, 0) + count
    size = (last - first) // step + 1
    most = max((totals.get(place, 0) for place in range(size)), default=0)
    spans = [_span(first + place * step, step) for place in range(size)]
    bars = tuple(
        _bar(place, size, span, totals.get(place, 0), most, _overlaps(span, since, until))
        for place, span in enumerate(spans)
    )
    return Histogram("month" if step == 1 else "year", bars, most)


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


def _bar(
    place: int, size: int, span: tuple[datetime.date, datetime.date], count: int, most: int, selected: bool
) -> Bar:
    slot = CHART_WIDTH / size
    # Keeps the bar of a single article visible beside one of ten thousand.
    height = max(3.0, CHART_HEIGHT * count / most) if count else 0.0
    x, width = round(place * slot + slot * BAR_GAP / 2, 2), round(slot * (1 - BAR_GAP), 2)
    return Bar(*span, count, selected, x, width, round(height, 2))

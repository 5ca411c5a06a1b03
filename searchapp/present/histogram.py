"""The date facet as bars: of months or, where there are many, of years."""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from engine.results.results import FacetValue

# The months of more years than this are too thin for a finger.
MAX_MONTHLY_YEARS = 3
# The drawing, in its own units.
CHART_WIDTH, CHART_HEIGHT = 1000, 100
BAR_GAP = 0.16


@dataclass(frozen=True, slots=True)
class Bar:
    """The articles published from `since` to `until`; `x`, `width` and `height` are in units of the drawing."""

    since: datetime.date
    until: datetime.date
    count: int
    selected: bool
    x: float
    width: float
    height: float

    @property
    def range(self) -> str:
        """The arguments of the URL that shows these articles alone."""
        return f"from={self.since}&to={self.until}"

    @property
    def slot(self) -> str:
        """The path of the whole height, to be pressed."""
        return f"M{self.x} 0h{self.width}v{CHART_HEIGHT}h-{self.width}z"

    @property
    def column(self) -> str:
        """The path of the bar."""
        return f"M{self.x} {CHART_HEIGHT - self.height:g}h{self.width}V{CHART_HEIGHT}h-{self.width}z"


@dataclass(frozen=True, slots=True)
class Histogram:
    """Bars without gaps in time, oldest first; `unit` is "month" or "year"."""

    unit: str
    bars: tuple[Bar, ...]
    most: int


def histogram(
    months: Iterable[FacetValue], since: datetime.date | None = None, until: datetime.date | None = None
) -> Histogram | None:
    """The distribution of the months' counts (2023-06) over whole years, None where there is none.

    With a chosen range of at most three years the drawing shows the months of these years, else all time.
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
    """Months since the year 0: 2023-06 is 24281."""
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
    # A bar of one article is still to be seen beside one of ten thousand.
    height = max(3.0, CHART_HEIGHT * count / most) if count else 0.0
    x, width = round(place * slot + slot * BAR_GAP / 2, 2), round(slot * (1 - BAR_GAP), 2)
    return Bar(*span, count, selected, x, width, round(height, 2))

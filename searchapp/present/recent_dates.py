"""Ranges of dates to choose with one click: the last week, the last month, the year."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

WEEK_DAYS, MONTH_DAYS = 7, 30


@dataclass(frozen=True, slots=True)
class RecentDates:
    """A range that ends on the day of the newest article; `kind` is "week", "month" or "year".

    It is not `current` where that article is older than a week: then it is the last week of the articles, not this one.
    """

    kind: str
    since: datetime.date
    until: datetime.date
    current: bool


def recent_dates(today: datetime.date, newest: datetime.date | None) -> tuple[RecentDates, ...]:
    """Return the ranges, none for an index without dates. A date in the future is taken for today."""
    if newest is None:
        return ()
    until = min(today, newest)
    starts = {
        "week": until - datetime.timedelta(days=WEEK_DAYS - 1),
        "month": until - datetime.timedelta(days=MONTH_DAYS - 1),
        "year": datetime.date(until.year, 1, 1),
    }
    week, year = until > today - datetime.timedelta(days=WEEK_DAYS), until.year == today.year
    return tuple(RecentDates(kind, since, until, year if kind == "year" else week) for kind, since in starts.items())

"""Ranges of recent dates."""

from __future__ import annotations

import datetime

from searchapp.present.recent_dates import recent_dates

TODAY = datetime.date(2026, 3, 10)


def test_ranges_end_on_the_day_of_the_newest_article() -> None:
    week, month, year = recent_dates(TODAY, datetime.date(2026, 3, 9))
    assert (week.since, week.until) == (datetime.date(2026, 3, 3), datetime.date(2026, 3, 9))
    assert month.since == datetime.date(2026, 2, 8)
    assert year.since == datetime.date(2026, 1, 1)
    assert [one.kind for one in (week, month, year) if one.current] == ["week", "month", "year"]


def test_in_an_old_collection_they_are_not_called_those_of_today() -> None:
    week, month, year = recent_dates(TODAY, datetime.date(2023, 8, 31))
    assert week.until == datetime.date(2023, 8, 31)
    assert not any(one.current for one in (week, month, year))
    assert [one.current for one in recent_dates(TODAY, datetime.date(2026, 1, 5))] == [False, False, True]


def test_a_date_in_the_future_is_taken_for_today() -> None:
    assert {one.until for one in recent_dates(TODAY, datetime.date(2031, 1, 1))} == {TODAY}


def test_without_dates_there_are_none() -> None:
    assert recent_dates(TODAY, None) == ()

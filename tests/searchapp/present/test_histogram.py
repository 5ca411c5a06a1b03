"""The date facet as a histogram."""

from __future__ import annotations

import datetime

import pytest

from engine.results.results import FacetValue
from searchapp.present.histogram import CHART_HEIGHT, CHART_WIDTH, histogram


def months(*pairs: tuple[str, int]) -> list[FacetValue]:
    """Return values of the date facet."""
    return [FacetValue(month, count) for month, count in pairs]


def test_months_are_drawn_over_whole_years_without_gaps() -> None:
    drawn = histogram(months(("2022-11", 1), ("2023-06", 4)))
    assert drawn
    assert drawn.unit == "month"
    assert len(drawn.bars) == 24
    assert [(bar.since.isoformat(), bar.until.isoformat(), bar.count) for bar in drawn.bars if bar.count] == [
        ("2022-11-01", "2022-11-30", 1),
        ("2023-06-01", "2023-06-30", 4),
    ]


def test_more_than_three_years_are_drawn_by_year() -> None:
    drawn = histogram(months(("2012-01", 1), ("2012-12", 2), ("2026-06", 3)))
    assert drawn
    assert drawn.unit == "year"
    assert [bar.count for bar in drawn.bars] == [3, *[0] * 13, 3]


def test_a_chosen_year_is_drawn_by_month_and_marked() -> None:
    since, until = datetime.date(2023, 5, 10), datetime.date(2023, 6, 30)
    drawn = histogram(months(("2012-01", 9), ("2023-06", 3)), since, until)
    assert drawn
    assert drawn.unit == "month"
    assert [bar.since.month for bar in drawn.bars if bar.selected] == [5, 6]
    assert drawn.most == 3


def test_an_open_range_marks_everything_on_its_side() -> None:
    drawn = histogram(months(("2012-01", 9), ("2023-06", 3)), since=datetime.date(2020, 1, 1))
    assert drawn
    assert [bar.since.year for bar in drawn.bars if bar.selected] == [2020, 2021, 2022, 2023]


def test_bars_fill_the_drawing_and_the_least_one_is_still_seen() -> None:
    drawn = histogram(months(("2023-01", 1), ("2023-12", 100_000)))
    assert drawn
    assert max(bar.height for bar in drawn.bars) == CHART_HEIGHT
    assert all(0 <= bar.x <= bar.x + bar.width <= CHART_WIDTH for bar in drawn.bars)
    assert drawn.bars[0].height >= 3


def test_shares_are_of_all_articles_of_a_month_and_few_articles_set_no_scale() -> None:
    counts = months(("2023-01", 50), ("2023-02", 20), ("2023-03", 2))
    drawn = histogram(counts, chart="share", every={"2023-01": 1000, "2023-02": 100, "2023-03": 2, "2023-04": 9})
    assert drawn
    assert [bar.share for bar in drawn.bars[:5]] == [0.05, 0.2, 1.0, 0.0, None]
    assert [bar.height for bar in drawn.bars[:5]] == [25, 100, 100, 0, 0]
    assert [bar.uncertain for bar in drawn.bars[:3]] == [False, False, True]
    assert drawn.has_shares


def test_a_logarithmic_chart_shows_small_bars_beside_a_tall_one() -> None:
    drawn = histogram(months(("2023-01", 9), ("2023-02", 99), ("2023-03", 9999)), chart="log", every={"2023-01": 9})
    assert drawn
    assert [bar.height for bar in drawn.bars[:4]] == [25, 50, 100, 0]


def test_years_have_the_share_of_the_year() -> None:
    every = {"2012-01": 100, "2012-05": 100, "2016-01": 50, "2030-01": 7}
    drawn = histogram(months(("2012-01", 20), ("2016-01", 10)), chart="share", every=every)
    assert drawn
    assert [bar.share for bar in drawn.bars] == [0.1, None, None, None, 0.2]


@pytest.mark.parametrize("values", [[], months(("2023-01", 0))])
def test_without_dates_nothing_is_drawn(values: list[FacetValue]) -> None:
    assert histogram(values) is None

"""Scales of the bar chart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchapp.present.chart_scale import MAX_TICKS, chart_scale


@pytest.mark.parametrize(
    ("kind", "most", "labels"),
    [
        ("count", 1, [1]),
        ("count", 3, [3, 2, 1]),
        ("count", 7, [10, 5]),
        ("count", 34071, [40000, 20000]),
        ("share", 0.032, [0.04, 0.02]),
        ("log", 1, [1]),
        ("log", 34071, [10000, 100, 1]),
    ],
)
def test_labels_are_round_values_that_the_highest_bar_reaches(kind: str, most: float, labels: list[float]) -> None:
    assert [tick.value for tick in chart_scale(kind, most).ticks()] == pytest.approx(labels)


@given(st.sampled_from(["count", "log"]), st.integers(1, 10**8))
def test_every_count_has_its_height(kind: str, most: int) -> None:
    scale = chart_scale(kind, most)
    assert 0 < scale.height(1) <= scale.height(most) <= 1
    assert scale.height(most) > 0.45
    ticks = scale.ticks()
    assert 1 <= len(ticks) <= MAX_TICKS
    assert all(0 <= tick.place <= 100 and tick.value == int(tick.value) for tick in ticks)


@given(st.floats(1e-6, 1))
def test_shares_end_at_a_round_value_that_is_not_far_above(most: float) -> None:
    scale = chart_scale("share", most)
    assert most <= scale.top * (1 + 1e-9)
    assert scale.height(most) > 0.45
    assert scale.height(2 * scale.top) == 1

"""Extraction of the labelled items of the half that rules are not learnt from does not fall below what was reached."""

from __future__ import annotations

import pytest

from bench.label_scores import NEWS, LabelScores, score

FLOORS = {
    "split": 0.98,
    "title": 0.72,
    "source": 0.87,
    "authors": 0.92,
    "places": 0.92,
    "main places": 0.89,
}


@pytest.fixture(scope="module")
def judged() -> LabelScores:
    if not NEWS.is_dir():
        pytest.skip("the shared news are not beside this checkout")
    return score("judge")


@pytest.mark.parametrize("field", FLOORS)
def test_no_field_falls_below_its_floor(judged: LabelScores, field: str) -> None:
    assert judged.tallies[field].f1 >= FLOORS[field]

"""Sums of learnt weights are the same with and without the kernel."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.text import kernels
from engine.text.weight_table import summation

needs_kernels = pytest.mark.skipif(not kernels.BUILT, reason="The kernels are not compiled.")


@needs_kernels
@given(st.dictionaries(st.text(max_size=4), st.floats(-9, 9), max_size=200), st.lists(st.text(max_size=4), max_size=20))
def test_the_kernel_sums_as_python_does(weights: dict[str, float], others: list[str]) -> None:
    features = [*others, *weights, *others]
    expected = 0.0
    for feature in features:
        expected += weights.get(feature, 0.0)
    assert kernels.FeatureWeights(weights).sum(features) == expected
    assert kernels.FeatureWeights(weights).sum(iter(features)) == expected


@needs_kernels
def test_what_is_no_text_is_refused() -> None:
    with pytest.raises(TypeError):
        kernels.FeatureWeights({"a": 1.0}).sum([1])  # type: ignore[list-item]


def test_without_kernels_the_sum_is_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    weights = {"f王": 1.25, "o林": -0.5}
    with_kernel = summation(weights)(["f王", "x", "o林"])
    monkeypatch.setattr(kernels, "ON", False)
    assert summation(weights)(["f王", "x", "o林"]) == with_kernel == 0.75
    assert summation(weights)([]) == 0.0

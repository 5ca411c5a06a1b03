"""Scales of the bar chart: counts, shares of all articles of a period, or logarithms of counts."""

from __future__ import annotations

import math
from dataclasses import dataclass

MAX_TICKS = 3


@dataclass(frozen=True, slots=True)
class Tick:
    """A labelled height of the chart: `place` is its distance from the top in per cent of the height."""

    value: float
    place: float


@dataclass(frozen=True, slots=True)
class ChartScale:
    """A scale from 0 to `top`, the value at full height, with a label at each `step`."""

    kind: str
    top: float
    step: float = 1.0

    def height(self, value: float) -> float:
        """Return the height of a value, 0 to 1; what is above the top is cut off there."""
        if self.kind == "log":
            return min(1.0, math.log1p(value) / math.log1p(self.top))
        return min(1.0, value / self.top)

    def ticks(self) -> tuple[Tick, ...]:
        """Return the values to label, highest first, without 0."""
        if self.kind == "log":
            powers = [10**power for power in range(int(math.log10(self.top)) + 1)]
            values: list[float] = [*powers[:: -(-len(powers) // MAX_TICKS)]]
        else:
            values = [self.step * number for number in range(1, round(self.top / self.step) + 1)]
        return tuple(Tick(value, round(100 * (1 - self.height(value)), 2)) for value in reversed(values))


def chart_scale(kind: str, most: float) -> ChartScale:
    """Return the scale for values up to `most`, above 0; counts and shares end at a round value."""
    if kind == "log":
        return ChartScale(kind, max(most, 1))
    least = 1.0 if kind == "count" else 0.0
    step = max(least, _round_step(most / MAX_TICKS))
    return ChartScale(kind, step * math.ceil(most / step - 1e-9), step)


def _round_step(least: float) -> float:
    """Return the smallest of 1, 2 and 5 times a power of ten that is not below `least`."""
    power = 10.0 ** math.floor(math.log10(least))
    step: float = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= least * (1 - 1e-9))
    return step

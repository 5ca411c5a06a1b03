"""Figures of an evaluation: what was right, spurious and missed, by field."""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

Same = Callable[[Any, Any], bool]


@dataclass
class Tally:
    """Right, spurious and missed values of one field."""

    right: int = 0
    spurious: int = 0
    missed: int = 0

    @property
    def precision(self) -> float:
        """The share of found values that are right; 1 where none was found."""
        return self.right / (self.right + self.spurious) if self.right + self.spurious else 1.0

    @property
    def recall(self) -> float:
        """The share of labelled values that were found; 1 where none is labelled."""
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        return 2 * self.right / max(1, 2 * self.right + self.spurious + self.missed)


@dataclass
class Evaluation:
    """The tallies by field, in the order of the table, and each miss in a sentence."""

    tallies: dict[str, Tally] = field(default_factory=dict)
    misses: list[str] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        """The figures by field, rounded to three places, and the misses."""
        fields = {
            name: {
                "precision": round(tally.precision, 3),
                "recall": round(tally.recall, 3),
                "f1": round(tally.f1, 3),
                "right": tally.right,
                "spurious": tally.spurious,
                "missed": tally.missed,
            }
            for name, tally in self.tallies.items()
        }
        return {"fields": fields, "misses": self.misses}

    def count(self, name: str, file: str, gold: Sequence[Any], found: Sequence[Any], same: Same = operator.eq) -> None:
        """Count the found values of a field against the labelled ones, each used once."""
        tally = self.tallies.setdefault(name, Tally())
        left = list(found)
        for wanted in gold:
            match = next((value for value in left if same(wanted, value)), None)
            if match is None:
                tally.missed += 1
                self.misses.append(f"{file}: {name}: missed {_say(wanted)}")
            else:
                tally.right += 1
                left.remove(match)
        tally.spurious += len(left)
        self.misses += [f"{file}: {name}: spurious {_say(value)}" for value in left]


def _say(value: Any) -> str:
    return " ".join(value) if isinstance(value, tuple) else str(value)

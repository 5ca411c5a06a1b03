"""What the search box may become while somebody types, each with the search that it stands for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from engine.backend import Engine
from engine.suggest import Suggestion
from searchapp import links
from searchapp.params import FACETS, Asked

MOST = 10


@dataclass(frozen=True, slots=True)
class Completion:
    """A text to complete to; `place` is where a town lies, empty for anything else."""

    text: str
    kind: str
    count: int
    place: str
    asked: Asked


def complete(engine: Engine, typed: str, frequent: Sequence[str] = ()) -> tuple[Completion, ...]:
    """Up to ten completions of `typed`, the best first; `frequent` searches of others are among them."""
    return tuple(_completion(found) for found in engine.suggest(typed, MOST, frequent)) if typed.strip() else ()


def _completion(found: Suggestion) -> Completion:
    """A name alone is a filter, and so two towns of one name are two searches; anything else is words."""
    place = " ".join(found.path.split("/")[:-1]) if found.path else ""
    asked = Asked(text=found.text)
    if found.kind in FACETS and " " not in found.text:
        asked = links.with_value(Asked(), found.kind, found.path or found.text)
    return Completion(found.text, found.kind, found.count, place, asked)

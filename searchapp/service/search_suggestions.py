"""Completions of the search box, each with its search."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from engine.backend import Engine
from engine.suggest.completion import Suggestion
from searchapp.request import links
from searchapp.request.params import FACETS, SearchRequest

MAX_COMPLETIONS = 10


@dataclass(frozen=True, slots=True)
class SearchSuggestion:
    """A completion; `place` is the place that a town lies in, empty for anything else."""

    text: str
    kind: str
    count: int
    place: str
    search_request: SearchRequest


def suggest_searches(engine: Engine, typed: str, frequent: Sequence[str] = ()) -> tuple[SearchSuggestion, ...]:
    """Return up to ten completions of `typed`, best first, including `frequent` searches of other readers."""
    return (
        tuple(_completion(found) for found in engine.suggest(typed, MAX_COMPLETIONS, frequent)) if typed.strip() else ()
    )


def _completion(suggestion: Suggestion) -> SearchSuggestion:
    """Return the search of a completion: a name alone becomes a filter, anything else query text.

    As a filter, two towns of the same name are two searches.
    """
    place = " ".join(suggestion.path.split("/")[:-1]) if suggestion.path else ""
    search_request = SearchRequest(text=suggestion.text)
    if suggestion.kind in FACETS and " " not in suggestion.text:
        search_request = links.with_value(SearchRequest(), suggestion.kind, suggestion.path or suggestion.text)
    return SearchSuggestion(suggestion.text, suggestion.kind, suggestion.count, place, search_request)

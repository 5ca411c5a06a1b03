"""What the search box may become while somebody types, each with the search that it stands for."""

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
    """A text to complete to; `place` is where a town lies, empty for anything else."""

    text: str
    kind: str
    count: int
    place: str
    search_request: SearchRequest


def suggest_searches(engine: Engine, typed: str, frequent: Sequence[str] = ()) -> tuple[SearchSuggestion, ...]:
    """Up to ten completions of `typed`, the best first; `frequent` searches of others are among them."""
    return (
        tuple(_completion(found) for found in engine.suggest(typed, MAX_COMPLETIONS, frequent)) if typed.strip() else ()
    )


def _completion(suggestion: Suggestion) -> SearchSuggestion:
    """A name alone is a filter, and so two towns of one name are two searches; anything else is words."""
    place = " ".join(suggestion.path.split("/")[:-1]) if suggestion.path else ""
    search_request = SearchRequest(text=suggestion.text)
    if suggestion.kind in FACETS and " " not in suggestion.text:
        search_request = links.with_value(SearchRequest(), suggestion.kind, suggestion.path or suggestion.text)
    return SearchSuggestion(suggestion.text, suggestion.kind, suggestion.count, place, search_request)

"""Facet values with the URLs that toggle or exclude them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from engine.results.results import FacetValue
from searchapp.present.town_tree import TownNode, office, place_name
from searchapp.request import links
from searchapp.request.params import FACETS, SearchRequest

# Argument names up to the dates, in canonical order.
ARGUMENT_ORDER = ("q", *FACETS, *(f"not_{facet}" for facet in FACETS))


@dataclass(frozen=True, slots=True)
class FacetLink:
    """A facet value: `label` is its last part, `toggle` and `exclude` are URLs, `children` are the places in it.

    `note` is the body and the post of a leader.
    """

    label: str
    count: int
    selected: bool
    toggle: str
    exclude: str
    children: tuple[FacetLink, ...] = ()
    note: str = ""


def facet_links(
    search_request: SearchRequest, facet: str, nodes: Iterable[TownNode], root: str = ""
) -> tuple[FacetLink, ...]:
    """Return the links for these values; `root` is the path prefix of the site."""
    return _FacetLinks(search_request, facet, root).choices(nodes)


def find_values(values: Iterable[FacetValue], facet: str, find: str) -> list[FacetValue]:
    """Return the values whose last part contains `find`; of leaders also those whose body or post does."""
    return [value for value in values if find in (value.value if facet == "leader" else place_name(value.value))]


class _FacetLinks:
    """Builder of the links of a facet; the parts that their URLs share are computed once."""

    def __init__(self, search_request: SearchRequest, facet: str, root: str) -> None:
        self._asked, self._facet, self._root = search_request, facet, root
        pairs = links.arguments(links.at_page(search_request, 1))
        # If a value of the facet is selected or excluded already, another one may replace it.
        self._simple = not any(name in (facet, f"not_{facet}") for name, _ in pairs)
        order = [*ARGUMENT_ORDER, "from", "to", "sort"].index
        arguments = [(order(name), f"{name}={links.quoted(value)}") for name, value in pairs]
        self._parts = tuple(
            ([text for at, text in arguments if at < order(name)], [text for at, text in arguments if at > order(name)])
            for name in (facet, f"not_{facet}")
        )

    def choices(self, nodes: Iterable[TownNode]) -> tuple[FacetLink, ...]:
        return tuple(self._choice(node.value, self.choices(node.children)) for node in nodes)

    def _choice(self, value: FacetValue, children: tuple[FacetLink, ...]) -> FacetLink:
        path = value.value
        if self._simple:
            toggle, exclude = self._with(0, self._facet, path), self._with(1, f"not_{self._facet}", path)
        else:
            toggle = self._root + links.url(links.toggle(self._asked, self._facet, path))
            exclude = self._root + links.url(links.exclude(self._asked, self._facet, path))
        note = office(path) if self._facet == "leader" else ""
        return FacetLink(place_name(path), value.count, value.selected, toggle, exclude, children, note)

    def _with(self, part: int, name: str, value: str) -> str:
        before, after = self._parts[part]
        return f"{self._root}{links.SEARCH_PATH}?{'&'.join([*before, f'{name}={links.quoted(value)}', *after])}"

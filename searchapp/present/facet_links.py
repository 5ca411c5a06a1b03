"""Facet values with the URLs that toggle or exclude them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from engine.results.results import FacetValue
from engine.runtime.deadline import checked
from engine.schema import PATH_FACETS
from engine.text.normalize import fold, fold_all
from engine.text.pinyin import contains_pinyin
from searchapp.present.town_tree import TownNode, container, office, place_name
from searchapp.request import links
from searchapp.request.params import FACETS, SearchRequest

# xijizhen · xi ji zhen · xi'jizhen · lüliang
_PINYIN = re.compile(r"[a-zü][a-zü' ]{0,60}")
_PINYIN_MARKS = re.compile(r"[' ]")
# Argument names up to the dates, in canonical order.
ARGUMENT_ORDER = ("q", *FACETS, *(f"not_{facet}" for facet in FACETS))


@dataclass(frozen=True, slots=True)
class FacetLink:
    """A facet value: `label` is its last part, `toggle` and `exclude` are URLs, `children` are the places in it.

    `note` is the body and the post of a leader, or the place that contains a place where that is not listed above it.
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
    """Return the values whose last part contains `find` or is spelt so in pinyin, in full or by its initials.

    Of leaders also those whose body or post contains it. Raises an error when the time limit has passed.
    """
    wanted = fold(find.strip())
    if not wanted:
        return list(values)
    latin = _PINYIN_MARKS.sub("", wanted).replace("ü", "v") if _PINYIN.fullmatch(wanted) else ""
    every = list(values)
    paths = fold_all(value.value for value in every)
    return [value for value, path in checked(zip(every, paths, strict=True)) if _is_found(path, facet, wanted, latin)]


def _is_found(path: str, facet: str, wanted: str, latin: str) -> bool:
    name = place_name(path) if facet in PATH_FACETS else path
    return wanted in (path if facet == "leader" else name) or (bool(latin) and contains_pinyin(name, latin))


class _FacetLinks:
    """Builder of the links of a facet; the parts that their URLs share are computed once."""

    def __init__(self, search_request: SearchRequest, facet: str, root: str) -> None:
        self._asked, self._facet, self._root = search_request, facet, root
        pairs = links.arguments(links.at_page(search_request, 1))
        # If a value of the facet is selected or excluded already, another one may replace it.
        self._simple = not any(name in (facet, f"not_{facet}") for name, _ in pairs)
        order = [*ARGUMENT_ORDER, "from", "to", "undated", "sort", "verbatim", "chart"].index
        arguments = [(order(name), f"{name}={links.quoted(value)}") for name, value in pairs]
        self._parts = tuple(
            ([text for at, text in arguments if at < order(name)], [text for at, text in arguments if at > order(name)])
            for name in (facet, f"not_{facet}")
        )

    def choices(self, nodes: Iterable[TownNode]) -> tuple[FacetLink, ...]:
        return tuple(
            self._choice(node.value, self._inner(node.children), self._note(node.value.value)) for node in nodes
        )

    def _inner(self, nodes: Iterable[TownNode]) -> tuple[FacetLink, ...]:
        return tuple(self._choice(node.value, self._inner(node.children), "") for node in nodes)

    def _note(self, path: str) -> str:
        return {"leader": office, "town": container}[self._facet](path) if self._facet in PATH_FACETS else ""

    def _choice(self, value: FacetValue, children: tuple[FacetLink, ...], note: str) -> FacetLink:
        path = value.value
        if self._simple:
            toggle, exclude = self._with(0, self._facet, path), self._with(1, f"not_{self._facet}", path)
        else:
            toggle = self._root + links.url(links.toggle(self._asked, self._facet, path))
            exclude = self._root + links.url(links.exclude(self._asked, self._facet, path))
        return FacetLink(place_name(path), value.count, value.selected, toggle, exclude, children, note)

    def _with(self, part: int, name: str, value: str) -> str:
        before, after = self._parts[part]
        return f"{self._root}{links.SEARCH_PATH}?{'&'.join([*before, f'{name}={links.quoted(value)}', *after])}"

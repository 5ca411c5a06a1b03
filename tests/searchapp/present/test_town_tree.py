"""The town facet as a tree."""

from __future__ import annotations

from engine.results.results import FacetValue
from searchapp.present.town_tree import TownNode, part_of, size_of, town_tree

VALUES = [
    FacetValue("北京市", 5),
    FacetValue("北京市/通州区", 5),
    FacetValue("北京市/通州区/西集镇", 3),
    FacetValue("北京市/通州区/潞城镇", 2),
    FacetValue("河北省", 1),
    FacetValue("河北省/廊坊市", 1),
]


def drawn(nodes: tuple[TownNode, ...], depth: int = 0) -> list[str]:
    """Return the tree as lines."""
    return [line for node in nodes for line in [" " * depth + node.name, *drawn(node.children, depth + 1)]]


def test_places_stand_in_the_places_round_them_the_most_frequent_first() -> None:
    assert drawn(town_tree(VALUES)) == ["北京市", " 通州区", "  西集镇", "  潞城镇", "河北省", " 廊坊市"]


def test_a_limit_keeps_the_most_frequent_ones() -> None:
    assert drawn(town_tree(VALUES, 3)) == ["北京市", " 通州区", "  西集镇"]


def test_a_selected_place_is_always_there_with_those_round_it() -> None:
    values = [*VALUES, FacetValue("河北省/廊坊市/香河县", 0, selected=True)]
    assert drawn(town_tree(values, 2)) == ["北京市", " 通州区", "河北省", " 廊坊市", "  香河县"]


def test_without_what_is_round_it_a_place_stands_alone() -> None:
    assert drawn(town_tree([VALUES[2]])) == ["西集镇"]


def test_a_part_of_a_tree_stands_inside_the_places_that_contain_it() -> None:
    tree = town_tree(VALUES)
    assert size_of(tree) == 6
    assert drawn(part_of(tree, 0, 3)) == ["北京市", " 通州区", "  西集镇"]
    assert drawn(part_of(tree, 3, 5)) == ["北京市", " 通州区", "  潞城镇", "河北省"]
    assert drawn(part_of(tree, 5, 9)) == ["河北省", " 廊坊市"]


def test_no_values_make_no_tree() -> None:
    assert town_tree([], 5) == ()

"""Names of places are found in one pass, with and without the kernel."""

from __future__ import annotations

from itertools import islice, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.text import kernels
from engine.text.gazetteer import gazetteer
from indexer.entities.place_mentions import find_mentions, find_spans

NAMES = [
    *islice(gazetteer().full, 0, None, 97),
    *islice(gazetteer().short, 0, None, 13),
    "城区",
    "古城区",
    "街道",
    "通县",
]
PIECES = st.sampled_from(
    [*NAMES, *(name[1:] for name in NAMES), *(name[:-1] for name in NAMES), *"省市区镇街道,王𠮷 \n"]
)


@given(st.lists(PIECES, max_size=20).map("".join))
def test_the_kernel_finds_what_python_finds(text: str) -> None:
    found = find_spans(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kernels, "ON", False)
        assert find_spans(text) == found
    assert all(0 <= start < end <= len(text) for start, end, _, _ in found)
    assert all(one[1] <= other[0] for one, other in pairwise(found))


@pytest.mark.parametrize("is_compiled", [True, False])
def test_a_name_at_the_end_of_a_text_ends_with_it(is_compiled: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kernels, "ON", is_compiled and kernels.BUILT)
    assert [(m.start, m.end, m.name) for m in find_mentions("来自吉林")] == [(2, 4, "吉林")]
    assert find_mentions("") == find_mentions("柳树成行。") == ()


@pytest.mark.skipif(not kernels.BUILT, reason="The kernels are not compiled.")
def test_names_are_found_by_the_longest_kind_and_the_longest_name() -> None:
    finder = kernels.NameFinder(["城区", "古城区", "东街道"], ["街道", "区", "道"], ["古", "古城", "古城墙"])
    assert finder.find("古城区、古城墙、古、东街道") == ([(0, 3, 1), (10, 13, 2)], [(4, 7, 2)])
    with pytest.raises(ValueError, match="rare"):
        kernels.NameFinder([], ["\U00020000"], [])

"""Splitting of text into runs of Han and other characters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchapp.present.han_runs import han_runs


@pytest.mark.parametrize(
    ("text", "runs"),
    [
        ("", []),
        ("exactly “樱桃节，开园”", [("exactly “", False), ("樱桃节，开园", True), ("”", False)]),
        ("西集", [("西集", True)]),
        ("plain", [("plain", False)]),
    ],
)
def test_han_and_its_punctuation_are_one_run(text: str, runs: list[tuple[str, bool]]) -> None:
    assert list(han_runs(text)) == runs


@given(st.text())
def test_the_runs_are_the_text(text: str) -> None:
    assert "".join(piece for piece, _ in han_runs(text)) == text

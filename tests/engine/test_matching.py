"""What is marked is what matched, all of it, in the characters of the text."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.matching import highlights
from engine.normalize import fold
from engine.parser import parse
from engine.query import And, Not, Phrase, Term

TEXT = "西集镇的樱桃红了。西集鎮党委书记说：“３＋１”很好，哈哈哈。\nU谷在通州"


@pytest.mark.parametrize(
    ("typed", "marked"),
    [
        ("西集镇", ["西集镇", "西集鎮"]),
        ("西集鎮 樱桃", ["西集镇", "樱桃", "西集鎮"]),
        ("3+1", ["３＋１"]),
        ("“哈哈”", ["哈哈哈"]),
        ("U谷", ["U谷"]),
        ("谷", ["谷"]),
        ("西集镇樱桃", ["西集镇", "樱桃", "西集鎮"]),
        ("樱桃 -西集镇", ["樱桃"]),
        ("书*好", ["书记说：“３＋１”很好"]),
        ("樱?", ["樱桃"]),
        ("好*U谷", []),  # no pattern crosses a line
        ("樱桃 NEAR/3 西集镇", ["西集镇", "樱桃", "西集鎮"]),
        ("樱桃 NEAR/3 党委", []),
        ("来源:西集镇", []),
        ("的", ["的"]),
    ],
)
def test_marks_are_the_matches(typed: str, marked: list[str]) -> None:
    assert [TEXT[start:end] for start, end in highlights(TEXT, parse(typed))] == marked


def test_a_part_of_one_field_is_not_marked_in_another() -> None:
    query = parse("标题:樱桃 西集镇")
    assert [TEXT[a:b] for a, b in highlights(TEXT, query, "body")] == ["西集镇", "西集鎮"]


@settings(deadline=None)
@given(st.text("西集镇樱桃Ａａ 鎮集", max_size=60), st.text("西集镇樱Ａ鎮", min_size=1, max_size=3))
def test_a_literal_is_marked_wherever_it_stands_and_nowhere_else(text: str, wanted: str) -> None:
    covered = {at for a, b in highlights(text, Phrase(wanted)) for at in range(a, b)}
    folded, needle = fold(text), fold(wanted)
    starts = [at for at in range(len(text)) if folded.startswith(needle, at)]
    assert covered == {at + step for at in starts for step in range(len(needle))}


def test_marks_are_in_order_and_apart() -> None:
    marks = highlights(TEXT, And((Term("西集镇"), Term("集镇"), Not(Term("樱桃")))))
    assert all(a < b for a, b in marks)
    assert all(left[1] <= right[0] for left, right in itertools.pairwise(marks))

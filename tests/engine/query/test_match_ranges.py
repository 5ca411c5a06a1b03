"""Highlights cover exactly the matched characters of the original text."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.query.match_ranges import highlights, merge_ranges
from engine.query.parser import parse
from engine.query.tree import And, Near, Not, Phrase, Term, Wildcard
from engine.text.normalize import fold

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


def reached(text: str, start: int, pattern: str) -> set[int]:
    """Return the possible ends of a pattern that begins at `start`; a run of wildcards is one gap."""
    at, places = 0, {start}
    while at < len(pattern):
        run = at
        while run < len(pattern) and pattern[run] in "*?":
            run += 1
        signs = pattern[at:run]
        if signs:
            # At either end a * matches nothing.
            more = 20 if "*" in signs and at > 0 and run < len(pattern) else 0
            gaps = range(signs.count("?"), signs.count("?") + more + 1)
            ends = {place + gap for place in places for gap in gaps}
            places = {end for end in ends if end <= len(text) and "\n" not in text[start:end]}
            at = run
        else:
            places = {place + 1 for place in places if text[place : place + 1] == pattern[at]}
            at += 1
    return places


def stretches(text: str, pattern: str) -> list[tuple[int, int]]:
    """Return from left to right the shortest match at each position that overlaps no earlier one."""
    result, at = [], 0
    while at < len(text):
        ends = reached(text, at, pattern)
        if ends and min(ends) > at:
            result.append((at, min(ends)))
        at = max(at + 1, min(ends, default=0))
    return result


@settings(deadline=None, max_examples=500)
@given(st.text("aab\n", max_size=70), st.text("ab*?", min_size=1, max_size=9))
def test_a_pattern_marks_the_shortest_stretches(text: str, pattern: str) -> None:
    assert list(highlights(text, Wildcard(pattern))) == list(merge_ranges(stretches(text, pattern)))


@settings(deadline=None, max_examples=500)
@given(
    st.text("abc\n", max_size=24),
    st.lists(st.text("abc", min_size=1, max_size=2), min_size=2, max_size=3),
    st.integers(0, 4),
)
def test_near_marks_every_part_that_stands_close_to_all_others(text: str, parts: list[str], distance: int) -> None:
    places = [[at for at in range(len(text)) if text.startswith(part, at)] for part in parts]
    reach = distance + sum(map(len, parts))
    wanted = []
    for chosen in itertools.product(*places):
        spans = [(at, at + len(part)) for at, part in zip(chosen, parts, strict=True)]
        first, last = min(at for at, _ in spans), max(end for _, end in spans)
        if last - first <= reach and "\n" not in text[first:last]:
            wanted += spans
    assert highlights(text, Near(tuple(parts), distance)) == merge_ranges(wanted)

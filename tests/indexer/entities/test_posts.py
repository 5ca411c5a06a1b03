"""Nouns of posts are looked for where two characters of one stand."""

from __future__ import annotations

import re
from re import _constants, _parser  # a test may look into what a rule begins with
from typing import Any

import pytest

from indexer.entities.posts import HEAD


def beginnings(parts: Any) -> set[str]:
    """Return the first two characters of all texts that a parsed rule matches."""
    found = {""}
    for kind, value in parts:
        if kind is _constants.LITERAL:
            more = {chr(value)}
        elif kind is _constants.IN:
            more = {chr(item) for one, item in value if one is _constants.LITERAL} or {"x"}
        elif kind is _constants.BRANCH:
            more = set[str]().union(*map(beginnings, value[1]))
        elif kind is _constants.SUBPATTERN:
            more = beginnings(value[3])
        elif kind in (_constants.MAX_REPEAT, _constants.MIN_REPEAT):
            least, most, inner = value
            more = {"" for _ in range(least == 0)} | {text for text in beginnings(inner) if most}
        else:
            continue  # what stands around
        found = {text if len(text) > 1 else (text + next_text)[:2] for text in found for next_text in more}
    return found


def test_every_noun_passes_the_test_of_its_first_two_characters() -> None:
    head, _, rest = HEAD.pattern.partition("])")
    match = re.fullmatch(r"\(\?=\[(\w+)\]\[([\w ]+)", head)
    assert match
    firsts, seconds = match.groups()
    nouns = {text for text in beginnings(_parser.parse(rest)) if text[0] in firsts}
    assert len(nouns) > 150
    assert {text[1] for text in nouns} == set(seconds)


@pytest.mark.parametrize(
    "noun", ["区长", "书记", "主  任", "小组 长", "成 员", "首席ceo", "ceo", "副总理", "高级合伙人"]
)
def test_nouns_are_found_however_they_are_spaced(noun: str) -> None:
    assert HEAD.search(f"本市{noun}王林")

"""Pinyin of names."""

from __future__ import annotations

import pytest

from engine.text.pinyin import contains_pinyin


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("通州区", "tongzhouqu"),
        ("通州区", "zhou"),
        ("通州区", "tongzho"),
        ("通州区", "tzq"),
        ("通州区", "zq"),
        ("重庆市", "chongqing"),
        ("重庆市", "zhongqing"),
        ("吕梁市", "lvliang"),
        ("西安市", "xian"),
        ("lk99报", "lk99bao"),
    ],
)
def test_a_part_of_a_name_is_spelt_in_full_or_by_initials(name: str, typed: str) -> None:
    assert contains_pinyin(name, typed)


@pytest.mark.parametrize(
    ("name", "typed"), [("通州区", "tongzq"), ("通州区", "zhouqus"), ("通州区", "ongzhou"), ("", "a")]
)
def test_other_letters_spell_nothing(name: str, typed: str) -> None:
    assert not contains_pinyin(name, typed)

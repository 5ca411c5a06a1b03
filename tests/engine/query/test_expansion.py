"""Query expansion with spelling variants and synonymous names."""

from __future__ import annotations

import pytest

from engine.errors import SettingError
from engine.query import synonyms
from engine.query.parser import parse
from engine.query.tree import Facet, Or, Phrase, Term
from engine.text.normalize import fold
from engine.vocabulary import Vocabulary

EXPANSION = Vocabulary().expansion


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("北京城市副中心", "副中心"),
        ("网安园", "国家网络安全产业园区（通州园）"),
        ("網安園", "国家网络安全产业园区（通州园）"),
        ("通州区发改委", "通州区发展和改革委员会"),
        ("二〇二三年", "2023年"),
        ("2023年", "二〇二三年"),
        ("２０２３", "二〇二三"),
        ("六月", "6月"),
        ("乾淨", "干净"),
    ],
)
def test_another_way_to_write_it_is_known(text: str, other: str) -> None:
    assert other in EXPANSION.variants(text)


@pytest.mark.parametrize("text", ["樱桃", "三个月", "乾隆", "一二三", "12023", "西集镇"])
def test_most_words_have_no_other_way(text: str) -> None:
    assert EXPANSION.variants(text) == ()


def test_variants_are_added_and_never_replace() -> None:
    assert EXPANSION.expand(parse("网安园")) == Or(
        (Term("网安园"), Phrase("国家网络安全产业园区（通州园）")), variants=True
    )


def test_a_former_name_stands_for_the_place_of_today() -> None:
    assert EXPANSION.expand(parse("镇:通县")) == Facet("town", "北京市/通州区")
    assert EXPANSION.expand(parse("提到:崇文区")) == Facet("place", "北京市/东城区")
    assert EXPANSION.expand(parse("镇:通州区")) == Facet("town", "通州区")


def test_what_is_quoted_stays_as_it_is() -> None:
    assert EXPANSION.expand(parse("“网安园”")) == Phrase("网安园")


@pytest.mark.parametrize("line", ["只有一个", "甲 =", "= 乙"])
def test_a_bad_line_is_named_by_its_number(line: str) -> None:
    with pytest.raises(SettingError, match="line 2"):
        synonyms.read_groups(["甲 = 乙", line], "synonyms.txt")


@pytest.mark.parametrize("name", ["王林", "李娜", "周平", "張強"])
def test_a_name_of_two_characters_is_found_padded(name: str) -> None:
    folded = fold(name)
    assert f"{folded[0]} {folded[1]}" in EXPANSION.variants(name)


@pytest.mark.parametrize(
    "word", ["高度", "时间", "金融", "安全", "水平", "江苏", "黄河", "党委", "成功", "王小林", "ab"]
)
def test_a_word_is_not_taken_for_a_padded_name(word: str) -> None:
    assert not any(" " in other for other in EXPANSION.variants(word))


@pytest.mark.parametrize(
    ("typed", "other"),
    [("去世", "逝世"), ("病逝", "去世"), ("秦某免职", "秦某免去"), ("电动车", "电动自行车"), ("医保", "医疗保险")],
)
def test_words_that_news_uses_for_the_same_are_found_too(typed: str, other: str) -> None:
    assert other in EXPANSION.variants(typed)

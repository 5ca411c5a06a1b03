"""Segmentation: correct offsets, agreement of both segmenters, names kept whole."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.text import gazetteer, segmenter
from engine.text.normalize import fold
from engine.text.segmenter import JiebaSegmenter, RustJiebaSegmenter, tokens

HAN = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), min_size=1, max_size=40)


@settings(deadline=None)
@given(st.text() | HAN)
def test_a_token_is_the_text_at_its_offsets(text: str) -> None:
    for token in tokens(text):
        assert fold(text[token.start : token.end]) == token.text
        assert token.text.strip()


@settings(deadline=None)
@given(st.text() | HAN | st.text("西集镇 樱3+1a-。\n\u3400", max_size=30))
def test_words_are_tokens_without_offsets(text: str) -> None:
    assert segmenter.words(text) == [token.text for token in tokens(text)]


def test_words_of_real_texts_are_tokens_without_offsets(news: list[str]) -> None:
    for text in news[:100]:
        assert segmenter.words(text) == [token.text for token in tokens(text)]


def test_the_names_kept_folded_are_those_of_the_gazetteer() -> None:
    assert gazetteer.folded_words() == [fold(name) for name in gazetteer.words()]


@pytest.mark.parametrize("word", ["西集镇", "张家湾镇", "3+1", "5·18", "2023-06-01", "pm2.5", "c++", "11311", "voc"])
def test_names_and_codes_are_single_tokens(word: str) -> None:
    assert word in [token.text for token in tokens(f"在{word}的")]


@pytest.fixture(scope="module")
def segmenters() -> tuple[JiebaSegmenter, RustJiebaSegmenter]:
    pytest.importorskip("rjieba", reason="the extra [fast] is not installed")
    list(tokens("西"))  # the fast one is shared by the process, and has the names of all places from here on
    slow = JiebaSegmenter()
    slow.add_words(gazetteer.folded_words())
    return slow, RustJiebaSegmenter()


def test_the_fast_segmenter_gives_the_same_words(
    segmenters: tuple[JiebaSegmenter, RustJiebaSegmenter], news: list[str]
) -> None:
    slow, fast = segmenters
    runs = [run for text in news for run in re.findall("[\u4e00-\u9fff]+", fold(text))]
    for run in runs[:3000]:
        assert [tuple(word) for word in slow.search(run)] == [tuple(word) for word in fast.search(run)]
        assert list(slow.cut(run)) == list(fast.cut(run))


def test_taught_words_stay_whole() -> None:
    assert "紫霄阁梨园" not in [token.text for token in tokens("到紫霄阁梨园去")]
    assert "紫霄阁梨园" in [token.text for token in tokens("到紫霄阁梨园去", ("紫霄阁梨园",))]
    assert "紫霄阁梨园" in segmenter.words("到紫霄阁梨园去", ("紫霄阁梨园",))
    assert "紫霄阁梨园" not in segmenter.words("到紫霄阁梨园去")

"""Folding maps one character to one character, whatever the text."""

from __future__ import annotations

import unicodedata

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.text import kernels
from engine.text.normalize import fold, fold_all, fold_codes, fold_units


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("ＡＢＣ１２３（）：", "abc123():"),
        ("鄉村振興", "乡村振兴"),
        ("漷縣鎮", "漷县镇"),
        ("5•18", "5·18"),
        ("5・18", "5·18"),
        ("PM₂.₅", "pm2.5"),
        ("西\u3000集\n镇", "西 集 镇"),
        ("豈", "岂"),  # U+F900, a compatibility form
        ("⼈⼝", "人口"),  # Kangxi radicals from a damaged PDF
        ("⻄集镇⼈⺠政府镇⻓", "西集镇人民政府镇长"),  # and those of the CJK supplement
        ("⻔⻋⻢⻅⻛⻝⻜⻬⻰⻑", "门车马见风食飞齐龙长"),
        ("乾隆", "乾隆"),  # not 干隆: in simplified texts this is a character of its own
        ("①㎡", "①㎡"),  # signs that contain more are not variants of it
    ],
)
def test_forms_of_the_same_character_are_compared_as_one(written: str, folded: str) -> None:
    assert fold(written) == folded


def test_every_radical_that_unicode_gives_an_ideograph_is_folded() -> None:
    radicals = [chr(code) for code in range(0x2E80, 0x2FD6) if unicodedata.category(chr(code)) == "So"]
    assert len(radicals) == 115 + 214
    assert [char for char in radicals if fold(char) == char] == ["⺀"]  # the only one without an equivalent
    assert all(unicodedata.category(fold(char)) == "Lo" for char in radicals if char != "⺀")


@given(st.text())
def test_folding_keeps_every_offset_and_is_done_once(text: str) -> None:
    assert len(fold(text)) == len(text)
    assert fold(fold(text)) == fold(text)


def test_codes_are_those_of_the_folded_text_and_lone_surrogates_pass() -> None:
    assert fold_codes("Ａ\ud800鎮").tolist() == [ord("a"), 0xD800, ord("镇")]


@given(st.text() | st.text("a鎮\uffff\U00020000\ud800\udc00", max_size=4))
def test_units_are_the_codes_where_those_have_room(text: str) -> None:
    units, codes = fold_units(text), fold_codes(text).tolist()
    wide = any(code >= 0xFFFF for code in codes) or any(char > "\uffff" for char in text)
    assert (None if units is None else units.tolist()) == (None if wide else codes)


def test_many_texts_are_folded_at_once_as_one_by_one() -> None:
    texts = ["", "ＡＢ", "通\n州", "鎮😀", ""]
    assert fold_all(texts) == [fold(text) for text in texts]
    assert fold_all([]) == []


@given(st.text(st.characters()) | st.text(st.sampled_from("Ａａ漢𠮷\ud800éß"), max_size=2100))
def test_folding_is_the_same_without_kernels(text: str) -> None:
    folded = fold(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kernels, "ON", False)
        assert fold(text) == folded
    assert hash(folded) == hash("".join(list(folded)))


@pytest.mark.skipif(not kernels.BUILT, reason="The kernels are not compiled.")
def test_a_table_that_lacks_code_points_is_refused() -> None:
    with pytest.raises(ValueError, match="not a table"):
        kernels.Folding(np.zeros(10, np.uint32))

"""The operator's words, synonyms and weights are read, checked and used, and never lose a hit."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from engine.article import Article
from engine.backend import Engine
from engine.errors import SettingError
from engine.query import synonyms
from engine.query.expansion import variants
from engine.query.parser import parse, parse_leniently
from engine.query.tree import Every, Request
from engine.ranking import weights
from engine.ranking.features import QueryFeatures
from engine.ranking.query_terms import CollectionStatistics
from engine.search import search_with_relaxation
from engine.settings import load
from engine.text import segmenter
from engine.text.segmenter import cut_words, tokens
from engine.text.words import query_words, required_matches
from engine.vocabulary import configure, read_words


@pytest.fixture(autouse=True, scope="module")
def own_segmenter() -> Iterator[None]:
    """A separate segmenter for this module, since it cannot unlearn words."""
    with pytest.MonkeyPatch.context() as patch:
        make = segmenter._load_segmenter.__wrapped__
        patch.setattr(segmenter, "_load_segmenter", cache(lambda _shared=True: make(False)))
        patch.setattr(segmenter, "_user_words", {})
        yield


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    """Restore the vocabulary after each test."""
    yield
    synonyms.install_groups(())
    variants.cache_clear()
    weights.set_weights(weights.DEFAULT_WEIGHTS)


def taken(folder: Path, **more: object) -> None:
    configure(load({"data": str(folder), **more}, folder / "none.toml"))


def test_without_files_nothing_changes(tmp_path: Path) -> None:
    taken(tmp_path)
    assert variants("樱桃大会") == ()


def test_synonyms_of_the_data_folder_are_used_and_given_up_again(tmp_path: Path) -> None:
    file = tmp_path / "synonyms.txt"
    file.write_text("# ours\n樱桃大会 = 西集樱桃文化节\n", encoding="utf-8")
    taken(tmp_path)
    assert variants("樱桃大会") == ("西集樱桃文化节",)
    file.unlink()
    taken(tmp_path)
    assert variants("樱桃大会") == ()


def test_a_file_may_lie_elsewhere(tmp_path: Path) -> None:
    file = tmp_path / "mine"
    file.write_text("\ufeff运河大集 = 漷县大集", encoding="utf-8")
    taken(tmp_path, synonyms=str(file))
    assert variants("运河大集") == ("漷县大集",)


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("synonyms", "一 = 二\n三\n", "synonyms.txt, line 2: write names that mean the same with = between them"),
        ("words", "好词\n# 注\n两个 词\n", "words.txt, line 3: write one word"),
        ("words", "长" * 21, "words.txt, line 1: write one word"),
    ],
)
def test_a_mistake_is_told_with_its_line(tmp_path: Path, name: str, text: str, told: str) -> None:
    (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
    with pytest.raises(SettingError, match=told):
        taken(tmp_path)


def test_a_file_that_is_set_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match=r"The words in .* cannot be read"):
        taken(tmp_path, words=str(tmp_path / "none"))


def test_a_file_must_be_utf_8(tmp_path: Path) -> None:
    (tmp_path / "words.txt").write_bytes("樱桃".encode("gb18030"))
    with pytest.raises(SettingError, match="cannot be read"):
        taken(tmp_path)


@pytest.mark.parametrize("given", [-1.0, 11.0])
def test_the_preference_for_newness_has_bounds(tmp_path: Path, given: float) -> None:
    with pytest.raises(SettingError, match="recency"):
        taken(tmp_path, recency=given)


def test_the_preference_for_newness_can_be_turned_off(tmp_path: Path) -> None:
    day = datetime.date(2024, 6, 1)
    collection = CollectionStatistics(lambda *_: 2.0, {"body": 10.0}, day)
    pair = [Article(str(year), "", None, "樱桃", date=datetime.date(year, 6, 1)) for year in (2014, 2024)]
    first, second = QueryFeatures(parse("樱桃"), collection).scores(pair)
    assert second > first
    taken(tmp_path, recency=0.0)
    first, second = QueryFeatures(parse("樱桃"), collection).scores(pair)
    assert second == first


def test_words_are_one_a_line() -> None:
    assert read_words(["二十年之问 # 栏目", "", "# 注", "3+1"], "words.txt") == ["二十年之问", "3+1"]


def test_a_taught_word_is_kept_whole_for_ranking_and_cut_as_before_for_matching(tmp_path: Path) -> None:
    text = "禤邈潭绿道今天开放"
    before = (list(cut_words(text)), query_words(text), required_matches(text))
    (tmp_path / "words.txt").write_text("禤邈潭绿道\n道今天\n", encoding="utf-8")
    taken(tmp_path)
    assert "禤邈潭绿道" in {token.text for token in tokens(text)}
    assert (list(cut_words(text)), query_words(text), required_matches(text)) == before


def test_a_taught_word_costs_no_hit(engine: Engine) -> None:
    asked = ("樱桃采摘", "西集镇樱桃节", "接诉即办", "乡村振兴", "樱桃上市", "农种樱桃")
    before = [search_with_relaxation(engine, parse_leniently(text), Request(Every())).results.total for text in asked]
    segmenter.install_user_words(asked)
    after = [search_with_relaxation(engine, parse_leniently(text), Request(Every())).results.total for text in asked]
    assert after == before

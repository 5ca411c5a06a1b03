"""The operator's words, synonyms and weights are read, checked and used, and never lose a hit."""

from __future__ import annotations

import datetime
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from engine.article import Article
from engine.backend import Engine
from engine.errors import SettingError
from engine.factory import open_engine
from engine.query.expansion import QueryExpansion
from engine.query.parser import parse, parse_leniently
from engine.query.synonyms import Synonyms
from engine.query.tree import Every, Request, Term
from engine.ranking.features import QueryFeatures
from engine.ranking.query_terms import CollectionStatistics
from engine.ranking.weights import DEFAULT_WEIGHTS
from engine.results.results import Results
from engine.search import search_with_relaxation
from engine.settings import load
from engine.text.segmenter import cut_words, tokens
from engine.text.words import query_words, required_matches
from engine.vocabulary import Vocabulary, read_vocabulary, read_words
from searchapp.application import create_app
from tests.conftest import BuildIndex


def taken(folder: Path, **more: object) -> Vocabulary:
    return read_vocabulary(load({"data": str(folder), **more}, folder / "none.toml"))


def test_without_files_nothing_changes(tmp_path: Path) -> None:
    vocabulary = taken(tmp_path)
    assert (vocabulary.words, vocabulary.expansion.variants("樱桃大会")) == ((), ())


def test_synonyms_of_the_data_folder_are_used_and_given_up_again(tmp_path: Path) -> None:
    file = tmp_path / "synonyms.txt"
    file.write_text("# ours\n樱桃大会 = 西集樱桃文化节\n", encoding="utf-8")
    assert taken(tmp_path).expansion.variants("樱桃大会") == ("西集樱桃文化节",)
    file.unlink()
    assert taken(tmp_path).expansion.variants("樱桃大会") == ()


def test_a_file_may_lie_elsewhere(tmp_path: Path) -> None:
    file = tmp_path / "mine"
    file.write_text("\ufeff运河大集 = 漷县大集", encoding="utf-8")
    assert taken(tmp_path, synonyms=str(file)).expansion.variants("运河大集") == ("漷县大集",)


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
    first, second = QueryFeatures(parse("樱桃"), collection, taken(tmp_path, recency=0.0).weights).scores(pair)
    assert second == first


def test_words_are_one_a_line() -> None:
    assert read_words(["二十年之问 # 栏目", "", "# 注", "3+1"], "words.txt") == ["二十年之问", "3+1"]


def test_a_taught_word_is_kept_whole_for_ranking_and_cut_as_before_for_matching(tmp_path: Path) -> None:
    text = "禤邈潭绿道今天开放"
    before = (list(cut_words(text)), query_words(text), required_matches(text))
    (tmp_path / "words.txt").write_text("禤邈潭绿道\n道今天\n", encoding="utf-8")
    words = taken(tmp_path).words
    assert "禤邈潭绿道" in {token.text for token in tokens(text, words)}
    assert (list(cut_words(text)), query_words(text), required_matches(text)) == before


def test_a_taught_word_costs_no_hit(articles: tuple[Article, ...], tmp_path: Path, build_index: BuildIndex) -> None:
    asked = ("樱桃采摘", "西集镇樱桃节", "接诉即办", "乡村振兴", "樱桃上市", "农种樱桃")
    url = build_index(tmp_path, articles)
    plain, taught = open_engine(url), open_engine(url, Vocabulary(words=asked))
    for text in asked:
        totals = {answered(engine, text).total for engine in (plain, taught)}
        assert len(totals) == 1


def answered(engine: Engine, text: str) -> Results:
    return search_with_relaxation(engine, parse_leniently(text), Request(Every())).results


def test_engines_of_one_process_keep_their_own_vocabulary(tmp_path: Path, build_index: BuildIndex) -> None:
    old = Article("old", "a.txt", None, "运河大集开张，禤邈潭绿道通车。", date=datetime.date(2010, 1, 1))
    new = replace(old, id="new", date=datetime.date(2024, 1, 1))
    own = Vocabulary(
        ("禤邈潭绿道",), QueryExpansion(Synonyms([("运河盛会", "运河大集")])), replace(DEFAULT_WEIGHTS, recency=9.0)
    )
    url = build_index(tmp_path, (old, new))
    engines = {"plain": open_engine(url), "own": open_engine(url, own)}

    def seen(name: str) -> tuple[int, float, bool]:
        engine = engines[name]
        scores = [hit.score for hit in answered(engine, "运河大集").hits]
        words = {part.text for part in engine.explain("old", Term("禤邈潭绿道")) if part.kind == "word"}
        return answered(engine, "运河盛会").total, max(scores) - min(scores), "禤邈潭绿道" in words

    with ThreadPoolExecutor(4) as pool:
        results = list(pool.map(seen, ("plain", "own") * 10))
    assert len(set(results[::2])) == len(set(results[1::2])) == 1
    (plain_total, plain_gap, _), (own_total, own_gap, _) = results[:2]
    assert own_total == 2
    assert plain_total == answered(open_engine(url), "运河盛会").total
    assert own_gap > plain_gap > 0


def test_a_second_application_leaves_the_first_as_it_was(tmp_path: Path, build_index: BuildIndex) -> None:
    (tmp_path / "synonyms.txt").write_text("运河盛会 = 运河大集\n", encoding="utf-8")
    url = build_index(tmp_path, (Article("a", "a.txt", None, "运河大集开张。"),))
    first = create_app({"engine": url, "data": str(tmp_path), "recency": 0.0})
    second = create_app({"engine": url, "data": str(tmp_path / "other"), "recency": 5.0})
    totals = [
        app.test_client().get("/api/v1/search?q=“运河盛会”+或+运河盛会").json["total"] for app in (first, second, first)
    ]
    vocabularies = [app.extensions["live_index"].vocabulary for app in (first, second)]
    assert [vocabulary.weights.recency for vocabulary in vocabularies] == [0.0, 5.0]
    assert totals[0] == totals[2] == 1

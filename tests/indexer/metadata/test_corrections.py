"""The operator's corrections: their effects, and messages on invalid files."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from engine.article import Article, Evidence, Leader
from engine.errors import SettingError
from indexer.metadata.corrections import correct
from indexer.metadata.corrections_file import read_corrections

ARTICLE = Article(
    "a1",
    "news/0615_dike.txt",
    "河堤添新绿",
    "张湾的柳树成行。镇长骆成来看过，记者贺小满也来了。",
    source="河湾网讯",
    editor="童安",
    towns=("北京市/通州区",),
    leaders=(Leader("贺小满", "记者"),),
    evidence=(Evidence("source", "河湾网讯", "label", 0.8),),
)


def corrected(tmp_path: Path, text: str) -> Article:
    file = tmp_path / "corrections.toml"
    file.write_text(text, encoding="utf-8")
    return correct(ARTICLE, read_corrections(file))


def test_a_rule_sets_and_deletes_fields_of_what_it_matches(tmp_path: Path) -> None:
    match, fields = '{file = "*/0615_*", text = "柳树"}', '{date = 2023-06-15, authors = ["贺小满"]}'
    rule = f'[[correction]]\nmatch = {match}\nset = {fields}\ndelete = ["editor"]'
    article = corrected(tmp_path, rule)
    assert (article.date, article.authors, article.editor) == (datetime.date(2023, 6, 15), ("贺小满",), None)
    assert {(item.field, item.rule) for item in article.evidence} >= {("date", "correction"), ("authors", "correction")}


def test_a_rule_leaves_other_articles_alone(tmp_path: Path) -> None:
    assert corrected(tmp_path, '[[correction]]\nmatch = {title = "别的"}\nset = {source = "甲"}') == ARTICLE


def test_a_name_of_a_place_adds_its_town(tmp_path: Path) -> None:
    alias = '[[place]]\nname = "张湾"\npath = "北京市/通州区/张家湾镇"'
    assert corrected(tmp_path, alias).towns == ("北京市/通州区", "北京市/通州区/张家湾镇")


def test_a_person_is_added_or_taken_away_where_the_text_names_them(tmp_path: Path) -> None:
    people = '[[person]]\nname = "骆成"\npost = "镇长"\norg = "张家湾镇"\n[[person]]\nname = "贺小满"\ndelete = true'
    assert corrected(tmp_path, people).leaders == (Leader("骆成", "镇长", "张家湾镇"),)


def test_a_source_gets_its_one_name(tmp_path: Path) -> None:
    article = corrected(tmp_path, '[[source]]\nname = "河湾网"\nalso = ["河湾网讯", "河湾在线"]')
    assert article.source == "河湾网"
    assert [item.rule for item in article.evidence] == ["correction"]


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ('[[correction]]\nmatch = {id = "a"}\nset = {colour = "red"}', 3, "'set' has no field 'colour'"),
        ('# 注\n[[correction]]\nmatch = {date = "x"}\ndelete = ["editor"]', 3, "'date' has to be a date"),
        ('[[correction]]\nmatch = {id = "a"}', 2, "needs 'set' or 'delete'"),
        ('[[correction]]\nset = {title = "a"}', 1, "correction needs 'match'"),
        ('[[correction]]\nmatch = {id = "a"}\ndelete = ["body"]', 3, "'body' is no field"),
        ('[[place]]\nname = "a"\npath = "b"', 3, "is no path of the gazetteer"),
        ('[[place]]\nname = "a"\npath = "北京市"\n\n[[place]]\nname = "d"', 5, "place needs 'path'"),
        ('[[person]]\nname = "a"', 2, "person needs 'post'"),
        ('[[source]]\nname = "a"\nalso = "b"', 3, "'also' has to be a list"),
        ('[[colour]]\nname = "a"', 1, "'colour' is none of"),
        ('[correction]\nmatch = {id = "a"}', 1, r"correction is written \[\[correction"),
        ('[[place]]\nname = "张湾"\npath = "北京市/通州区/张家弯镇"', 3, "is no path of the gazetteer"),
        ('[[source]]\nname = "a"\nalso = [1]', 3, "'also' has to be a list of names"),
        ('[[correction]]\nmatch = {id = "a"}\nset = {authors = [1]}', 3, "'authors' has to be a list of texts"),
        ('[[correction]]\nmatch = {id = "a"}\nset = {towns = ["西集镇"]}', 3, "is no path such as"),
        ('[[correction]]\nmatch = {id = "a"}\nset = {time = "25:99"}', 3, "is no time of day"),
        ('[[correction]]\nmatch = {id = "a"}\nset = {url = "javascript:x"}', 3, "is no address"),
        ('[[correction]]\nmatch = {id = "a"}\nset = {title = "b"}\ndelete = ["title"]', 4, "both set and deleted"),
        ('[[correction]]\nmatch = {id = "a"}\nset = {leaders = ["b"]}', 3, "an entry of leaders is"),
    ],
)
def test_a_wrong_file_is_refused_with_its_line(tmp_path: Path, text: str, line: int, what: str) -> None:
    with pytest.raises(SettingError, match=rf"corrections\.toml, line {line}: .*{what}"):
        corrected(tmp_path, text)


@pytest.mark.parametrize("text", ["[[correction", "match = \x00", "a = " + "1" * 5000, "a = " + "[" * 5000])
def test_a_file_that_is_no_toml_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(SettingError, match="cannot be read"):
        corrected(tmp_path, text)


def test_a_town_newer_than_the_gazetteer_can_be_set(tmp_path: Path) -> None:
    rule = '[[correction]]\nmatch = {id = "a1"}\nset = {towns = ["北京市/通州区/新设镇"]}'
    assert corrected(tmp_path, rule).towns == ("北京市/通州区/新设镇",)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="There is no file of corrections"):
        read_corrections(tmp_path / "none.toml")

"""Titles that are written with a generation complete what is typed as those read from the articles do."""

from __future__ import annotations

import datetime
import random
from collections.abc import Sequence
from pathlib import Path

import pytest

from engine.article import Article
from engine.backends.whoosh.arrays.array_file import Array
from engine.backends.whoosh.generation_searcher import GenerationSearcher, open_current
from engine.backends.whoosh.generations import title_tables
from engine.backends.whoosh.segment.segment_arrays import SegmentArrays
from engine.backends.whoosh.whoosh_builder import WhooshBuilder

TITLES = ("西集镇樱桃节开园", "漷县镇\n办起 夜校", "西集镇樱桃节开园", "好 😀 消息", "", "《樱桃》报")


def article(number: int, title: str) -> Article:
    """An article, newer with each number."""
    day = datetime.date(2020, 1, 1) + datetime.timedelta(number)
    return Article(id=str(number), file="a", title=title or None, body=f"正文{number}。", date=day)


def build(path: Path, added: Sequence[Article], removed: Sequence[str] = (), update: bool = False) -> None:
    """Write a generation."""
    builder = WhooshBuilder(path, update=update)
    builder.add(added)
    builder.remove(removed)
    builder.switch()


def completed(engine: GenerationSearcher, typed: str) -> list[str]:
    """Return the completions once all titles are there."""
    engine.load()
    return [found.text for found in engine.suggest(typed, 50)]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """An index of the titles."""
    build(tmp_path, [article(number, title) for number, title in enumerate(TITLES)])
    return tmp_path


@pytest.mark.parametrize(
    ("typed", "texts"),
    [
        ("樱桃", ["西集镇樱桃节开园", "《樱桃》报"]),
        ("漷县镇 办", ["漷县镇 办起 夜校"]),
        ("😀", ["好 😀 消息"]),
        ("xijizhen", ["西集镇樱桃节开园"]),
        ("xjzytj", ["西集镇樱桃节开园"]),
        ("飞碟", []),
    ],
)
def test_a_title_is_completed_from_any_part_and_from_its_sound(path: Path, typed: str, texts: list[str]) -> None:
    assert sorted(completed(open_current(path), typed)) == sorted(texts)


def test_a_title_remains_as_long_as_an_article_has_it(path: Path) -> None:
    build(path, [], ["2"], update=True)
    assert completed(open_current(path), "西集") == ["西集镇樱桃节开园"]
    build(path, [], ["0"], update=True)
    assert completed(open_current(path), "西集") == []


def test_an_update_reads_no_title_of_a_segment_that_stays(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build(path, [article(number, f"第{number}篇") for number in range(10, 2300)], update=True)
    read: list[int] = []
    make = title_tables._make

    def make_noted(segment: SegmentArrays) -> dict[str, Array]:
        read.append(segment.documents)
        return make(segment)

    monkeypatch.setattr(title_tables, "_make", make_noted)
    build(path, [article(5000, "新来的一篇")], update=True)
    assert read == [1]
    engine = open_current(path)
    assert completed(engine, "新来的") == ["新来的一篇"]
    assert completed(engine, "第2299") == ["第2299篇"]


def test_an_index_without_the_file_answers_alike(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    chance = random.Random(7)
    titles = ["".join(chance.choices("西集镇樱桃ab ", k=chance.randint(0, 8))).strip() for _ in range(300)]
    build(tmp_path, [article(number, title) for number, title in enumerate(titles)])
    kept = open_current(tmp_path)
    monkeypatch.setattr(title_tables, "open_file", lambda folder, contents: None)
    for typed in ("西", "樱桃", "a", "ab", "xiji", "yt", "镇西集"):
        assert completed(kept, typed) == completed(open_current(tmp_path), typed)

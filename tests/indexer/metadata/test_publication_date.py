"""The publication date, distinguished from dates that the text mentions."""

from __future__ import annotations

import datetime

import pytest

from engine.article import Article
from indexer.document import RawDocument
from indexer.pipeline import extract

TEXT = "昨天，河湾镇的护林员沿着新修的步道走了三个来回。2021年3月4日开工的步道，今年4月2日完工。"
TITLE = "河湾镇铺成八公里步道"
JUNE = datetime.date(2023, 6, 15)


def read(text: str, file: str = "a.txt", url: str | None = None, hints: dict[str, str] | None = None) -> Article:
    (article,) = extract(RawDocument(file, text, {}, hints or {}, url))
    return article


@pytest.mark.parametrize(
    "text",
    [
        f"2023-06-15 16:22，正文：{TEXT}",
        f"时间：2023-06-15 16:22:00，正文：{TEXT}",
        f"{TITLE}\n发布时间：2023年6月15日 16:22 来源：河湾网\n{TEXT}",
        f"{TITLE}\n发表时间：\n2023-06-15 16:22\n{TEXT}",
        f"{TITLE}\n２０２３－０６－１５　１６：２２\n{TEXT}",
        f"河湾晚报 二〇二三年六月十五日 03版\n{TITLE}\n本报讯(记者 童安){TEXT}",
        f"{TITLE}\n{TEXT}\n发布日期：2023/6/15",
        f"索 引 号：HW2023-00312\n成文日期：2023-05-28\n发布日期：2023-06-15\n{TITLE}\n{TEXT}\n2023年5月28日",
        f"{TITLE}\n成文日期 2023-05-28\n发布日期 2023-06-15\n{TEXT}",
        *(f"{TITLE}\n{TEXT}\n河湾县农业农村局\n二{zero}二三年六月十五日" for zero in "〇零○◯0Oo０Ｏ"),
        f"{TITLE}\n{TEXT}\n河湾县农业农村局\n二 〇 二 三 年六月十五日",
        f"{TITLE}\n{TEXT}\n(2023年6月15日)",
        f"{TITLE}\n——2020年1月28日在河湾县第十四届人民代表大会上\n来源：河湾网\n时间：2023-06-15\n{TEXT}",
        f"{TITLE}\n深圳新闻网2023年6月15日讯（记者 童安）{TEXT}",
    ],
)
def test_where_the_day_stands(text: str) -> None:
    assert read(text).date == JUNE


@pytest.mark.parametrize("text", [f"{TITLE}\n{TEXT}", f"{TITLE}\n新华社长沙6月15日电(记者 童安){TEXT}"])
def test_no_day_is_made_up(text: str) -> None:
    assert read(text).date is None


def test_a_label_beats_a_stamp_and_the_page_beats_the_name_of_the_file() -> None:
    page = f"{TITLE}\n2020-01-01\n发布时间：2023-06-15\n{TEXT}"
    assert read(page, "20190101.txt").date == JUNE


@pytest.mark.parametrize(
    ("file", "url", "hints"),
    [
        ("hewan_20230615.txt", None, {}),
        ("a.txt", "https://hewan.example/2023/0615/c1.html", {}),
        ("a.txt", None, {"date": "2023-06-15T08:00:00+08:00"}),
    ],
)
def test_where_the_page_does_not_say_its_surroundings_do(file: str, url: str | None, hints: dict[str, str]) -> None:
    article = read(f"{TITLE}\n{TEXT}", file, url, hints)
    assert article.date == JUNE


@pytest.mark.parametrize(
    ("stamp", "time"),
    [("2023-06-15 16:22", "16:22"), ("2023年6月15日 星期四 08:05:09", "08:05:09"), ("2023-06-15", None)],
)
def test_the_clock_time_is_kept_as_written(stamp: str, time: str | None) -> None:
    assert read(f"{TITLE}\n来源：河湾网 {stamp}\n{TEXT}").time == time


def test_days_of_the_text_are_evidence_and_resolved_by_the_day_of_publication() -> None:
    article = read(f"2023-06-15 16:22，正文：日前，{TEXT}7月2日还将开放夜游。")
    mentioned = {item.quote: item.value for item in article.evidence if item.field == "mentioned"}
    assert mentioned == {"昨天": "2023-06-14", "日前": "../2023-06-15", "4月2日": "2023-04-02", "7月2日": "2023-07-02"}


def test_relative_days_are_not_resolved_where_the_day_of_publication_is_not_known() -> None:
    assert not [item for item in read(f"{TITLE}\n{TEXT}").evidence if item.field == "mentioned"]

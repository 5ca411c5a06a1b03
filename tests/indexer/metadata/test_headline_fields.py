"""Title, kicker and subtitle, each with its evidence."""

from __future__ import annotations

import pytest

from engine.article import Article
from indexer.document import RawDocument
from indexer.pipeline import extract

TEXT = "清晨的河堤上，护林员沿着新修的步道走了三个来回。河湾镇今年把八公里河堤铺上了透水砖。"


def read(text: str, hints: dict[str, str] | None = None) -> Article:
    (article,) = extract(RawDocument("a.txt", text, {}, hints or {}))
    return article


def test_lines_of_one_title_are_joined_with_a_space_or_where_broken_with_nothing() -> None:
    broken = read(f"护林员沿着新修的步\n道巡查\n\n本报讯(记者 童安){TEXT}")
    assert broken.title == "护林员沿着新修的步道巡查"


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        (f"河湾镇铺成八公里步道\n\n{TEXT}", "headline"),
        (f"原标题：河湾镇铺成八公里步道河湾镇铺成八公里步道 {TEXT}", "label 原标题"),
    ],
)
def test_the_title_has_evidence_in_the_raw_text(text: str, rule: str) -> None:
    (evidence,) = [item for item in read(text).evidence if item.field == "title"]
    assert (evidence.rule, evidence.quote) == (rule, "河湾镇铺成八公里步道")
    assert text[evidence.start : evidence.end] == "河湾镇铺成八公里步道"


def test_the_title_of_a_web_page_is_taken_from_its_hints_without_the_name_of_the_site() -> None:
    assert read(TEXT, {"title": "河湾镇铺成八公里步道_河湾网"}).title == "河湾镇铺成八公里步道"


def test_no_title_is_made_up() -> None:
    assert read(TEXT).title is None


@pytest.mark.parametrize(
    "head",
    [
        "今天是2031年1月23日 星期五 晴 3℃\n首页  走进河湾  新闻中心  公开\n\n{t}\n\n发布时间：2031-01-15 作者：办公室",
        "当前位置: 首页 > 新闻中心 > 镇街动态\n\n镇街动态\n\n{t}\n\n时间:2031-01-15  来源:区融媒体中心",
        "首页 资讯 关注 科技 财经 本地\n\n河湾县\n\n{t}\n\n来源:河网 发布时间:2031-01-15 14:29:06",
        "旗下栏目: 河湾县 白石县\n\n{t}\n\n发布时间:2031-01-15 14:29:06",
        "本网站支持IPv6\n首页 > 新闻中心 > 要闻\n{t}\n发布日期: 2031-01-15 15:46",
        "第A02版:综合新闻        \n2031年01月15日 星期三\n\n上一篇    下一篇\n\n{t}\n\n■ 记者 童安",
        "河湾县人民政府网站\n\n{t}\n\n时间:2031-01-15来源:县政府办",
        "合作热线:0551-65170000      来稿邮箱:tougao@example.com\n{t}\n来源: 2031-01-15 10:34:42 责编: 童安",
    ],
)
@pytest.mark.parametrize("title", ["河湾镇铺成八公里步道", "护林员走上新步道", "“透水砖进堤”现场会在河湾镇举行"])
def test_bars_menus_and_section_names_above_a_headline_are_none(head: str, title: str) -> None:
    assert read(head.replace("{t}", title) + f"\n\n  {TEXT}").title == title


def test_a_headline_may_follow_its_dateline_or_be_two_parts_in_a_row() -> None:
    topic = read(f"中新网河湾8月8日电 题：河湾镇铺成八公里步道作者 童安 骆小舟 {TEXT}")
    assert (topic.title, topic.source, topic.authors) == ("河湾镇铺成八公里步道", "中新网", ("童安", "骆小舟"))
    long = (
        "河湾县领导围绕“深入实施‘河堤工程’ 大力推进护林步道建设”调研时强调 "
        + "紧抓铺砖和种树两个关键 扎实推动河堤面貌迈上新台阶"
    )
    article = read(f"{long}\n\n日期:2031-07-07 15:13    来源:河湾县人民政府\n\n{TEXT}")
    assert (article.title, str(article.date), article.source) == (long, "2031-07-07", "河湾县人民政府")
    table = read(f"| 河湾镇铺成八公里步道 |\n|\n{TEXT}\n |")
    assert (table.title, table.body) == ("河湾镇铺成八公里步道", TEXT)

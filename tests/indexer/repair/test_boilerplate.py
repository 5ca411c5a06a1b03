"""Boilerplate is removed by kind, and the article stays complete."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.document import Boilerplate, Line, Page, RawDocument
from indexer.repair.boilerplate import separate_boilerplate

PROSE = "清晨的河堤上，护林员老贺沿着新修的步道走了三个来回，把每一棵刚栽下的柳树都看了一遍。"


def pieces(found: Page) -> list[Line | Boilerplate]:
    """Return everything kept and everything removed."""
    return [*found.lines, *found.boilerplate]


def page(text: str) -> Page:
    return separate_boilerplate(RawDocument("a.txt", text))


def kinds(text: str) -> list[tuple[str, str]]:
    return [(item.kind, item.text) for item in page(text).boilerplate]


@pytest.mark.parametrize(
    ("kind", "line"),
    [
        ("breadcrumb", "您当前的位置 : 河湾网 >> 本地 >> 要闻"),
        ("breadcrumb", "首页 > 新闻中心 > 乡镇动态"),
        ("widget", "打印 放大 缩小"),
        ("widget", "【字体：大 中 小】"),
        ("widget", "【字号: | | 【背景色 杏仁黄 秋叶褐 天蓝"),
        ("share", "分享到：微信 微博 QQ空间"),
        ("share", "扫一扫在手机打开当前页"),
        ("editor", "责任编辑：贺小满"),
        ("editor", "[责编：贺小满]"),
        ("editor", "律师顾问：骆成"),
        ("navigation", "欢迎访问河湾网"),
        ("editor", "编辑:贺小满 | 校对:童安 | 审核:骆成"),
        ("copyright", "---河湾网版权所有---"),
        ("copyright", "Copyright © 河湾县人民政府 冀ICP备00000000号"),
        ("keywords", "关键词:柳树,河堤"),
        ("navigation", "上一篇：没有了"),
        ("navigation", "• 河湾网欢迎您"),
        ("navigation", "— 3 —"),
        ("navigation", "第3页 共12页"),
        ("navigation", "（下转第三版）"),
        ("caption", "护林员在河堤上巡查。河湾县融媒体中心 供图"),
        ("caption", "新栽的柳树。本报记者 童安摄"),
        ("caption", "图为护林员巡查河堤。"),
        ("credit", "河湾县融媒体中心 供图"),
        ("caption", "图片"),
        ("stamp", "来源：河湾日报 发布时间：2023年6月15日 16:22"),
        ("stamp", "2023-06-15 09:02:33"),
        ("stamp", "2023-06-15 09:02·河湾县融媒体中心官方账号"),
        ("stamp", "23-6-15 9:02 来自 微博网页版"),
        ("stamp", "以下文章来源于河湾融媒，作者贺小满"),
        ("share", "赞12"),
        ("share", "阅读 1.2万"),
        ("share", "转发 3 评论 2 赞 10"),
        ("navigation", "点击上方“河湾微家园”关注我们"),
    ],
)
def test_a_line_of_boilerplate_is_set_aside(kind: str, line: str) -> None:
    found = page(f"{line}\n{PROSE}\n{PROSE}")
    assert [(item.kind, item.text) for item in found.boilerplate] == [(kind, line)]
    assert [left.text for left in found.lines] == [PROSE, PROSE]


@pytest.mark.parametrize(
    "line",
    [
        "图片展在镇文化站开幕",
        "编辑部的故事",
        "审核：一道不能省的关口，为什么还是有人省掉了它？",
        "他爱好摄影",
        "时间都去哪儿了",
        "新栽的柳树由老贺拍摄",
        "关键词：柳树",
        "策划丨河堤上的一百棵柳树",
        "未经授权的一次修剪",
        "微信",
        "地址：镇文化站二楼",
        "第3页的故事",
        "上接天线下接地气",
    ],
)
def test_a_line_of_the_article_stays(line: str) -> None:
    assert line in [left.text for left in page(f"{PROSE}\n{line}\n{PROSE}").lines]


@pytest.mark.parametrize(
    "title",
    [
        "2023年6月15日 河堤添新绿",
        "河湾欢迎您",
        "扫一扫就能办，河湾推行掌上服务",
        "视频丨河堤添新绿",
        "图片：春到河湾的十个瞬间",
    ],
)
def test_a_headline_above_the_prose_stays(title: str) -> None:
    assert [left.text for left in page(f"{title}\n{PROSE}").lines] == [title, PROSE]


@pytest.mark.parametrize(
    ("kind", "before", "glued", "after"),
    [
        ("stamp", "", "2023-06-15 09:34，正文：", PROSE),
        ("stamp", "", "，正文：", PROSE),
        ("advert", PROSE, "本平台法律服务由 河湾律师事务所 提供", PROSE),
        ("advert", PROSE, "广告 一看就会的种柳秘诀 ×", PROSE),
        ("advert", PROSE, "【投稿、区域合作请邮件 信息 100#example.com24小时内回复。】", ""),
        ("caption", PROSE, "护林员老贺在“柳树林”里巡查（通讯员供图）", PROSE),
        ("credit", PROSE, "（河湾台 童安 摄）", PROSE),
        ("caption", "", "图片", "良好的水质引来了白鹭，" + PROSE),
        ("editor", PROSE, "(责任编辑：贺小满 CN070)", ""),
        ("editor", PROSE, "编辑：贺小满责编：童安审核：骆成", ""),
        ("stamp", PROSE, "来源：河湾融媒", ""),
        ("stamp", PROSE, "（来源：河湾县人民政府网站）", ""),
        ("stamp", PROSE, "《 河湾日报 》（ 2023年06月15日   11 版）", ""),
        ("copyright", PROSE, "如遇作品内容、版权等问题，请在相关文章刊发之日起30日内与本网联系。", ""),
        ("share", PROSE, "返回搜狐，查看更多", ""),
        ("navigation", PROSE, "（下转第三版）", ""),
        ("credit", PROSE, "采写：河湾日报记者 童安 供图/河湾台", ""),
        ("navigation", PROSE, "本文链接：https://a.example/1.html", ""),
    ],
)
def test_boilerplate_glued_to_a_line_is_cut_off(kind: str, before: str, glued: str, after: str) -> None:
    found = page(before + glued + after)
    assert [(item.kind, item.text) for item in found.boilerplate] == [(kind, glued)]
    assert [line.text for line in found.lines] == [part for part in (before, after) if part]


def test_the_foot_of_a_page_is_taken_off_piece_by_piece() -> None:
    found = kinds(f"{PROSE}来源：河湾边境派出所通讯员：贺小满返回搜狐，查看更多责任编辑：")
    assert [kind for kind, _ in found] == ["stamp", "credit", "share", "editor"]


def test_a_breadcrumb_and_a_label_may_stand_on_several_lines() -> None:
    head = "您的位置:\n首页\n>\n县内要闻\n县内要闻\n河堤添新绿\n来源：\n河湾日报\n【字体：\n大\n小\n】\n"
    found = page(head + PROSE)
    assert [item.kind for item in found.boilerplate] == ["breadcrumb", "stamp", "widget"]
    assert [line.text for line in found.lines] == ["河堤添新绿", PROSE]


def test_a_stamp_and_a_breadcrumb_on_one_line_are_told_apart() -> None:
    found = kinds(f"河堤添新绿\n2023-06-15 16:22 河湾发布\u00a0\u00a0主页 > 关注 > 河堤 >\n{PROSE}")
    assert found == [("stamp", "2023-06-15 16:22 河湾发布"), ("breadcrumb", "主页 > 关注 > 河堤 >")]


def test_related_links_go_with_their_heading() -> None:
    found = page(f"{PROSE}\n相关报道：\n柳树怎么种\n河堤怎么修")
    assert [line.text for line in found.lines] == [PROSE]


PIECES = [
    "来源：",
    "责任编辑：",
    "（",
    "）",
    "广告 ",
    "×",
    "图片",
    "供图",
    "摄",
    "首页 > ",
    "【字号：",
    "\n",
    " ",
    "2023-06-15 ",
    "。",
]


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=12), max_size=30).map("".join))
def test_every_piece_stands_where_it_says_and_nothing_is_said_twice(text: str) -> None:
    found = page(text)
    ranges = sorted((item.start, item.end) for item in pieces(found))
    assert all(text[item.start : item.end] == item.text for item in pieces(found))
    assert all(end <= start for (_, end), (start, _) in pairwise(ranges))


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=12), max_size=30).map("".join))
def test_nothing_but_space_is_lost(text: str) -> None:
    found = page(text)
    kept = set().union(*(range(item.start, item.end) for item in pieces(found)))
    lost = "".join(char for i, char in enumerate(text) if i not in kept)
    assert not lost.strip(
        " \t\n\r\f\v\u00a0\u3000\u200b\u200c\u200d\u2060\ufeff\u2028\u2029" + "".join(map(chr, range(0x2000, 0x200E)))
    )

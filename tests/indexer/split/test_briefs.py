"""Articles without a headline of their own, or with one that runs into the text: briefs, notices, continuations."""

from __future__ import annotations

import pytest

from engine.article import Article
from indexer.document import RawDocument
from indexer.pipeline import extract

READING = "9月3日，柳湾镇文化站请来三位老教师给孩子们讲镇史，五十多名学生参加。讲完以后，孩子们把故事画成了一面墙。"
RIVER = "9月4日上午，石坪乡组织护河队清理河滩垃圾，一共装了四辆三轮车。护河队还给沿河农户送去了分类垃圾桶。"
LIGHTS = "9月5日，东岭街道给十二个老旧小区换上节能路灯，居民晚上出门不再摸黑。街道办说，月底前还要再换三百盏。"
READING_HEAD, RIVER_HEAD, LIGHTS_HEAD = "柳湾镇老教师讲镇史", "石坪乡护河队清河滩", "东岭街道三百盏路灯换新"


def read(*lines: str) -> list[Article]:
    return list(extract(RawDocument("page.txt", "\n".join(lines))))


def bodies(*lines: str) -> list[str]:
    return [article.body for article in read(*lines)]


@pytest.mark.parametrize(
    ("first", "second", "third"),
    [
        ("本报讯（记者 童安）", "本报讯（记者 骆小舟）", "本报讯（通讯员 许大双）"),
        ("本报讯（记者童安 通讯员李青山）", "本报讯（记者骆小舟）", "本报讯（实习记者 许大双）"),
        ("本台消息（记者 童安）", "本报讯(记者 骆小舟)", "青原日报讯（记者 许大双）"),
        ("● ", "● ", "● "),
        ("■", "■", "■"),
        ("【简讯】", "【简讯】", "【简讯】"),
        ("【工作动态】", "【工作动态】", "【工作动态】"),
        ("快讯：", "快讯：", "快讯："),
    ],
)
@pytest.mark.parametrize("header", [(), ("一周简讯",)])
def test_briefs_without_headlines_are_articles(first: str, second: str, third: str, header: tuple[str, ...]) -> None:
    assert bodies(*header, first + READING, second + RIVER, third + LIGHTS) == [READING, RIVER, LIGHTS]


def test_briefs_below_an_article() -> None:
    page = (READING_HEAD, "本报讯（记者 童安）" + READING, "简讯", "◆" + RIVER, "◆" + LIGHTS)
    assert [article.body for article in read(*page)][-2:] == [RIVER, LIGHTS]


def test_bullets_within_an_article_do_not_split_it() -> None:
    points = ("●补贴对象：全镇种植面积在五亩以上的农户，以村委会登记的面积为准，重复登记的只算一次。",
              "●补贴标准：每亩两百元，已经领过抗旱补贴的农户可以同时申请，但不得冒领和代领补贴资金。")  # fmt: skip
    assert len(read("柳湾镇发放种粮补贴", READING, *points)) == 1


def test_a_second_dateline_within_a_sentence_does_not_split_an_article() -> None:
    later = "据本报讯（记者 童安）此前报道，镇史馆明年开放。"
    assert len(read(READING_HEAD, "本报讯（记者 童安）" + READING, later)) == 1


@pytest.mark.parametrize(
    "dateline",
    [
        "本报讯（记者 童安）",
        "本报讯（通讯员 李青山 记者 童安）",
        "青原日报讯（记者 童安）",
        "新华社青原9月5日电（记者 童安）",
    ],
)
def test_headlines_that_run_into_the_dateline(dateline: str) -> None:
    page = read(READING_HEAD + dateline + READING, RIVER_HEAD + dateline + RIVER, LIGHTS_HEAD + dateline + LIGHTS)
    assert [article.title for article in page] == [READING_HEAD, RIVER_HEAD, LIGHTS_HEAD]
    assert [article.body for article in page] == [READING, RIVER, LIGHTS]
    assert {article.authors[-1] for article in page} == {"童安"}


@pytest.mark.parametrize(
    "credit",
    [
        *("（文/童安 图/骆小舟）", "文/童安 图/骆小舟", "文丨童安 图丨骆小舟", "撰文：童安 摄影：骆小舟"),
        *("（童安/文 骆小舟/图）", "文/图 童安", "（文图/童安）", "□童安 文/图", "（记者 童安 文/图）"),
    ],
)
def test_credits_of_writers_between_articles(credit: str) -> None:
    page = read(READING_HEAD, READING, credit, RIVER_HEAD, RIVER, credit, LIGHTS_HEAD, LIGHTS, credit)
    assert [article.title for article in page] == [READING_HEAD, RIVER_HEAD, LIGHTS_HEAD]
    assert [article.authors for article in page] == [("童安",)] * 3
    assert [article.body for article in page] == [READING, RIVER, LIGHTS]


@pytest.mark.parametrize(
    "notice",
    [
        ("遗失声明", "青原某某商贸有限公司遗失公章一枚，编号4301000000001，声明作废。"),
        ("注销公告", "青原县某某种植专业合作社拟向登记机关申请注销，请债权人自公告之日起45日内申报债权。"),
        ("停水通知", "因管网改造，9月6日8时至18时柳湾镇集镇停水，请居民提前储水，不便之处敬请谅解。"),
        ("招租启事", "东岭街道农贸市场二楼铺面招租，面积三百平方米，有意者请与街道资产办联系。"),
    ],
)
def test_notices_stand_apart(notice: tuple[str, str]) -> None:
    page = read(READING_HEAD, "本报讯（记者 童安）" + READING, *notice, LIGHTS_HEAD, "本报讯（记者 童安）" + LIGHTS)
    assert [article.title for article in page] == [READING_HEAD, notice[0], LIGHTS_HEAD]
    assert [article.body for article in page] == [READING, notice[1], LIGHTS]


def test_lost_items_without_a_heading_stand_apart() -> None:
    lost = "王某某遗失身份证一张，号码尾数0021，声明作废。"
    assert bodies(READING_HEAD, "本报讯（记者 童安）" + READING, lost)[1:] == [lost]


MORE = "据介绍，柳湾镇的镇史墙今后每年更新一次，老教师们还会带着孩子们走访村里的老屋，把口述的镇史记录下来。"


@pytest.mark.parametrize("mark", ["（上接第1版）", "（上接一版）", "(上接A01版)", "（紧接第1版）"])
def test_a_continuation_whose_beginning_is_missing_is_an_article(mark: str) -> None:
    page = (RIVER_HEAD, "本报讯（记者 童安）" + RIVER, mark + MORE, LIGHTS_HEAD, "本报讯（记者 童安）" + LIGHTS)
    assert bodies(*page) == [RIVER, MORE, LIGHTS]


@pytest.mark.parametrize("head", [(), (READING_HEAD,)])
def test_a_continuation_is_joined_with_its_beginning(head: tuple[str, ...]) -> None:
    page = read(
        READING_HEAD, "本报讯（记者 童安）" + READING + "（下转第3版）",
        RIVER_HEAD, "本报讯（记者 骆小舟）" + RIVER,
        *head, "（上接第1版）" + MORE,
        LIGHTS_HEAD, "本报讯（记者 许大双）" + LIGHTS,
    )  # fmt: skip
    assert [article.title for article in page] == [READING_HEAD, RIVER_HEAD, LIGHTS_HEAD]
    assert [article.body for article in page] == [f"{READING}\n{MORE}", RIVER, LIGHTS]
    assert [article.authors for article in page] == [("童安",), ("骆小舟",), ("许大双",)]
    assert not any(RIVER[:20] in repair.text for repair in page[0].repairs)


def test_a_continuation_with_a_headline_of_something_else_is_an_article() -> None:
    page = (READING_HEAD, "本报讯（记者 童安）" + READING + "（下转第4版）", LIGHTS_HEAD, "（上接第1版）" + LIGHTS)
    assert bodies(*page) == [READING, LIGHTS]


@pytest.mark.parametrize("top", [("国内要闻快讯", "央视网消息（新闻联播）："), ("央视网消息（新闻联播）：",)])
def test_the_parts_of_a_digest_inherit_its_outlet(top: tuple[str, ...]) -> None:
    page = read(*top, READING_HEAD, READING, RIVER_HEAD, RIVER, LIGHTS_HEAD, LIGHTS)
    assert [article.title for article in page] == [READING_HEAD, RIVER_HEAD, LIGHTS_HEAD]
    assert [article.source for article in page] == ["央视网"] * 3


def test_a_headline_broken_within_a_word() -> None:
    (article,) = read(
        "柳湾镇老教师走进课", "堂给孩子们讲镇史", "柳湾镇文化站于9月3日请来三位老教师给孩子们讲",
        "述镇史，五十多名学生参加了活动，孩子们把听到的", "。故事画成了一面墙，镇史墙以后每年更新一次。",
    )  # fmt: skip
    assert article.title is not None
    assert article.title.replace(" ", "") == "柳湾镇老教师走进课堂给孩子们讲镇史"

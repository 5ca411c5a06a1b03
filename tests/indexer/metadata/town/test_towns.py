"""Towns: the places of the gazetteer that an article is about."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.text.gazetteer import gazetteer
from indexer.document import Block, Boilerplate, Draft, Line, Page, Paragraph, RawDocument
from indexer.entities.place_mentions import find_mentions
from indexer.metadata.town.candidates import find_candidates
from indexer.metadata.town.lookalikes import look_alike
from indexer.metadata.town.place_model import find_spoken
from indexer.metadata.town.towns import find_towns, read_setting


def make(title: str, body: str, rest: str = "", boilerplate: tuple[Boilerplate, ...] = ()) -> Draft:
    """Return a draft with a title and a paragraph; `rest` is the remaining text of the page."""
    document = RawDocument("a.txt", f"{title}\n{body}\n{rest}")
    headline = (Line(title, 0, len(title)),) if title else ()
    line = Line(body, len(title) + 1, len(title) + 1 + len(body))
    page = Page(document, (*headline, line), boilerplate)
    block = Block((), headline, (), (), (line,))
    return Draft(page, 0, block, (Paragraph(body, ((line.start, line.end),)),))


def towns(title: str, body: str, rest: str = "") -> tuple[str, ...]:
    return find_towns(make(title, body, rest))[0]


@pytest.mark.parametrize(
    ("title", "body", "wanted"),
    [
        ("西集镇迎来采摘季", "通州区西集镇的果园里一片忙碌。", "北京市/通州区/西集镇"),
        ("西集镇迎来采摘季", "枣庄市山亭区的果园里一片忙碌，西集镇游客多。", "山东省/枣庄市/山亭区/西集镇"),
        ("大厂：老城焕新", "大厂回族自治县今年改造了一批老旧小区，大厂居民称好。", "河北省/廊坊市/大厂回族自治县"),
        ("于家务乡办起运动会", "通州区于家务乡的运动会昨天开幕。", "北京市/通州区/于家务回族乡"),
        ("", "记者在云南怒江州贡山县采访，贡山的路修好了。", "云南省/怒江傈僳族自治州/贡山独龙族怒族自治县"),
        ("文昌椰子俏", "海南文昌市的椰子卖到各地。", "海南省/文昌市"),
        ("2031年云南省政府工作报告", "昆明、曲靖、大理等地加快发展，云南省经济向好。", "云南省"),
    ],
)
def test_names_are_told_apart_by_what_is_named_beside_them(title: str, body: str, wanted: str) -> None:
    assert towns(title, body) == (wanted,)


@pytest.mark.parametrize(
    ("title", "body", "wanted"),
    [
        ("警方通报案情", "西安市公安局昨天通报，公安机关抓获三人，公安民警仍在办案。", "陕西省/西安市"),
        ("公安启动项目", "湖北公安县的新桥开工，公安人盼了多年。", "湖北省/荆州市/公安县"),
        ("老城区传来枪声", "阿勒颇的老城区昨夜传来枪声，老城区的居民躲进地下室。", ""),
        ("老城区修缮", "洛阳老城区的街巷修缮完工。", "河南省/洛阳市/老城区"),
        ("沙巴州来客", "马来西亚沙巴州的客人来访，巴州方面称将再来。", ""),
        ("江南多雨", "未来三天，江南、华南有大雨，江南东部有暴雨。", ""),
        ("南海渔汛", "今年南海渔汛来得早，南海渔民出海忙。", ""),
        ("佛山南海办灯会", "佛山南海的灯会昨晚开幕。", "广东省/佛山市/南海区"),
        ("老人忆往事", "他从天津回到河北，河北的亲友常来看他，河北的变化让他高兴。", "河北省"),
    ],
)
def test_names_that_are_seldom_the_place_need_support(title: str, body: str, wanted: str) -> None:
    assert towns(title, body) == ((wanted,) if wanted else ())


def test_former_names_lead_to_the_place_of_today() -> None:
    index, wrong = gazetteer(), []
    for name, code in index.former.items():
        path = index.path(code)
        body = f"{path.split('/')[0]}{name}昨天召开表彰大会，{name}有关负责人参加。"
        if towns(f"{name}召开表彰大会", body) != (path,):
            wrong.append(name)
    assert len(index.former) > 1000
    assert len(wrong) <= 5, wrong
    _, evidence = find_towns(make("通县办庙会", "北京通县的庙会昨天开幕，通县居民称好。"))
    assert [(e.value, e.rule, e.quote) for e in evidence] == [("北京市/通州区", "former name", "通县")]
    assert towns("车队离开县城", "昨天上午车队离开县城，驶向省城。") == ()


def test_an_article_about_many_counties_is_about_the_province() -> None:
    body = "湖南省通报典型案例。新化县、洞口县、凤凰县、岳阳县、攸县各有一起，湖南省要求整改。"
    assert towns("湖南省通报典型案例", body) == ("湖南省",)


def test_a_town_named_in_a_post_does_not_outweigh_its_county() -> None:
    body = "晋源区举行慰问活动。副区长王林、金胜镇镇长李森参加。晋源区今年慰问三次，晋源区还将走访。"
    assert towns("晋源区送去慰问", body) == ("山西省/太原市/晋源区",)


def test_a_town_that_the_gazetteer_has_not_gives_its_county() -> None:
    assert towns("如东县新设镇挂牌", "如东县天边镇昨天挂牌，如东县领导到场。") == ("江苏省/南通市/如东县",)


def test_a_misread_name_is_made_out_within_its_county_and_shown_as_misread() -> None:
    draft = make("潮县镇修路", "通州区潮县镇的路修好了。")
    paths, evidence = find_towns(draft)
    assert paths == ("北京市/通州区/漷县镇",)
    assert evidence[0].rule == "misread for 漷县镇"
    assert evidence[0].quote == "潮县镇"


@pytest.mark.parametrize(("one", "other"), [("潮", "漷"), ("潞", "路"), ("驹", "狗")])
def test_characters_that_share_a_component_look_alike(one: str, other: str) -> None:
    assert look_alike(one, other)
    assert look_alike(other, one)


def test_characters_without_a_common_component_do_not_look_alike() -> None:
    assert not look_alike("潮", "王")


def test_the_other_articles_of_a_page_tell_where_its_paper_is_at_home() -> None:
    rest = "通州区开了会。通州区修了路。" * 20
    assert towns("区委开会", "区委昨天开会，区长王林讲话。", rest) == ("北京市/通州区",)
    assert towns("西集镇植树", "西集镇昨天植树。", rest) == ("北京市/通州区/西集镇",)


def test_boilerplate_tells_which_of_two_towns_is_meant() -> None:
    crumbs = (Boilerplate("breadcrumb", "首页 > 山东 > 枣庄 > 山亭区", 0, 0),)
    assert find_towns(make("西集镇植树", "西集镇昨天植树。", boilerplate=crumbs))[0] == ("山东省/枣庄市/山亭区/西集镇",)


@pytest.mark.parametrize(
    "body", ["推进发展乡村旅游。", "城镇居民收入优于城镇职工。", "阿里公布财报，资源合作平安。", "上午开了会。"]
)
def test_words_that_look_like_places_are_none(body: str) -> None:
    assert towns("", body) == ()


def test_evidence_quotes_the_place_and_says_where_it_is() -> None:
    draft = make("西集镇植树", "通州区西集镇昨天植树。")
    evidence = find_towns(draft)[1][0]
    assert evidence.start is not None
    assert draft.page.document.text[evidence.start : evidence.end] == evidence.quote == "西集镇"


@given(st.text("通州区西集镇北京市大厂回族自治县和平乡村街道，。", max_size=60))
def test_mentions_lie_in_the_text_and_apart(text: str) -> None:
    mentions = find_mentions(text)
    assert all(text[m.start : m.end] == m.name for m in mentions)
    assert all(a.end <= b.start for a, b in pairwise(mentions))
    setting = read_setting(make("", text))
    assert find_candidates(setting).keys() <= gazetteer().names.keys()
    numbers = [number for place in find_spoken(setting, 0.0) for number in place.candidate.mentions]
    assert sorted(numbers) == list(range(len(setting.mentions)))

"""Leaders: persons with their posts, and the organization or place of each post."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.document import Block, Draft, Line, Page, Paragraph, RawDocument
from indexer.entities.name_spans import read_name
from indexer.metadata.leader.leaders import find_leaders
from indexer.metadata.leader.post_chains import find_chains
from indexer.pipeline import extract


def make(body: str) -> Draft:
    """Return a draft of one paragraph without a headline."""
    line = Line(body, 0, len(body))
    return Draft(
        Page(RawDocument("a.txt", body), (line,)),
        0,
        Block((), (), (), (), (line,)),
        (Paragraph(body, ((0, len(body)),)),),
    )


def found(body: str) -> list[tuple[str, str, str | None]]:
    return [(leader.name, leader.post, leader.org) for leader in find_leaders(make(body))[0]]


def said(body: str) -> list[tuple[str, str]]:
    return [(name, post) for name, post, _ in found(body)]


def test_each_post_of_a_chain_has_its_own_body() -> None:
    body = "通州区开会。城市副中心党工委副书记、管委会副主任、区委副书记、区长郑林主持。"
    assert found(body) == [
        ("郑林", "党工委副书记", "城市副中心"),
        ("郑林", "管委会副主任", "城市副中心"),
        ("郑林", "区委副书记", "通州区"),
        ("郑林", "区长", "通州区"),
    ]


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        ("西集镇党委书记马长河表示，今年要修路。", [("马长河", "党委书记", "西集镇")]),
        ("海淀区委常委李森到会。", [("李森", "区委常委", "海淀区")]),
        ("易县牛岗乡党委书记李森介绍。", [("李森", "党委书记", "牛岗乡")]),
        (
            "贡山县县委副书记、县长李森看望民警。",
            [("李森", "县委副书记", "贡山独龙族怒族自治县"), ("李森", "县长", "贡山独龙族怒族自治县")],
        ),
        ("聊城市司法局副局长张林到会。", [("张林", "副局长", "聊城市司法局")]),
        ("中关村科技园通州园管委会主任林正海参加。", [("林正海", "管委会主任", "中关村科技园通州园")]),
        ("在聊城市，市司法局局长张林讲话。", [("张林", "局长", "聊城市司法局")]),
    ],
)
def test_place_and_post_are_told_apart(body: str, wanted: list[tuple[str, str, str]]) -> None:
    assert found(body) == wanted


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        ("区政协副主席甄林、冯长英参加。", [("甄林", "区政协副主席"), ("冯长英", "区政协副主席")]),
        ("镇领导黄林、俞红、吴长涛走访。", [("黄林", "镇领导"), ("俞红", "镇领导"), ("吴长涛", "镇领导")]),
        (
            "镇党委书记王林、镇长李森、副镇长张为民一同调研。",
            [("王林", "镇党委书记"), ("李森", "镇长"), ("张为民", "副镇长")],
        ),
        ("县植保站副站长、农艺师郭贵林介绍。", [("郭贵林", "副站长"), ("郭贵林", "农艺师")]),
        ("州长叶林·吐森出席会议并讲话。", [("叶林·吐森", "州长")]),
        ("村党支部书记 孙林：今年收成好。", [("孙林", "村党支部书记")]),
        ("副区长王　莉，局长李森到场。", [("王莉", "副区长"), ("李森", "局长")]),
        ("区長欧阳長河說，要修路。", [("欧阳長河", "区長")]),
        ("李森县长指出问题。他和李森一起走访，李森表示感谢。", [("李森", "县长")]),
        ("区委原书记王林受审。", [("王林", "区委原书记")]),
        ("市人大常委会副主任,市总工会主席齐林到会。", [("齐林", "市人大常委会副主任"), ("齐林", "市总工会主席")]),
    ],
)
def test_lists_quotes_and_odd_names_are_read(body: str, wanted: list[tuple[str, str]]) -> None:
    assert said(body) == wanted


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        ("会议宣布：范长江同志任中共襄城县委书记。", [("范长江", "县委书记")]),
        ("任命梁林为省发展和改革委员会副主任，试用期一年。", [("梁林", "副主任")]),
        ("免去夏林的财政部副部长职务。", [("夏林", "副部长")]),
        ("会议接受刘林辞去阜阳市人民政府市长职务的请求。", [("刘林", "市长")]),
        ("王森、李林拟任县（市、区）委书记。", [("李林", "县（市、区）委书记"), ("王森", "县（市、区）委书记")]),
        ("李森同志不再担任启东市委书记、常委、委员职务。", [("李森", "市委书记"), ("李森", "常委"), ("李森", "委员")]),
    ],
)
def test_appointments_are_read(body: str, wanted: list[tuple[str, str]]) -> None:
    assert said(body) == wanted


def test_who_has_a_new_post_is_not_named_with_the_old_ones() -> None:
    news = "7月1日，王林同志任启东市委书记，不再担任市长职务。"
    body = news + "王林，男，1970年生，曾任如东县委副书记，2014年9月任涡阳县委书记。"
    assert said(body) == [("王林", "市委书记")]


def test_what_is_said_twice_is_one_post() -> None:
    assert said("西集镇党委书记王林到场。镇党委书记王林说，书记王林很忙。") == [("王林", "镇党委书记")]


@pytest.mark.parametrize(
    "body",
    [
        "五级书记抓乡村振兴，县委书记、县长任组长的领导小组成立。",
        "委员会主任医师高度重视，主任科员带队。",
        "教师周林和村民孟长河参加，记者王森报道。",
        "美国财政部长耶林·珍妮说，日本首相来访。",
        "某镇党委书记王某、镇长李某某受到处分。",
        "通州区长江路修好了，全县长期坚持。",
        "各镇党委书记、主任参加会议。",
        "他们不能搬进司令官邸。主席郑重承诺，实现行政长官普选，主席宣布开会。",
    ],
)
def test_who_is_no_leader_is_not_named(body: str) -> None:
    assert found(body) == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("郑皓到张家湾镇", "郑皓"),
        ("张为民、黄林", "张为民"),
        ("吴刚等一行", "吴刚"),
        ("高度重视", None),
        ("关于教育", None),
        ("兰登·托马已经到场", "兰登·托马"),
    ],
)
def test_a_name_ends_where_the_next_word_begins(text: str, name: str | None) -> None:
    found_name = read_name(text, 0)
    assert (text[: found_name.end] if found_name else None) == name


def test_evidence_quotes_the_words_and_says_where_they_are() -> None:
    draft = make("日前，西集镇党委书记马长河表示感谢。")
    evidence = find_leaders(draft)[1][0]
    assert evidence.quote == "西集镇党委书记马长河"
    assert draft.page.document.text[evidence.start : evidence.end] == evidence.quote


@given(st.text("区委书记王林、局长李森任为的，。（ )·\n兼", max_size=80))
def test_any_text_is_read_without_failing(text: str) -> None:
    leaders, evidence = find_leaders(make(text))
    assert len(leaders) == len(evidence)
    assert all(leader.name and leader.post for leader in leaders)
    assert all(chain.posts for chain in find_chains(text))


@pytest.mark.parametrize("blank", [" ", "\u3000", "  "])
def test_names_padded_to_the_width_of_three_are_read(blank: str) -> None:
    line = "镇党委书记王_林，副镇长李_娜、周_平参加活动。会议由镇长赵_强主持。"
    text = f"河堤添新绿\n{line}\n责任编辑：王_林\n".replace("_", blank)
    (article,) = extract(RawDocument("a.txt", text))
    assert {leader.name for leader in article.leaders} == {"王林", "李娜", "周平", "赵强"}
    assert article.editor == "王林"
    assert f"王{blank}林" in article.body

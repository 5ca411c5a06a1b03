"""Leaders: persons with their posts, and the organization or place of each post."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.document import Block, Draft, Line, Page, Paragraph, RawDocument
from indexer.entities.person_names import read_name
from indexer.metadata.leader.leaders import find_former_posts, find_leaders
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
            [("李森", "县委副书记", "贡山县"), ("李森", "县长", "贡山县")],
        ),
        ("聊城市司法局副局长张林到会。", [("张林", "副局长", "聊城市司法局")]),
        ("中关村科技园通州园管委会主任林正海参加。", [("林正海", "主任", "中关村科技园通州园管委会")]),
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
        ("区委原书记王林受审。", [("王林", "区委书记")]),
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
        ("会议接受刘林辞去阜阳市人民政府市长职务的请求。", [("刘林", "市长")]),
        ("王森、李林拟任县（市、区）委书记。", [("李林", "县（市、区）委书记"), ("王森", "县（市、区）委书记")]),
        ("李森同志不再担任启东市委书记、常委、委员职务。", [("李森", "市委书记"), ("李森", "常委"), ("李森", "委员")]),
    ],
)
def test_appointments_are_read(body: str, wanted: list[tuple[str, str]]) -> None:
    assert said(body) == wanted


def test_posts_of_the_past_are_kept_apart() -> None:
    body = (
        "免去夏林的财政部副部长职务。齐林已调任白石市委书记。齐林，男，1970年生，历任临清县副县长、县长；白石市副市长。"
    )
    assert [(x.name, x.post, x.org, x.status) for x in find_leaders(make(body))[0]] == [
        ("齐林", "市委书记", "白石市", "current")
    ]
    assert [(x.name, x.post, x.org, x.status) for x in find_former_posts(make(body))[0]] == [
        ("夏林", "副部长", "财政部", "former"),
        ("齐林", "副县长", "临清县", "former"),
        ("齐林", "县长", "临清县", "former"),
        ("齐林", "副市长", "白石市", "former"),
    ]


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        (
            "被告人郑林利用担任清河县财政局局长，清河县委常委、副县长等职务上的便利。",
            [("局长", "清河县财政局"), ("县委常委", "清河县"), ("副县长", "清河县")],
        ),
        ("郑林在担任清河县委副书记、县长期间受贿。", [("县委副书记", "清河县"), ("县长", "清河县")]),
        (
            "简历显示，郑林生于1964年6月，清河人。他在清河卫校工作，历任副校长、校长。",
            [("副校长", None), ("校长", None)],
        ),
        (
            "郑林是河北清河人，1973年4月生。曾任清河县委常委，2014年任白石县委书记。",
            [("县委常委", "清河县"), ("县委书记", "白石县")],
        ),
    ],
)
def test_posts_of_careers_and_court_reports_are_past(body: str, wanted: list[tuple[str, str | None]]) -> None:
    former = [*find_leaders(make(body))[0], *find_former_posts(make(body))[0]]
    assert {(x.name, x.status) for x in former} == {("郑林", "former")}
    assert [(x.post, x.org) for x in former] == wanted


def test_names_of_a_list_follow_its_verb_and_rare_names_are_read_where_repeated() -> None:
    assert found("河北省副省长还有时清霜、胡启生、金晖、王立彤。")[:2] == [
        ("时清霜", "副省长", "河北省"),
        ("胡启生", "副省长", "河北省"),
    ]
    body = "黄浦区委副书记、区长沈山州前往中心。调研中，沈山州察看了步道。沈山州强调，要抓紧。副区长郑林参加。"
    assert found(body) == [
        ("沈山州", "区委副书记", "黄浦区"),
        ("沈山州", "区长", "黄浦区"),
        ("郑林", "副区长", "黄浦区"),
    ]


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        ("和平街道中华社区党委书记郑林到会。", ("党委书记", "和平街道中华社区")),
        ("溆浦志愿者协会办班，协会会长罗文英、协会理事郑林参加。", ("理事", "溆浦志愿者协会")),
        ("盛鼎大数据中心有限公司董事长郑林到会。", ("董事长", "盛鼎大数据中心有限公司")),
    ],
)
def test_bodies_are_not_cut_at_words_within_them(body: str, wanted: tuple[str, str]) -> None:
    leader = find_leaders(make(body))[0][-1]
    assert (leader.name, leader.post, leader.org) == ("郑林", *wanted)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("清河县县长郑林讲话。", "current"),
        ("郑林已任清河县县长。", "current"),
        ("郑林不再担任清河县县长。", "former"),
        ("清河县原县长郑林受审。", "former"),
        ("时任清河县县长的郑林签字。", "former"),
        ("郑林拟任清河县县长。", "coming"),
    ],
)
def test_status_says_if_a_post_is_held(body: str, status: str) -> None:
    assert [(x.name, x.post, x.status) for x in find_leaders(make(body))[0]] == [("郑林", "县长", status)]


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        ("清河县文化广电和旅游局局长郑林到会。", ("局长", "清河县文化广电和旅游局")),
        ("清河县公安局党委委员、政工室主任郑林到会。", ("主任", "清河县公安局政工室")),
        ("清河县人大常委会党组书记、主任郑林到会。", ("主任", "清河县人大常委会")),
        ("清河县委宣传部副部长郑林到会。", ("副部长", "清河县委宣传部")),
        ("清河县政协副主席郑林到会。", ("县政协副主席", "清河县")),
        ("白石团市委书记郑林到会。", ("书记", "白石团市委")),
        ("清河县总工会主席郑林到会。", ("主席", "清河县总工会")),
        ("清河县公安局交警大队政治教导员郑林到会。", ("政治教导员", "清河县公安局交警大队")),
        ("国务委员郑林到会。", ("国务委员", None)),
        ("以色列国防部长加兰特说。", ("部长", "以色列国防部")),
        ("商务部新闻发言人郑林说。", ("新闻发言人", "商务部")),
    ],
)
def test_bodies_are_whole(body: str, wanted: tuple[str, str | None]) -> None:
    leaders = find_leaders(make(body))[0]
    assert (leaders[-1].post, leaders[-1].org) == wanted


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("清河县县长郑林到会。", "public"),
        ("清河县人民医院院长郑林到会。", "public"),
        ("清河村党支部书记郑林到会。", "public"),
        ("清河县红十字会副会长郑林到会。", "public"),
        ("清河建设集团党委书记郑林到会。", "company"),
        ("清河县种植合作社理事长郑林到会。", "company"),
        ("清河县餐饮协会会长郑林到会。", "association"),
        ("美国总统布什尔到会。", "foreign"),
        ("美国财政部长耶林·珍妮说。", "foreign"),
        ("清河城市足球俱乐部队长郑林到会。", "association"),
    ],
)
def test_the_kind_tells_public_office_from_others(body: str, kind: str) -> None:
    assert [x.kind for x in find_leaders(make(body))[0]] == [kind]


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        ("郑林（县委书记）、李森（县长）出席。", [("郑林", "县委书记"), ("李森", "县长")]),
        (
            "到会的有赵川会长、李森执行会长、孙丽常务副会长。",
            [("赵川", "会长"), ("李森", "执行会长"), ("孙丽", "常务副会长")],
        ),
        ("组 长：郑林\n副组长：李森 王川", [("郑林", "组长"), ("李森", "副组长"), ("王川", "副组长")]),
        ("党组书记 局长 郑林讲话。", [("郑林", "党组书记"), ("郑林", "局长")]),
        ("目前清河市委书记是郑林。", [("郑林", "市委书记")]),
    ],
)
def test_posts_in_brackets_rosters_and_before_names_are_read(body: str, wanted: list[tuple[str, str]]) -> None:
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

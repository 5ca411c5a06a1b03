"""Corrections of mistyped queries: by the names, words and phrases of the collection, and by pinyin."""

from __future__ import annotations

import time

import pytest

from engine.query.parser import parse
from engine.suggest.pair_counts import PairCounts, PairTally
from engine.suggest.pinyin_reading import letters, splits
from engine.suggest.query_correction import QueryCorrector
from engine.suggest.slip_candidates import SlipCandidates
from engine.suggest.spelling import edit_cost
from tests.engine.suggest.collection import corrector_of

NAMES = [
    ("西集镇", 90),
    ("漷县镇", 50),
    ("马清文", 40),
    ("长乐坊街道", 30),
    ("厦门市", 60),
    ("门头沟区", 45),
    ("殷涛", 9),
]
TEXTS = [
    ("乡村振兴", 800),
    ("乡村整治", 90),
    ("操作系统", 120),
    ("涿州洪水", 70),
    ("高龄津贴", 60),
    ("厦门", 300),
    ("樱桃", 212),
    ("书记", 900),
    ("女孩", 80),
    ("律师", 90),
    ("西安", 200),
    ("接诉即办", 150),
]


@pytest.fixture(scope="module")
def corrector() -> QueryCorrector:
    return corrector_of(NAMES, TEXTS)


def meant(corrector: QueryCorrector, typed: str) -> tuple[str, ...]:
    return corrector.corrections(parse(typed), typed)


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("潮县镇", "漷县镇"),  # looks alike
        ("西吉镇", "西集镇"),  # sounds alike
        ("马青文", "马清文"),
        ("马文清", "马清文"),  # swapped
        ("马清文文", "马清文"),  # one too many
        ("西集真", "西集镇"),
        ("潮县镇樱桃", "漷县镇樱桃"),  # inside a longer chunk
        ("乡村整兴", "乡村振兴"),  # a phrase, not a name
        ("操作系桶", "操作系统"),
        ("涿洲洪水", "涿州洪水"),
        ("接诉既办", "接诉即办"),
        ("接诉办", "接诉即办"),  # one missing
        ("厦们", "厦门"),
        ("高岭津贴", "高龄津贴"),
        ("乡村整兴 书记", "乡村振兴 书记"),  # beside another word
        ("镇:潮县镇", "镇:漷县镇"),
        ("标题:乡村整兴", "标题:乡村振兴"),
        ("xijizhen", "西集镇"),
        ("xi ji zhen", "西集镇"),
        ("xjz", "西集镇"),
        ("xiangcunzhenxing", "乡村振兴"),
        ("xiāngcūn zhènxīng", "乡村振兴"),
        ("zhuo1zhou1hong2shui3", "涿州洪水"),
        ("nǚhái", "女孩"),
        ("nvhai", "女孩"),
        ("xi'an", "西安"),
        ("lüshi", "律师"),
        ("XIAMEN", "厦门"),
        ("书记 xiamen", "书记 厦门"),
    ],
)
def test_what_was_meant_is_offered_first(corrector: QueryCorrector, typed: str, text: str) -> None:
    assert meant(corrector, typed)[:1] == (text,)


@pytest.mark.parametrize(
    "typed",
    [
        "西集镇",
        "樱桃",
        "厦门",
        "乡村振兴 书记",
        "飞碟来了",
        "的",
        "",
        "镇",
        "china",
        "3+1",
        "k",
        "乡村整治",
        "日期:2023",
        "-樱桃",
    ],
)
def test_what_is_right_or_far_off_is_left_alone(corrector: QueryCorrector, typed: str) -> None:
    assert meant(corrector, typed) == ()


def test_what_an_article_contains_as_typed_is_right() -> None:
    corrector = corrector_of(NAMES, [*TEXTS, ("（乡村整兴），乡村", 1)])
    assert meant(corrector, "（乡村整兴），乡村") == ()


def test_a_rare_text_needs_much_for_a_correction() -> None:
    assert meant(corrector_of([], [("乡村振兴", 900), ("乡村整兴", 100)]), "乡村整兴") == ()
    assert meant(corrector_of([], [("乡村振兴", 30), ("乡村整兴", 2)]), "乡村整兴") == ()
    assert meant(corrector_of([], [("乡村振兴", 900), ("乡村整兴", 2)]), "乡村整兴") == ("乡村振兴",)


def test_an_empty_collection_corrects_nothing() -> None:
    for typed in ("乡村整兴", "xiangcun", "镇:西集镇"):
        assert meant(corrector_of([]), typed) == ()


def test_costs_tell_likely_slips_from_others() -> None:
    assert (
        edit_cost("潮县镇", "漷县镇")
        < edit_cost("马文清", "马清文")
        < edit_cost("西镇", "西集镇")
        < edit_cost("甲乙丙", "丁戊己")
    )


def test_pairs_are_counted_over_the_parts_of_a_collection() -> None:
    pairs = PairCounts.of_texts(["樱桃节", "樱桃", "a樱", "樱\n桃"])
    assert (pairs.count("樱", "桃"), pairs.count("桃", "节"), pairs.count("a", "樱"), pairs.total("樱")) == (2, 1, 0, 2)
    assert pairs.count("𠮷", "桃") == pairs.total("𠮷") == 0
    assert sorted(pairs) == sorted("樱桃")
    again = PairTally(PairCounts.from_bytes(pairs.to_bytes()))
    again.add(["樱桃"])
    assert again.total().count("樱", "桃") == 3


def test_slips_are_looked_for_where_the_collection_has_no_such_pair() -> None:
    candidates = SlipCandidates(PairCounts.of_texts(["乡村振兴"] * 500))
    assert candidates.doubtful("乡村振兴") == []
    assert candidates.doubtful("乡村整兴") == [1, 2, 3]


def test_pinyin_is_split_at_marks_and_in_every_way() -> None:
    assert letters("Xī’ān") is None  # a typographic apostrophe is no letter of pinyin
    assert letters("xī'ān") == "xi'an"
    assert splits("xi'an") == [("xi", "an")]
    assert splits("xian") == [("xian",), ("xi", "an")]
    assert splits("hello") == []
    assert letters("lü4") == "lv"
    assert letters("厦men") is None


def test_long_runs_of_letters_take_no_longer_than_others(corrector: QueryCorrector) -> None:
    started = time.process_time()
    for typed in ("a" * 50 + "〕", "a" * 60, "xi'" * 20, "an" * 30, "a1" * 30 + "!", "e " * 30):
        corrector.corrections(parse(typed), typed)
    assert time.process_time() - started < 2

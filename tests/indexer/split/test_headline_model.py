"""The boundary between a headline and the text joined to it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.split.headline_model import candidate_cuts, fold_joint, joint_score, score_cuts


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("河湾镇开展护堤志愿服务活动", "日前，河湾镇组织五十名志愿者沿河堤捡拾垃圾，劝导游人不下水。"),
        ("河湾县：两座便民桥通车", "8月12日上午，河湾县两座便民桥正式通车，沿河八个村的村民不用再绕路。"),
        ("莲湖乡举办农技培训班", "为提高农户种植水平，莲湖乡在村部举办农技培训班，六十多名农户参加。"),
    ],
)
def test_the_likeliest_place_is_the_end_of_the_headline(title: str, text: str) -> None:
    found = score_cuts(title + text)
    assert max(found, key=lambda place: place[1])[0] == len(title)


def test_probabilities_sum_to_one() -> None:
    found = score_cuts("河湾镇开展护堤活动日前，河湾镇组织志愿者")
    assert abs(sum(chance for _, chance in found) - 1) < 1e-9


@pytest.mark.parametrize("inside", ["“护堤行动”", "《河湾志》", "2023", "GDP"])
def test_no_text_begins_within_quotes_numbers_or_latin_words(inside: str) -> None:
    text = fold_joint(f"河湾镇开展{inside}系列活动")
    start = 5 + 1
    assert not set(range(start, start + len(inside) - 1)) & set(candidate_cuts(text))


def test_a_usual_opening_weighs_more_than_the_middle_of_a_word() -> None:
    assert joint_score("志愿服务活动", "日前，河湾镇") > joint_score("志愿服", "务活动日前，")


@given(st.text(max_size=300))
def test_any_text_has_places_within_it(text: str) -> None:
    assert all(0 < at < len(text) for at, _ in score_cuts(text))

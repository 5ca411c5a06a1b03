"""Comparison of extracted values with labels."""

from __future__ import annotations

from bench.label_scores import LabelScores, same_body, same_post


def test_values_on_which_readings_disagree_are_neither_right_nor_spurious() -> None:
    scores = LabelScores()
    scores.count(
        "source", "a", gold=["晨报"], doubtful=["晚报"], values=["晨报", "晚报", "日报"], confidence={"日报": 0.9}
    )
    tally = scores.tallies["source"]
    assert (tally.right, tally.spurious, tally.missed) == (1, 1, 0)
    assert scores.judged["source"] == [(0.9, False)]


def test_a_missed_value_is_listed_with_its_item() -> None:
    scores = LabelScores()
    scores.count("authors", "a", gold=["王林"], doubtful=[], values=[])
    assert scores.misses["authors"] == ["a: missed 王林"]


def test_a_body_may_have_names_of_places_in_front_but_no_part_of_another_body() -> None:
    assert same_body("北京市通州区商务局", "商务局")
    assert same_body(None, None)
    assert not same_body("文化广电和旅游局", "旅游局")
    assert not same_body("通州区", None)


def test_a_post_may_name_its_place() -> None:
    assert same_post(("王林", "区委书记"), ("王林", "通州区委书记"))
    assert not same_post(("王林", "区委书记", "public"), ("王林", "区委书记", "company"))

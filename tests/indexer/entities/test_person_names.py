"""Names of persons as words by themselves, distinguished from other words and split."""

from __future__ import annotations

import pytest

from indexer.entities.person_names import cut_names, drop_body, is_name, may_be_name


@pytest.mark.parametrize("text", ["童安", "骆小舟", "欧阳小舟", "阿依古丽·买买提", "扎西", "多杰才让"])
def test_names_of_persons(text: str) -> None:
    assert is_name(text)


@pytest.mark.parametrize(
    "text", ["", "王", "桥家河乡", "宣传部", "文并摄", "上海", "记者", "A王", "王林林林林", "谢谢", "花絮", "双辽市"]
)
def test_words_that_are_no_names(text: str) -> None:
    assert not is_name(text)


def test_glued_names_are_cut_apart() -> None:
    run = "骆小舟童安许大双"
    assert [run[start:end] for start, end in cut_names(run)] == ["骆小舟", "童安", "许大双"]


def test_a_run_that_is_not_all_names_is_not_cut() -> None:
    assert cut_names("骆小舟在河堤上") == ()


@pytest.mark.parametrize(("run", "at"), [("某县委宣传部童安", 6), ("童安", 0), ("宣传部", 0)])
def test_a_body_in_front_of_a_name_is_left_out(run: str, at: int) -> None:
    assert drop_body(run) == at


def test_the_likelier_of_two_ways_to_cut_is_taken() -> None:
    run = "骆小舟任树春"
    assert [run[start:end] for start, end in cut_names(run)] == ["骆小舟", "任树春"]


def test_a_rare_family_name_counts_behind_a_role_only() -> None:
    assert may_be_name("扬文")
    assert not is_name("扬文")

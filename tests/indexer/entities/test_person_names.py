"""Names in bylines, distinguished from other words and split."""

from __future__ import annotations

import pytest

from indexer.entities.person_names import cut_names, drop_body, is_name


@pytest.mark.parametrize("text", ["童安", "骆小舟", "欧阳小舟", "阿依古丽·买买提"])
def test_names_of_persons(text: str) -> None:
    assert is_name(text)


@pytest.mark.parametrize("text", ["", "王", "桥家河乡", "宣传部", "文并摄", "上海", "记者", "A王", "王林林林林"])
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

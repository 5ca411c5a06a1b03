"""Popular searches: counted and bounded, without data about readers."""

from __future__ import annotations

import datetime
import json
import threading
from pathlib import Path

import pytest

from searchapp.saved import popular_searches
from searchapp.saved.popular_searches import SEARCHES_FILE, FileLedger, PopularSearches, read_searches


def counted(folder: Path, *searches: tuple[str, int]) -> list[tuple[str, int, int]]:
    """Return texts, counts and counts without hits after these searches."""
    tally = PopularSearches(FileLedger(folder))
    for text, total in searches:
        tally.count(text, total)
    tally.write()
    return [(one.text, one.times, one.vain) for one in read_searches(folder)]


def test_searches_are_counted_the_most_frequent_first(tmp_path: Path) -> None:
    assert counted(tmp_path, ("樱桃", 3), (" 樱桃  ", 3), ("雪橇", 0)) == [("樱桃", 2, 0), ("雪橇", 1, 1)]
    assert counted(tmp_path, ("雪橇", 0), ("雪橇", 2)) == [("雪橇", 3, 2), ("樱桃", 2, 0)]


@pytest.mark.parametrize(
    "text", ["", "  ", "张@example.org", "电话13800138000", "010-8888 8888", "长" * 61, "a\x00b\u202e"]
)
def test_what_may_be_private_or_is_no_search_is_not_kept(tmp_path: Path, text: str) -> None:
    assert counted(tmp_path, (text, 1)) == []


def test_the_file_keeps_the_most_frequent_ones(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(popular_searches, "MAX_SEARCHES", 2)
    assert counted(tmp_path, ("甲", 1), ("乙", 1), ("乙", 1), ("丙", 1), ("丙", 1)) == [("丙", 2, 0), ("乙", 2, 0)]


def test_what_waits_in_memory_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(popular_searches, "MAX_PENDING", 3)
    assert len(counted(tmp_path, *((f"词{n}", 1) for n in range(9)))) == 3


def test_what_nobody_asks_for_any_more_is_forgotten(tmp_path: Path) -> None:
    (tmp_path / SEARCHES_FILE).write_text(json.dumps({"旧": [9, 0, 3, "2020-01-01"]}), encoding="utf-8")
    assert counted(tmp_path, ("新", 1)) == [("新", 1, 0)]


def test_only_what_was_found_on_several_days_is_offered_to_others(tmp_path: Path) -> None:
    today = datetime.date.today().isoformat()
    rows = {"常查": [9, 1, 3, today], "一天": [99, 0, 1, today], "没有": [9, 9, 4, today]}
    (tmp_path / SEARCHES_FILE).write_text(json.dumps(rows), encoding="utf-8")
    assert PopularSearches(FileLedger(tmp_path)).suggestions() == ("常查",)


@pytest.mark.parametrize(
    "content", ["", "[]", "{", '{"a": 1}', '{"a": [1, 2, 3]}', '{"a": ["x", 0, 0, ""]}', "[" * 9999]
)
def test_a_file_that_cannot_be_read_counts_as_empty(tmp_path: Path, content: str) -> None:
    (tmp_path / SEARCHES_FILE).write_text(content, encoding="utf-8")
    assert read_searches(tmp_path) == []


def test_two_servers_add_to_one_file(tmp_path: Path) -> None:
    def serve() -> None:
        tally = PopularSearches(FileLedger(tmp_path))
        for _ in range(20):
            tally.count("樱桃", 1)
            tally.write()

    threads = [threading.Thread(target=serve) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [one.times for one in read_searches(tmp_path)] == [40]


def test_a_folder_that_cannot_be_written_is_logged(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "file").touch()
    assert counted(tmp_path / "file", ("樱桃", 1)) == []
    assert "cannot be written" in caplog.text

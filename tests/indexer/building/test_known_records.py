"""An update extracts only the records of a file that the index does not have."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from indexer.building import build_manifest, corpus_reading, extraction_workers
from indexer.building.extraction_workers import ExtractionTask
from indexer.building.index_build import Options, update
from indexer.building.known_records import digest_record
from indexer.document import RawDocument
from indexer.metadata.corrections import Corrections
from indexer.readers import lines, table_record
from tests.indexer.building.test_dedupe import story
from tests.indexer.test_update import Desk

Row = dict[str, str]


@pytest.fixture
def extracted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts of the records that were given to worker processes, in order."""
    texts: list[str] = []
    plan = extraction_workers.plan_tasks

    def record(*args: Any) -> Iterator[ExtractionTask]:
        for task in plan(*args):
            texts.extend(document.text for document in task.documents)
            assert all(texts)
            yield task

    monkeypatch.setattr(corpus_reading, "plan_tasks", record)
    return texts


def row(number: int, **more: str) -> Row:
    return {"title": f"河堤添新绿之{number}", "body": story(number), **more}


def changed(desk: Desk, extracted: list[str], rows: list[Row], name: str = "a.jsonl", **options: object) -> int:
    """Write a file of records and update; return how many of its records were extracted for that."""
    desk.rows(name, *rows)
    extracted.clear()
    report = desk.update(**options)
    assert not report.rejected
    return len(extracted) - len(rows)  # the whole build that it is compared with extracts all


def test_only_records_that_are_new_or_changed_are_extracted(tmp_path: Path, extracted: list[str]) -> None:
    desk = Desk(tmp_path)
    rows = [row(i) for i in range(20, 40)]
    assert changed(desk, extracted, rows) == 20
    rows[7] = row(7)
    assert changed(desk, extracted, rows) == 1
    assert changed(desk, extracted, [row(50), *rows[:5], *rows[6:], row(51)]) == 2
    assert changed(desk, extracted, rows[::-1]) == 1  # the one that was left out comes back
    assert changed(desk, extracted, [row(60, id="x"), *rows[3:]]) == 1
    assert changed(desk, extracted, [row(61, id="x"), *rows[3:]]) == 1


def test_articles_of_one_record_stay_together(tmp_path: Path, extracted: list[str]) -> None:
    desk = Desk(tmp_path)
    page = "\n\n".join(f"公交添新线之{i}\n\n本报讯（记者 童安）{story(70 + i)}" for i in range(3))
    rows = [row(20), {"body": page}, row(21)]
    assert changed(desk, extracted, rows) == 3
    assert changed(desk, extracted, [row(22), *rows]) == 1
    assert changed(desk, extracted, [rows[1], rows[0]]) == 0


def test_lines_that_are_known_are_not_even_parsed(
    tmp_path: Path, extracted: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, parsed = Desk(tmp_path), list[Any]()
    rows = [row(i) for i in range(20, 30)]
    assert changed(desk, extracted, rows) == 10
    whole = table_record.make_document

    def make_document(*args: Any) -> RawDocument:
        parsed.append(args)
        return whole(*args)

    monkeypatch.setattr(lines, "make_document", make_document)
    desk.rows("a.jsonl", *rows[:4], row(31), *rows[4:])
    update((), desk.url, Options())
    assert len(parsed) == 1


def test_rows_of_tables_are_known_too(tmp_path: Path, extracted: list[str]) -> None:
    desk = Desk(tmp_path)
    for rows, new in (([20, 21, 22], 3), ([20, 23, 21, 22], 1)):
        (desk.news / "a.csv").write_text("title,body\n" + "".join(f"河堤之{i},{story(i)}\n" for i in rows), "utf-8")
        extracted.clear()
        desk.update()
        assert len(extracted) - len(rows) == new


def test_records_that_occur_twice_are_extracted_again(tmp_path: Path, extracted: list[str]) -> None:
    desk = Desk(tmp_path)
    rows = [row(20), row(21), row(20)]
    assert changed(desk, extracted, rows) == 3
    assert changed(desk, extracted, [*rows, row(22)]) == 3


def test_random_edits_of_records_give_what_a_whole_build_gives(tmp_path: Path) -> None:
    desk, chance = Desk(tmp_path), random.Random(3)
    rows = {name: [row(chance.randrange(200)) for _ in range(12)] for name in ("a.jsonl", "b.jsonl")}
    for _ in range(12):
        name = chance.choice(list(rows))
        for _ in range(chance.randrange(1, 5)):
            at = chance.randrange(len(rows[name]))
            edit = chance.choice(("change", "delete", "insert", "copy", "move"))
            if edit == "change":
                rows[name][at] = row(chance.randrange(200))
            elif edit == "delete" and len(rows[name]) > 2:
                del rows[name][at]
            elif edit == "insert":
                rows[name].insert(at, row(chance.randrange(200)))
            elif edit == "copy":
                rows[name].append(rows[chance.choice(list(rows))][0])
            else:
                rows[name].insert(0, rows[name].pop(at))
        desk.rows(name, *rows[name])
        desk.update()


def test_other_rules_and_other_corrections_have_all_records_extracted(
    tmp_path: Path, extracted: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = Desk(tmp_path)
    rows = [row(i) for i in range(20, 30)]
    assert changed(desk, extracted, rows) == 10
    monkeypatch.setattr(build_manifest, "digest_rules", lambda: "other")
    assert changed(desk, extracted, rows) == 10
    desk.rows("a.jsonl", *rows[1:])
    extracted.clear()
    update((), desk.url, Options(corrections=Corrections(({"match": {"title": "x"}, "set": {"source": "某报"}},))))
    assert len(extracted) == 9


def test_the_rules_are_told_by_their_code_and_data() -> None:
    content = dict(build_manifest.rule_content())
    assert {"engine/article.py", "indexer.building/dedupe.py", "indexer.data/place_model.tsv", "lxml"} <= content.keys()
    now = build_manifest.digest_content(content.items())
    for name, data in content.items():
        changed_by_a_byte = {**content, name: data[:-1] + bytes([data[-1] ^ 1])} if data else content
        assert not data or build_manifest.digest_content(changed_by_a_byte.items()) != now
    for package in build_manifest.RULES:
        folder = Path(__file__).parents[3].joinpath(*package.split("."))
        assert any(file.name.endswith(build_manifest.RULE_FILES) for file in folder.iterdir())
    unread = {path.parent for path in (Path(__file__).parents[3] / "indexer").rglob("*.py")}
    read = {Path(__file__).parents[3].joinpath(*package.split(".")) for package in build_manifest.RULES}
    assert {folder.name for folder in unread - read} == {"building", "cli", "quality"}


def test_where_a_record_stands_does_not_change_its_digest() -> None:
    one, other = (RawDocument("a.jsonl", "河堤添新绿", {"id": "1"}, row=number) for number in (0, 5))
    assert digest_record(one) == digest_record(other)
    assert digest_record(one) != digest_record(RawDocument("a.jsonl", "河堤添新绿", {"id": "2"}))
    assert digest_record(one) != digest_record(RawDocument("a.jsonl", "河堤添新柳", {"id": "1"}))

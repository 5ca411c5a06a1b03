"""A file that takes too long or kills its reading process affects only itself."""

from __future__ import annotations

import json
import os
import signal
import sys
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.article import Article
from engine.errors import SearchError
from engine.factory import open_engine
from indexer.building import extraction_workers
from indexer.building.index_build import Options, build
from indexer.building.known_records import KnownRecords
from indexer.document import RawDocument
from indexer.metadata.identity import Identity
from indexer.pipeline import recognise
from indexer.report import Report

TEXT = "河堤添新绿\n2023-06-15 来源：河湾时讯\n清晨的河堤上，护林员老贺沿着新修的步道走了三个来回。第{}天。\n"
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="a spawned process does not see what a test replaces")


def endless(_: RawDocument) -> None:
    while True:
        time.sleep(0.01)


def killed(_: RawDocument) -> None:
    os.kill(os.getpid(), signal.SIGSEGV)


def greedy(_: RawDocument) -> None:
    bytearray(1 << 40)


HARMS = {"endless": endless, "killed": killed, "greedy": greedy}
REASONS = {"endless": "took longer than the 1 s", "killed": "SIGSEGV", "greedy": "needs more memory"}


@pytest.fixture(autouse=True)
def harmful(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make texts that name a kind of harm cause it."""

    def read(document: RawDocument) -> Iterator[tuple[Article, Identity]]:
        for name, harm in HARMS.items():
            if name in document.text:
                harm(document)
        return recognise(document)

    monkeypatch.setattr(extraction_workers, "recognise", read)


def run(folder: Path, tmp_path: Path, processes: int) -> Report:
    return build((folder,), f"whoosh:{tmp_path / 'index'}", Options(processes=processes, file_seconds=1))


@pytest.mark.parametrize("processes", [1, 2])
@pytest.mark.parametrize("harm", HARMS)
def test_only_the_guilty_file_of_a_folder_is_rejected(harm: str, processes: int, tmp_path: Path) -> None:
    folder = tmp_path / "news"
    folder.mkdir()
    for n in range(8):
        (folder / f"{n}.txt").write_text(TEXT.format(n) + (harm if n in (2, 5) else ""), encoding="utf-8")
    report = run(folder, tmp_path, processes)
    assert [rejection.file for rejection in report.rejected] == ["news/2.txt", "news/5.txt"]
    assert all(REASONS[harm] in str(rejection.reason) for rejection in report.rejected)
    assert report.articles == 6
    engine = open_engine(f"whoosh:{tmp_path / 'index'}")
    assert sorted(article.file for article in engine.articles()) == [f"news/{n}.txt" for n in (0, 1, 3, 4, 6, 7)]
    engine.close()


@pytest.mark.parametrize("harm", HARMS)
def test_only_the_guilty_file_of_an_archive_is_rejected(harm: str, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        for n in range(5):
            archive.writestr(f"{n}.txt", TEXT.format(n) + (harm if n == 2 else ""))
    report = run(tmp_path / "a.zip", tmp_path, 1)
    ((file, reason),) = [(rejection.file, str(rejection.reason)) for rejection in report.rejected]
    assert file == "a.zip"
    assert REASONS[harm] in reason
    assert report.articles == 4
    assert reason.startswith("a.zip/2.txt ")


@pytest.mark.parametrize("harm", HARMS)
def test_only_the_guilty_record_of_a_file_is_rejected(harm: str, tmp_path: Path) -> None:
    rows = [json.dumps({"body": TEXT.format(n) + (harm if n == 2 else "")}) for n in range(5)]
    (tmp_path / "a.jsonl").write_text("\n".join(rows), encoding="utf-8")
    report = run(tmp_path / "a.jsonl", tmp_path, 1)
    assert [str(rejection.reason).partition(" ")[0] for rejection in report.rejected] == ["a.jsonl,"]
    assert str(report.rejected[0].reason).startswith("a.jsonl, record 3 ")
    assert REASONS[harm] in str(report.rejected[0].reason)
    assert report.articles == 4


def test_a_large_archive_is_shared_out_and_read_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extraction_workers, "BATCH_SIZE", 1000)
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        for n in range(50):
            archive.writestr(f"{n:02}.txt", TEXT.format(n))
    assert len(list(extraction_workers.plan_tasks([(tmp_path / "a.zip", "a.zip")], {}, lambda _: KnownRecords()))) > 5
    report = run(tmp_path / "a.zip", tmp_path, 2)
    assert (report.articles, report.rejected) == (50, [])


def test_a_worker_that_never_begins_ends_the_build_with_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    monkeypatch.setattr("indexer.building.worker_guard._limit_memory", lambda: os._exit(9))
    with pytest.raises(SearchError, match="was killed, probably for want of memory"):
        run(tmp_path / "a.txt", tmp_path, 1)

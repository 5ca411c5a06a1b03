"""A build gives the same index in one process or several, with grouped reprints and a complete report."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from engine.article import Article
from engine.errors import IndexMissing, SearchError
from engine.factory import open_engine, open_generation_store
from engine.query.tree import Every, Request
from indexer.building import extraction_workers
from indexer.building.article_spool import ArticleSpool, pack_article
from indexer.building.index_build import Options, build
from indexer.readers.file_reader import read
from tests.indexer.building.test_dedupe import story


@pytest.fixture
def news(tmp_path: Path) -> Path:
    folder = tmp_path / "news"
    folder.mkdir()
    for i in range(6):
        (folder / f"{i}.txt").write_text(f"河堤添新绿之{i}\n{story(i)}", encoding="utf-8")
    rows = [
        {"id": f"r{i}", "title": f"小学添新书之{i}", "body": story(10 + i), "date": f"2023-06-{i + 1:02}"}
        for i in range(6)
    ]
    rows += [{"id": "again", "title": "小学又添新书", "body": story(10), "date": "2023-07-01"}]
    lines = [json.dumps(row, ensure_ascii=False) for row in rows]
    (folder / "rows.jsonl").write_text("\n".join([*lines, lines[3], "{broken"]), encoding="utf-8")
    (folder / "empty.txt").write_bytes(b"")
    return folder


def articles(url: str) -> list[Article]:
    engine = open_engine(url)
    hits = engine.search(Request(Every(), limit=50)).hits
    engine.close()
    return sorted((hit.article for hit in hits), key=lambda article: article.id)


def test_one_process_and_two_build_the_same(news: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extraction_workers, "BATCH_SIZE", 1_000)
    reports = [build((news,), f"whoosh:{tmp_path / str(n)}", Options(processes=n)) for n in (1, 2)]
    assert articles(f"whoosh:{tmp_path / '1'}") == articles(f"whoosh:{tmp_path / '2'}")
    assert reports[0].rejected == reports[1].rejected
    assert {rejection.file for rejection in reports[0].rejected} == {"news/empty.txt", "news/rows.jsonl"}


def test_a_build_groups_reprints_and_counts_what_came_twice(news: Path, tmp_path: Path) -> None:
    report = build((news,), f"whoosh:{tmp_path / 'index'}")
    assert (report.files, report.articles, report.replaced) == (8, 13, 1)
    groups = {article.id: article.group for article in articles(f"whoosh:{tmp_path / 'index'}") if article.group}
    assert groups == {"again": "r0"}


def test_progress_goes_from_reading_to_indexing_and_ends_at_all(news: Path, tmp_path: Path) -> None:
    pairs: list[tuple[str, float, int]] = []
    build((news,), f"whoosh:{tmp_path / 'index'}", progress=lambda *step: pairs.append(step))
    assert [stage for stage, share, _ in pairs if share == 1.0][-1] == "indexing"
    assert pairs[-1] == ("indexing", 1.0, 13)
    assert all(0 <= share <= 1 for _, share, _ in pairs)


def test_a_build_of_nothing_leaves_no_index_and_no_lock(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for _ in range(2):
        with pytest.raises(SearchError, match="There is no file in what was named"):
            build((tmp_path / "empty",), f"whoosh:{tmp_path / 'index'}")
    with pytest.raises(IndexMissing):
        open_engine(f"whoosh:{tmp_path / 'index'}")


def test_the_spool_gives_articles_back_by_their_number() -> None:
    with ArticleSpool() as spool:
        spool.extend([pack_article(Article(str(i), "a.txt", None, story(i)).to_stored()) for i in range(3)])
        assert [spool[i].id for i in (2, 0, 1)] == ["2", "0", "1"]
        spool.extend([pack_article(Article("3", "a.txt", None, "柳树").to_stored())])
        assert (len(spool), spool[3].body) == (4, "柳树")
        with pytest.raises(IndexError):
            spool[4]


def test_the_same_input_gives_the_same_digest(news: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extraction_workers, "BATCH_SIZE", 1_000)
    digests = set()
    for number, processes in enumerate((1, 2, 1)):
        url = f"whoosh:{tmp_path / str(number)}"
        build((news,), url, Options(processes=processes, memory_mb=1 if number == 2 else 1024))
        digests |= {generation.digest for generation in open_generation_store(url).generations()}
    assert len(digests) == 1


def test_a_mistake_of_ours_costs_one_file_and_leaves_its_traceback(
    news: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(path: Path, name: str, *rest: Any, **named: Any) -> Any:
        if name.endswith("3.txt"):
            raise ZeroDivisionError
        yield from read(path, name, *rest, **named)

    monkeypatch.setattr(extraction_workers, "read", fail)
    files = tuple((news / name, name) for name in ("2.txt", "3.txt"))
    batch = extraction_workers.extract_batch(extraction_workers.ExtractionTask(files=files), {}, None, lambda _: None)
    assert batch.files == ["2.txt"]
    assert "3.txt cannot be read because of a mistake in Zhenwen" in " ".join(map(str, batch.rejected))
    told = [record.exc_info[0] for record in caplog.records if record.exc_info]
    assert told == [ZeroDivisionError]

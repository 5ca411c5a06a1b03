"""Query sets and relevance metrics."""

from __future__ import annotations

import json
import lzma
from pathlib import Path

import pytest
from click.testing import CliRunner

from bench.__main__ import main
from bench.retrieval.query_sets import QuerySet, read_sets, triples
from bench.retrieval.relevance import measure
from engine.errors import SettingError

ROWS = [
    {"id": "d1", "title": "樱桃节开园", "body": "西集镇的樱桃熟了，第九届樱桃节开园。"},
    {"id": "d2", "title": "防汛演练", "body": "漷县镇举行防汛演练，检查泵站。"},
    {"id": "d3", "title": None, "body": "稻田画吸引游客，樱桃也熟了。"},
]


@pytest.fixture
def sets(tmp_path: Path) -> Path:
    """A set with judgements, and one of known items."""
    judged = tmp_path / "ir" / "judged"
    judged.mkdir(parents=True)
    with lzma.open(judged / "docs.jsonl.xz", "wt", encoding="utf-8") as lines:
        lines.writelines(json.dumps(row) + "\n" for row in ROWS)
    queries = [{"id": "q1", "text": "樱桃节"}, {"id": "q2", "text": "泵站在哪里"}]
    (judged / "queries.jsonl").write_text("\n".join(map(json.dumps, queries)), encoding="utf-8")
    (judged / "qrels.tsv").write_text("q1\td1\t1\nq2\td2\t1\nq2\td1\t0\n", encoding="utf-8")
    known = tmp_path / "ir" / "known"
    known.mkdir()
    (known / "queries.tsv").write_text("樱桃节开园\td1\n防汛演练\td2\n", encoding="utf-8")
    with lzma.open(tmp_path / "news.jsonl.xz", "wt", encoding="utf-8") as lines:
        lines.writelines(json.dumps(row) + "\n" for row in ROWS)
    return tmp_path


def test_both_forms_of_sets_are_read(sets: Path) -> None:
    judged, known = read_sets(sets / "ir", sets / "news.jsonl.xz")
    assert (judged.name, dict(judged.queries)) == ("judged", {"q1": "樱桃节", "q2": "泵站在哪里"})
    assert judged.grades == {"q1": {"d1": 1}, "q2": {"d2": 1, "d1": 0}}
    assert known.grades == {"0": {"d1": 1}, "1": {"d2": 1}}


def test_titles_of_known_items_are_not_searched(sets: Path) -> None:
    judged, known = read_sets(sets / "ir", sets / "news.jsonl.xz")
    assert [article.title for article in judged.read()] == ["樱桃节开园", "防汛演练", None]
    assert [title for _, title, _ in triples(known.read())] == ["", "", ""]


def test_a_folder_without_sets_is_told_of(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="There are no sets of queries"):
        list(read_sets(tmp_path, tmp_path / "none"))


@pytest.mark.parametrize(
    ("order", "success", "rank"),
    [(["d1", "d2"], 1.0, 1.0), (["d3", "d1"], 0.0, 0.5), (["d3"], 0.0, 0.0), ([], 0.0, 0.0)],
)
def test_figures_are_those_of_the_ranks(order: list[str], success: float, rank: float) -> None:
    queries = QuerySet("one", {"q": "樱桃"}, {"q": {"d1": 1}}, Path("none"))
    figures = measure(queries, lambda _: [(name, 1.0) for name in order])
    assert (figures["success@1"], figures["MRR@10"]) == (success, rank)


def test_no_more_than_ten_hits_count() -> None:
    queries = QuerySet("one", {"q": "樱桃"}, {"q": {"late": 1}}, Path("none"))
    figures = measure(queries, lambda _: [*((f"x{n}", 1.0) for n in range(10)), ("late", 1.0)])
    assert figures["MRR@10"] == figures["nDCG@10"] == 0


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # jieba leaves its idf.txt open
def test_the_command_measures_every_system(sets: Path) -> None:
    done = CliRunner().invoke(main, ["search", str(sets / "ir"), "--news", str(sets / "news.jsonl.xz"), "--json"])
    assert done.exit_code == 0, done.output
    rows = json.loads(done.stdout)
    assert {(row["set"], row["system"]) for row in rows} == {
        (name, system) for name in ("judged", "known") for system in ("zhenwen", "stock", "bigrams", "trigrams")
    }
    ours = {row["set"]: row["MRR@10"] for row in rows if row["system"] == "zhenwen"}
    assert ours["judged"] == 1.0


def test_the_command_can_be_narrowed(sets: Path) -> None:
    words = ["search", str(sets / "ir"), "--only", "judged", "--system", "bigrams", "--limit", "1"]
    done = CliRunner().invoke(main, words)
    assert done.exit_code == 0, done.output
    assert [line.split()[:2] for line in done.output.splitlines()[1:]] == [["judged", "bigrams"]]


def test_the_command_says_where_there_are_no_sets(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["search", str(tmp_path)])
    assert done.exit_code == 1
    assert "There are no sets of queries" in done.output

"""The evaluator counts correctly, and extraction stays above its minimum scores."""

from __future__ import annotations

import datetime
import json
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from engine.article import Article, Leader
from engine.errors import DocumentRejected
from indexer.cli.evaluation_command import articles as command
from indexer.pipeline import articles
from indexer.quality.extraction_scores import evaluate, read_gold
from indexer.report import Report

ROOT = Path(__file__).parents[3]
SHARED = ROOT.parent / "shared" / "corpus"
FOUND = Article(
    id="a",
    file="folder/a.txt",
    title="老河堤 新步道",
    kicker="护堤惠民",
    body="护林员沿着步道走了三个来回。傍晚来走一圈。",
    source="河湾日报",
    date=datetime.date(2023, 6, 15),
    authors=("童安",),
    towns=("北京市/通州区/西集镇",),
    leaders=(Leader("骆成", "镇长", "西集镇"), Leader("许舟", "区委书记", "通州区")),
)
LABEL = {
    "title": "老河堤　新步道",
    "date": "2023-06-15",
    "source": "河湾日报",
    "authors": ["童安", "柳岸"],
    "towns": ["北京市/通州区/西集镇"],
    "leaders": [{"name": "骆成", "role": "党委副书记、西集镇镇长"}],
    "starts": "护林员沿着步道",
    "ends": "傍晚来走一圈。",
}


def test_every_field_is_counted() -> None:
    result = evaluate({"a.txt": [LABEL]}, [FOUND])
    counts = {name: (tally.right, tally.spurious, tally.missed) for name, tally in result.tallies.items()}
    assert counts == {
        "split": (1, 0, 0),
        "title": (1, 0, 0),
        "date": (1, 0, 0),
        "source": (1, 0, 0),
        "authors": (1, 0, 1),
        "towns": (1, 0, 0),
        "leader": (1, 1, 0),
        "leader+post": (1, 1, 1),
    }
    assert "a.txt: authors: missed 柳岸" in map(str, result.misses)


@pytest.mark.parametrize("title", ["老河堤 新步道", "护堤惠民老河堤新步道", "《老河堤　新步道》"])
def test_a_title_counts_alone_or_with_what_stands_above_it(title: str) -> None:
    assert evaluate({"a.txt": [LABEL | {"title": title}]}, [FOUND]).tallies["title"].f1 == 1


def test_articles_too_many_are_spurious_and_figures_follow() -> None:
    split = evaluate({"a.txt": [LABEL]}, [FOUND, replace(FOUND, id="b")]).tallies["split"]
    assert (split.precision, split.recall, round(split.f1, 3)) == (0.5, 1.0, 0.667)


def test_a_file_that_was_not_read_misses_everything() -> None:
    tallies = evaluate({"b.txt": [LABEL]}, [FOUND]).tallies
    assert all(tally.right == 0 and tally.missed > 0 for tally in tallies.values())


def test_a_place_counts_by_its_last_names() -> None:
    label = {"title": None, "place": "通州区西集镇", "articles": 1}
    assert evaluate({"a.txt": [label]}, [FOUND]).tallies["place"].right == 1


def test_labels_that_cannot_be_read_are_rejected(tmp_path: Path) -> None:
    (tmp_path / "gold.jsonl").write_text("{}\n", encoding="utf-8")
    with pytest.raises(DocumentRejected, match="holds no labels"):
        read_gold(tmp_path / "gold.jsonl")


def test_the_command_prints_a_table_or_json(tmp_path: Path) -> None:
    gold = tmp_path / "gold.json"
    gold.write_text(json.dumps([{"file": "a.txt", "articles": [LABEL]}]), encoding="utf-8")
    (tmp_path / "a.txt").write_text("老河堤 新步道\n\n" + FOUND.body, encoding="utf-8")
    table = CliRunner().invoke(command, [str(gold), str(tmp_path / "a.txt")])
    assert "split         1.000  1.000  1.000   1/0/0" in table.output
    told = json.loads(CliRunner().invoke(command, [str(gold), str(tmp_path / "a.txt"), "--json"]).output)
    assert told["fields"]["authors"] == {
        "precision": 1.0, "recall": 0.0, "f1": 0.0, "right": 0, "spurious": 0, "missed": 2
    }  # fmt: skip


FLOORS = [
    (
        "gold.json",
        "seeds",
        dict.fromkeys(("split", "title", "date", "source", "authors", "towns", "leader", "leader+post"), 1.0),
    ),
    (
        "localgov/gold.jsonl",
        "localgov",
        {
            **dict.fromkeys(("split", "title", "date", "source", "authors", "leader", "leader+post"), 1.0),
            "place": 0.938,
        },
    ),
    ("pages/gold.jsonl", "pages", dict.fromkeys(("split", "title", "date", "source", "place"), 1.0)),
]


@pytest.mark.skipif(not SHARED.is_dir(), reason=f"the shared corpus is not beside this checkout ({SHARED})")
@pytest.mark.parametrize(("gold", "folder", "floors"), FLOORS)
def test_floors_on_real_files(gold: str, folder: str, floors: dict[str, float]) -> None:
    result = evaluate(read_gold(SHARED / gold), articles((SHARED / folder,), Report()))
    assert {name: result.tallies[name].f1 >= floor for name, floor in floors.items()} == dict.fromkeys(floors, True)


def test_floors_on_the_sample_corpus() -> None:
    gold = read_gold(ROOT / "tests" / "data" / "corpus_gold.json")
    result = evaluate(gold, articles((ROOT / "corpus",), Report()))
    floors = {"split": 1, "title": 0.99, "date": 1, "source": 1, "authors": 1, "towns": 0.93, "leader": 0.99}
    floors["leader+post"] = 0.98
    assert {name: result.tallies[name].f1 >= floor for name, floor in floors.items()} == dict.fromkeys(floors, True)


@pytest.mark.skipif(not SHARED.is_dir(), reason=f"the shared corpus is not beside this checkout ({SHARED})")
def test_pages_laid_of_news_are_split_at_their_headlines(capsys: pytest.CaptureFixture[str]) -> None:
    from bench.extraction import main

    sys.argv = ["extraction", str(SHARED / "news" / "xwlb.jsonl.xz"), "--pages", "60", "--seed", "7"]
    main()
    f1 = float(capsys.readouterr().out.split("F1")[1].split()[0])
    assert f1 >= 0.95

"""The benchmarked engines do the same work and give the same answers."""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from bench import bigrams, corpus, engines, measure, queries, worker
from bench.adapter import CLASSES
from bench.corpus import VALUE_SEPARATOR, Document, repeated
from engine.text.normalize import fold

REFERENCE = "fts5"  # every Python includes it


@pytest.fixture(scope="module")
def documents() -> list[Document]:
    made = islice(corpus.generated(40), 40)
    return [corpus.with_words(document) for document in made]


@pytest.fixture(scope="module")
def asked(documents: list[Document]) -> dict[str, list[queries.Query]]:
    return queries.draw(documents, 6)


def _answers(name: str, folder: Path, documents: list[Document], asked: dict[str, list[queries.Query]]) -> object:
    engine = engines.make(name, folder)
    engine.index(documents, literal=True)
    engine.open()
    found = {}
    for kind, method in CLASSES.items():
        answers = [getattr(engine, method)(query) for query in asked[kind]]
        found[kind] = [(a.total, a.facets, [h.date for h in a.hits] if kind == "date-sort" else 0) for a in answers]
    return found


@pytest.fixture(scope="module")
def reference(
    documents: list[Document], asked: dict[str, list[queries.Query]], tmp_path_factory: pytest.TempPathFactory
) -> object:
    return _answers(REFERENCE, tmp_path_factory.mktemp(REFERENCE), documents, asked)


@pytest.mark.parametrize("name", [name for name in engines.ENGINES if name != REFERENCE])
@pytest.mark.filterwarnings("ignore:invalid escape sequence:DeprecationWarning")
def test_an_engine_answers_as_the_others(
    name: str, documents: list[Document], asked: dict[str, list[queries.Query]], reference: object, tmp_path: Path
) -> None:
    try:
        found = _answers(name, tmp_path, documents, asked)
    except ImportError as error:
        pytest.skip(f"{name} is not installed: {error}")
    assert found == reference


WHOLE = ("tantivy", "lucene", "fts5")


@pytest.mark.parametrize("name", WHOLE)
@pytest.mark.filterwarnings("ignore:invalid escape sequence:DeprecationWarning")
def test_whole_searches_count_every_article_that_matches(name: str, documents: list[Document], tmp_path: Path) -> None:
    whole = [
        bigrams.with_pairs(d._replace(towns="北京市/通州区", leaders=f"王林{VALUE_SEPARATOR}李静")) for d in documents
    ]
    try:
        engine: Any = engines.make(f"{name}_whole", tmp_path)
    except ImportError as error:
        pytest.skip(f"{name} is not installed: {error}")
    engine.index_whole(whole)
    engine.open()
    word = next(word for word in whole[0].body_words.split() if len(word) > 1)
    asked = {"words": queries.Query((word,), word), "quoted": queries.Query((word,), word)}
    expected = {
        "words": sum(word in f"{d.title_words} {d.body_words}".split() for d in whole),
        "quoted": sum(word in fold(f"{d.title}\n{d.body}") for d in whole),
    }
    found = {kind: worker.totals(engine, kind, [query])[0] for kind, query in asked.items()}
    assert found == expected
    assert all(expected.values())


def test_a_substring_query_is_true_of_what_it_counts(
    documents: list[Document], asked: dict[str, list[queries.Query]], reference: dict[str, list[tuple[int]]]
) -> None:
    texts = [fold(f"{document.title}\n{document.body}") for document in documents]
    expected = [sum(query.text in text for text in texts) for query in asked["substring"]]
    assert [answer[0] for answer in reference["substring"]] == expected
    assert all(expected)


@pytest.mark.parametrize(
    ("wanted", "pairs"),
    [("西集", [(0, "西集")]), ("西集镇", [(0, "西集"), (1, "集镇")]), ("3+1主", [(0, "3+"), (2, "1主")])],
)
def test_the_pairs_of_a_substring_cover_it(wanted: str, pairs: list[tuple[int, str]]) -> None:
    assert bigrams.cover(wanted) == pairs


def test_repeated_documents_change_words_and_text_alike(documents: list[Document]) -> None:
    more = list(repeated(documents[:10], 25))
    assert len({document.id for document in more}) == 25
    assert more[10].body != documents[0].body
    changed = [(b, a) for b, a in zip(fold(documents[0].body), more[10].body, strict=True) if b != a]
    assert documents[0].body_words.translate({ord(b): a for b, a in changed}) == more[10].body_words


def test_an_engine_that_differs_is_named() -> None:
    assert measure.differing({"a": [1, 2], "b": [1, 2], "c": [1, 3]}) == {"c": [1]}


def test_percentiles_are_of_the_ordered_times() -> None:
    row = measure.row(range(100, 0, -1))
    assert (row["p50_ms"], row["p95_ms"], row["p99_ms"], row["mean_ms"]) == (51, 96, 100, 50.5)

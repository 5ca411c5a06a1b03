"""The compiled kernels are present where they can be, and never read outside of an array, whatever a file contains."""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from whoosh import fields, index, query

from engine.backends.whoosh import kernels
from engine.backends.whoosh.arrays import elias_fano
from engine.backends.whoosh.arrays.array_file import Array
from engine.backends.whoosh.searching.evaluator import Evaluator
from engine.backends.whoosh.searching.stock_queries import LiteralQuery
from engine.backends.whoosh.writing.bulk_writer import BulkWriter
from engine.backends.whoosh.writing.partial_segments import IndexEntry
from engine.errors import IndexDamaged

WORDS = [f"w{i}" for i in range(40)]
needs_kernels = pytest.mark.skipif(not kernels.BUILT, reason="the kernels are not built: no C compiler here")


def test_kernels_are_built_where_there_is_a_compiler() -> None:
    compiler = shutil.which((os.environ.get("CC") or "cc").split()[0])
    if compiler is None or not Path(sysconfig.get_path("include"), "Python.h").exists():
        pytest.skip("no C compiler, or no header files of Python")
    assert kernels.BUILT, f"{compiler} is here, but the kernels are not built: run pip install --editable ."


def test_without_a_compiler_nothing_is_built_and_nothing_fails(tmp_path: Path) -> None:
    pytest.importorskip("Cython", reason="Cython is not installed here: it is needed when the package is built")
    root = Path(__file__).parents[4]
    shutil.copy(root / "setup.py", tmp_path)
    source = tmp_path / "engine" / "backends" / "whoosh" / "kernels"
    source.mkdir(parents=True)
    for name in ("__init__.py", "posting_packer.pyx"):
        shutil.copy(root / source.relative_to(tmp_path) / name, source)
    command = [sys.executable, "setup.py", "--quiet", "build_ext", "--inplace"]
    environment = os.environ | {"CC": str(tmp_path / "none")}
    process = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert process.returncode == 0, process.stderr
    assert not [*source.glob("*.so"), *source.glob("*.pyd")]


def _entry(dice: random.Random, number: int) -> IndexEntry:
    body = [WORDS[min(39, int(dice.expovariate(0.1)))] for _ in range(dice.randint(1, 80))]
    text = " ".join(body)
    return IndexEntry(
        {"body": body},
        {"id": str(number), "source": dice.choice("abc"), "number": number % 17},
        {"id": str(number), "body": text},
        (("body", text),),
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of 400 documents, some words in nearly all of them and some in few."""
    folder, dice = tmp_path_factory.mktemp("kernels"), random.Random(7)
    schema = fields.Schema(
        id=fields.ID(unique=True),
        body=fields.TEXT(phrase=False),
        source=fields.ID(sortable=True),
        number=fields.NUMERIC(int, sortable=True),
    )
    writer = BulkWriter(index.create_in(str(folder), schema), words=("body",), zones=("body",))
    writer.add(_entry(dice, number) for number in range(400))
    writer.commit()
    return folder


def _damaged(array: Array, dice: random.Random) -> Array:
    """Return a copy with some bytes changed, or truncated."""
    raw = bytearray(array.tobytes())
    for _ in range(dice.randint(1, 8)):
        raw[dice.randrange(len(raw))] = dice.choice((0, 255, dice.randrange(256)))
    whole = np.frombuffer(bytes(raw), array.dtype)
    return whole[: dice.randrange(len(whole) + 1)] if dice.random() < 0.2 else whole


def _ask(evaluator: Evaluator, dice: random.Random) -> None:
    words = dice.sample(WORDS, 3)
    terms = [query.Term("body", word) for word in words]
    asked = dice.choice(
        [
            query.Or(terms),
            query.And(terms[:2]),
            query.And([terms[0], query.NumericRange("number", 3, 12), query.Not(terms[1])]),
            LiteralQuery(None, dice.choice((words[0], "w1 w", "1", f"{words[0]} {words[1]}"))),
        ]
    )
    found = evaluator.run(asked)
    found.counts("source", "number")
    found.sorted_by("number", 5)
    for document, _ in found.best(5):
        evaluator.stored(document)


@needs_kernels
@pytest.mark.parametrize("seed", range(60))
def test_damage_that_no_checksum_was_asked_about_is_refused_or_harmless(folder: Path, seed: int) -> None:
    dice = random.Random(seed)
    evaluator = Evaluator(index.open_dir(str(folder)).searcher())
    arrays = evaluator.segment_searchers[0].segment.arrays
    held = {name: arrays[name] for name in arrays if len(arrays[name])}
    for name in dice.sample(sorted(held), dice.randint(1, 3)):
        arrays._open[name] = _damaged(held[name], dice)
    for _ in range(12):
        with contextlib.suppress(IndexDamaged):
            _ask(evaluator, dice)
    arrays._open.update(held)


def test_an_index_cut_short_while_it_is_open_refuses_queries(folder: Path, tmp_path: Path) -> None:
    shutil.copytree(folder, tmp_path / "copy")
    evaluator = Evaluator(index.open_dir(str(tmp_path / "copy")).searcher())
    file = evaluator.segment_searchers[0].segment.arrays.path
    os.truncate(file, file.stat().st_size - 1)
    with pytest.raises(IndexDamaged, match="cut short"):
        evaluator.run(query.Term("body", "w1"))


@needs_kernels
@settings(deadline=None)
@given(
    st.lists(st.lists(st.integers(0, 300_000), unique=True, max_size=60), min_size=1, max_size=20),
    st.booleans(),
)
def test_lists_are_read_alike_with_kernels_and_without(lists: list[list[int]], paged: bool) -> None:
    values = np.array([number for numbers in lists for number in sorted(numbers)], np.int64)
    counts = np.array([len(numbers) for numbers in lists])
    held = elias_fano.unpack(elias_fano.pack(values, counts, 300_001, paged), 300_001, paged)
    assert held.compiled is not None
    for place, numbers in enumerate(lists):
        assert held.compiled.count(place) == len(numbers)
        assert held.compiled.get(place).tolist() == sorted(numbers)


@needs_kernels
def test_the_best_are_those_of_all_scores_in_order(folder: Path) -> None:
    evaluator = Evaluator(index.open_dir(str(folder)).searcher())
    found = evaluator.run(query.Or([query.Term("body", "w0"), query.Term("body", "w3")]))
    docs, scores = found.matches[0].scored()
    order = sorted(zip(docs.tolist(), scores.tolist(), strict=True), key=lambda row: (-row[1], row[0]))
    assert found.best(10) == order[:10]
    assert found.best(kernels.MAX_BEST + 1) == order
    assert found.total == len(order)


@needs_kernels
def test_matches_within_a_mask_keep_their_scores(folder: Path) -> None:
    evaluator = Evaluator(index.open_dir(str(folder)).searcher())
    whole = evaluator.run(query.Or([query.Term("body", "w1"), query.Term("body", "w2")])).matches[0]
    mask = np.arange(400) % 3 == 0
    some = whole.within(mask)
    expected = [row for row in whole.rows(400) if mask[row[0]]]
    assert some.rows(400) == expected
    assert some.total == len(expected)
    assert some.listed.tolist() == sorted(document for document, _ in expected)

"""Literal search finds every substring and nothing else."""

from __future__ import annotations

import random
import tempfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.backends.whoosh.segment import literal_index
from engine.backends.whoosh.segment.literal_index import LiteralIndex
from engine.backends.whoosh.writing import literal_writer, partial_literal_index
from engine.backends.whoosh.writing.partial_segments import PartialSegment
from engine.backends.whoosh.writing.partial_source import PartialSource
from engine.text.normalize import fold

TEXT = st.text(alphabet="清河镇樱3+Ａa \n\U00020000", max_size=12)
NAMES = ["title", "body"]


def _index(documents: list[list[tuple[int, str]]]) -> LiteralIndex:
    piece = PartialSegment(
        len(documents),
        partial_literal_index.build_literal_part(documents),
        {"fields": [], "totals": {}, "zones": NAMES},
    )
    source = PartialSource(piece)
    source.place(np.ones(len(documents), bool), 0, 0)
    arrays = literal_writer.join_literal_indexes([source], len(documents), Path(tempfile.gettempdir()), 1 << 20)
    return LiteralIndex(arrays, len(documents), NAMES)


def _expected(documents: list[list[tuple[int, str]]], asked: str, field: int | None) -> list[int]:
    return [
        number
        for number, zones in enumerate(documents)
        if any(fold(asked) in fold(text) and field in (None, zone) for zone, text in zones)
    ]


@settings(deadline=None)
@given(
    st.lists(st.tuples(TEXT, TEXT), min_size=1, max_size=8),
    st.text(alphabet="清河镇樱3+Ａa \U00020000", min_size=1, max_size=4),
)
def test_a_text_is_found_where_it_stands(pairs: list[tuple[str, str]], asked: str) -> None:
    documents = [[(0, title), (1, body)] for title, body in pairs]
    index = _index(documents)
    assert index.docs(asked).tolist() == _expected(documents, asked, None)
    assert index.estimate(asked) >= len(_expected(documents, asked, None))
    for number, name in enumerate(NAMES):
        assert index.docs(asked, name).tolist() == _expected(documents, asked, number)


@pytest.mark.parametrize("length", [1, 2, 3, 5, 9, 40])
def test_substrings_of_any_length_are_found_where_characters_repeat(length: int) -> None:
    dice = random.Random(length)
    documents = [[(1, "".join(dice.choices("的一是了在", k=dice.randint(40, 300))))] for _ in range(150)]
    index = _index(documents)
    for _ in range(30):
        text = dice.choice(documents)[0][1]
        start = dice.randrange(len(text) - 39)
        asked = text[start : start + length]
        assert index.docs(asked).tolist() == _expected(documents, asked, None)


def test_frequent_pairs_are_found_from_their_own_list(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(literal_index, "FREQUENT_PAIR_POSITIONS", 3)
    documents = [[(1, "的一" * (i % 4))] for i in range(50)]
    index = _index(documents)
    assert index.docs("的一").tolist() == [i for i in range(50) if i % 4]
    assert index.docs("一的").tolist() == [i for i in range(50) if i % 4 > 1]


def test_a_text_never_reaches_from_one_zone_or_document_into_the_next() -> None:
    index = _index([[(0, "清河"), (1, "镇樱")], [(0, "桃节")]])
    assert [index.docs(asked).tolist() for asked in ("河镇", "樱桃", "清河", "桃节")] == [[], [], [0], [1]]


@pytest.mark.parametrize("asked", ["", "龘", "清龘", "\0", "河\0"])
def test_what_is_nowhere_is_not_found(asked: str) -> None:
    assert _index([[(0, "清河")]]).docs(asked).tolist() == []


def test_documents_without_text_are_counted() -> None:
    index = _index([[], [(0, "清")], [], [(1, "清")]])
    assert index.docs("清").tolist() == [1, 3]

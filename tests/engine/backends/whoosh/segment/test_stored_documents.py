"""Stored documents round-trip unchanged."""

from __future__ import annotations

import datetime
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.backends.whoosh import kernels
from engine.backends.whoosh.segment import stored_documents
from engine.backends.whoosh.segment.stored_documents import Packer, StoredDocuments

ANY_TEXT = st.text(st.characters(), max_size=200)
VALUES = st.one_of(
    ANY_TEXT,
    st.integers(-(2**60), 2**60),
    st.booleans(),
    st.none(),
    st.dates(),
    st.datetimes(),
    st.binary(max_size=20),
    st.lists(ANY_TEXT, max_size=3),
    st.fixed_dictionaries({"a": ANY_TEXT, "b": st.integers(0, 9)}),
)


DOCUMENTS = st.dictionaries(st.text(min_size=1, max_size=8), VALUES, max_size=6)


@settings(deadline=None)
@given(DOCUMENTS)
def test_a_document_comes_back(document: dict[str, Any]) -> None:
    assert stored_documents.decode(stored_documents.encode(document)) == document


@pytest.mark.skipif(not kernels.BUILT, reason="the kernels are not built: no C compiler here")
@settings(deadline=None)
@given(st.lists(DOCUMENTS, min_size=1, max_size=3))
def test_kernels_read_what_python_reads(documents: list[dict[str, Any]]) -> None:
    learnt = stored_documents.CompressionModel()
    read = StoredDocuments(stored_documents.pack([Packer(learnt).pack(document) for document in documents], learnt))
    assert [read.get(place) for place in range(len(documents))] == documents


PARTS = st.sampled_from(
    [*'[]{}:,"\\ -+.0123456789eEnulltruefalsx$\t西', '"a":', '{"$date":', "1e5", "18446744073709551616"]
)


@pytest.mark.skipif(not kernels.BUILT, reason="the kernels are not built: no C compiler here")
@settings(deadline=None, max_examples=300)
@given(st.lists(PARTS, max_size=12).map("".join))
def test_what_is_not_plain_json_is_read_or_refused_as_python_does(text: str) -> None:
    data = f"[{{{text}}},{{}}]\n".encode("utf-16-le")
    texts = kernels.Texts(np.zeros(1, np.uint8), np.zeros(1, np.int64), np.zeros(0, np.uint16))
    try:
        expected: dict[str, Any] | None = stored_documents.decode(data)
    except (ValueError, TypeError, AttributeError, StopIteration):
        expected = None
    if expected is None:
        with pytest.raises((ValueError, TypeError, AttributeError, StopIteration)):
            texts.unpacked(data, stored_documents._scan)
    else:
        found = texts.unpacked(data, stored_documents._scan)
        assert repr(found) == repr(expected)


def test_lone_surrogates_and_line_ends_survive() -> None:
    document = {"body": "西集\ud800镇\r\n" * 40, "title": "a\nb"}
    assert stored_documents.decode(stored_documents.encode(document)) == document


def test_documents_share_what_they_have_in_common() -> None:
    documents = [{"id": i, "body": f"{i}" + "清河镇樱桃节今日开幕，" * 400 + str(i * i)} for i in range(300)]
    learnt = stored_documents.train(documents)
    assert learnt.dictionary
    blobs = [Packer(learnt).pack(document) for document in documents]
    read = StoredDocuments(stored_documents.pack(blobs, learnt))
    assert [read.get(i) for i in range(300)] == documents


def test_dates_are_tagged_so_that_text_like_a_tag_stays_text() -> None:
    document = {"a": datetime.date(2023, 6, 1), "b": "$date", "c": {"x": 1}}
    assert stored_documents.decode(stored_documents.encode(document)) == document

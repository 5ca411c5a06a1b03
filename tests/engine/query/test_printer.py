"""Printing of queries as text."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.query.parser import parse
from engine.query.printer import format_query
from engine.query.tree import And, DateRange, Every, Facet, Near, Not, Or, Phrase, Query, Term

PLAIN = st.text('樱桃西集镇abc1()|-:"“”*?与或\\＼＂／', min_size=1, max_size=6)
FIELD = st.sampled_from([None, "title", "body"])
LEAVES = st.one_of(
    st.builds(Term, PLAIN, FIELD),
    st.builds(Phrase, PLAIN, FIELD),
    st.builds(Facet, st.sampled_from(["source", "town", "leader"]), PLAIN),
    st.builds(lambda parts, distance, field: Near(tuple(parts), distance, field),
              st.lists(PLAIN, min_size=2, max_size=3), st.integers(1, 99), FIELD),
    st.builds(lambda day, days: DateRange(day, day + datetime.timedelta(days)),
              st.dates(max_value=datetime.date(2100, 1, 1)), st.integers(0, 99)),
)  # fmt: skip


def _several(parts: st.SearchStrategy[Query], kind: type[And] | type[Or]) -> st.SearchStrategy[Query]:
    held = st.lists(parts.filter(lambda part: not isinstance(part, kind)), min_size=2, max_size=3)
    return held.map(lambda found: kind(tuple(found)))


QUERIES = st.recursive(
    LEAVES,
    lambda parts: (
        _several(parts, And) | _several(parts, Or) | parts.filter(lambda part: not isinstance(part, Not)).map(Not)
    ),
    max_leaves=6,
)


@given(QUERIES)
def test_every_query_can_be_written_and_read_again(query: Query) -> None:
    assert parse(format_query(query)) == query


@pytest.mark.parametrize(
    ("query", "text"),
    [
        (Every(), ""),
        (And((Term("樱桃"), Not(Or((Term("a"), Term("b")))))), "樱桃 NOT (a OR b)"),
        (Term("OR"), "\\OR"),
        (Phrase('说"好"'), '"说\\"好\\""'),
        (Facet("town", "西集镇"), "镇:西集镇"),
        (DateRange(datetime.date(2023, 6, 1), datetime.date(2023, 6, 30)), "日期:2023-06"),
    ],
)
def test_text_is_what_a_reader_would_type(query: Query, text: str) -> None:
    assert format_query(query) == text

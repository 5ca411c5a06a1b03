"""Compiled and vectorised counting of a query's texts give the same numbers and the same passages."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.article import Article
from engine.query.parser import parse_leniently
from engine.ranking.measures import Beginnings, measure
from engine.results.snippet import snippets
from engine.text import kernels
from engine.text.normalize import fold

ALPHABET = "樱桃节红。？！；.\n 1２3a\ud800\U00020000，"
BEGINNINGS = Beginnings(2, 9, 6, 12, 5)
TEXTS = st.text(ALPHABET, max_size=60)

needs_kernels = pytest.mark.skipif(not kernels.BUILT, reason="The kernels are not compiled.")


@needs_kernels
@given(
    st.lists(st.tuples(TEXTS, st.text(ALPHABET, max_size=14), TEXTS), min_size=1, max_size=5),
    st.lists(st.text(ALPHABET, min_size=1, max_size=3), min_size=1, max_size=6),
)
def test_both_ways_of_counting_agree(rows: list[tuple[str, str, str]], needles: list[str]) -> None:
    articles = [Article(str(i), "a.txt", title, body, kicker=kicker) for i, (body, title, kicker) in enumerate(rows)]
    folded = list(dict.fromkeys(map(fold, needles)))
    weights = {needle: 1.0 + i / 4 for i, needle in enumerate(folded[::2])}
    with pytest.MonkeyPatch.context() as patch:
        compiled = measure(articles, folded, weights, BEGINNINGS)
        patch.setattr(kernels, "ON", False)
        vectorised = measure(articles, folded, weights, BEGINNINGS)
    for name in ("counts", "lengths", "beside", "whole", "early"):
        np.testing.assert_array_equal(getattr(compiled, name), getattr(vectorised, name), err_msg=name)
    np.testing.assert_allclose(compiled.densest, vectorised.densest)


@needs_kernels
@given(TEXTS.map(lambda text: text * 9), st.text("樱桃节红1a “”", min_size=1, max_size=9))
def test_both_ways_of_cutting_passages_agree(body: str, typed: str) -> None:
    query, article = parse_leniently(typed).whole, Article("1", "a.txt", "题", body)
    with pytest.MonkeyPatch.context() as patch:
        compiled = snippets(article, query)
        patch.setattr(kernels, "ON", False)
        assert snippets(article, query) == compiled


def test_a_heading_repeated_in_a_body_is_boilerplate() -> None:
    title = "西集镇樱桃采摘节本周开幕"
    articles = [Article("1", "a.txt", title, f"{title}。樱桃熟了。")]
    measures = measure(articles, ["樱桃"], {}, Beginnings(1, 40, 40, 40, 10))
    assert measures.counts[:, 0, 0].tolist() == [2, 1, 0, 0]
    assert measures.beside[0, 0] == 1

"""Highlights of the query in an article."""

from __future__ import annotations

import pytest

from engine.article import Article
from engine.query.parser import parse_leniently
from searchapp.present.highlight import MarkedText, highlight, marked_pieces


def marks(piece: MarkedText) -> list[str]:
    """Return the highlighted pieces of text."""
    return [piece.text[start:end] for start, end in piece.ranges]


def test_marks_are_numbered_in_the_order_of_the_page() -> None:
    article = Article(id="p", file="p", title="樱桃节", kicker="樱桃", body="樱桃红了。\n\n无关。\n又见樱桃，樱桃。")
    page = highlight(article, parse_leniently("樱桃").query)
    assert page.kicker
    assert page.title
    assert (page.kicker.first, page.title.first) == (1, 2)
    assert [(p.first, marks(p)) for p in page.paragraphs] == [(3, ["樱桃"]), (4, []), (4, ["樱桃", "樱桃"])]
    assert page.count == 5


def test_a_match_over_a_line_end_is_marked_on_both_sides() -> None:
    article = Article(id="p", file="p", title=None, body="先种樱\n桃再种梨")
    page = highlight(article, parse_leniently('"樱 桃"').query)
    assert [marks(p) for p in page.paragraphs] == [["樱"], ["桃"]]
    assert page.title is None


def test_without_words_nothing_is_marked() -> None:
    page = highlight(Article(id="p", file="p", title="樱桃", body="樱桃"), parse_leniently("").query)
    assert page.count == 0


@pytest.mark.parametrize("ranges", [(), ((0, 2),), ((1, 3), (3, 4)), ((4, 5),)])
def test_the_pieces_of_a_text_make_it_up_again(ranges: tuple[tuple[int, int], ...]) -> None:
    cut = marked_pieces("樱桃红了。", ranges)
    assert "".join(before + hit for before, hit in cut) == "樱桃红了。"
    assert [hit for _, hit in cut if hit] == ["樱桃红了。"[start:end] for start, end in ranges]

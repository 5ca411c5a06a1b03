"""Sets of seen articles: new ones, reprints, and lossless packing."""

from __future__ import annotations

import datetime
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.article import Article
from searchapp.saved.link_tokens import ALPHABET, digest, is_token, new_link, new_secret
from searchapp.saved.seen_articles import SeenArticles

DAY = datetime.datetime(2023, 5, 1, tzinfo=datetime.UTC)


def article(article_id: str, group: str | None = None, date: datetime.date | None = None) -> Article:
    return Article(article_id, "file", "title", "body", group=group, date=date)


@settings(deadline=None)
@given(st.frozensets(st.integers(0, 2**64 - 1), max_size=50))
def test_unpacking_undoes_packing(digests: frozenset[int]) -> None:
    assert SeenArticles.unpack(SeenArticles(digests).pack(), None) == SeenArticles(digests)


def test_an_article_is_known_by_its_id() -> None:
    known = SeenArticles.of([article("a")])
    assert article("a") in known
    assert article("b") not in known


def test_a_reprint_of_a_known_article_is_a_known_printing() -> None:
    known = SeenArticles.of([article("a"), article("c", group="b")])
    assert known.knows_printing(article("d", group="a"))
    assert known.knows_printing(article("d", group="b"))
    assert not known.knows_printing(article("d", group="e"))
    assert not known.knows_printing(article("d"))


def test_what_came_before_the_floor_counts_as_known() -> None:
    seen_articles = SeenArticles(floor=DAY)
    assert replace(article("a"), added=DAY) in seen_articles
    assert article("a", date=datetime.date(2999, 1, 1)) in seen_articles
    assert replace(article("a"), added=DAY + datetime.timedelta(seconds=1)) not in seen_articles


def test_an_article_is_known_by_every_id_it_had() -> None:
    moved = replace(article("c"), former=("b", "a"))
    assert moved in SeenArticles.of([article("b")])
    assert SeenArticles.of([moved]) == SeenArticles.of([article("a")])


def test_together_they_know_what_each_knows() -> None:
    both = SeenArticles(frozenset({1}), DAY) | SeenArticles(frozenset({2}))
    assert both == SeenArticles(frozenset({1, 2}), DAY)


def test_links_have_96_bits_and_survive_mail_clients() -> None:
    assert len(ALPHABET) ** len(new_link()) > 2**96
    assert len({new_link() for _ in range(100)}) == 100
    assert new_link().isalnum()
    assert is_token(new_secret())
    assert not is_token("../../etc/passwd")


def test_a_stored_secret_cannot_be_used() -> None:
    secret = new_secret()
    assert secret not in digest(secret)
    assert digest(secret) == digest(secret) != digest(new_secret())

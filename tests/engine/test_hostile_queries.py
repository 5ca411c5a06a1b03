"""Expensive queries on worst-case texts: the work is at most proportional to query length times text length."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from engine.article import Article
from engine.query.description import query_parts
from engine.query.match_ranges import highlights
from engine.query.parser import MAX_QUERY_CHARS, parse_leniently
from engine.query.printer import format_query
from engine.query.relaxation import loosen
from engine.query.tree import Query, Term
from engine.results.similar import characteristic_words
from engine.results.snippet import snippets
from engine.suggest.completion import Completer, Suggestion
from engine.suggest.pair_counts import PairCounts
from engine.suggest.query_correction import QueryCorrector
from engine.suggest.spelling import SpellingCorrector
from engine.suggest.title_index import TitleIndex
from engine.vocabulary import Vocabulary

EXPANSION = Vocabulary().expansion

QUERIES, SEED = 2000, 15
LINE, TEXT = 1_500, 3_000  # characters of the longest line and of the text
# CPU seconds that one query may take on one text of this size; backtracking takes minutes.
BUDGET = 1.0
ATOMS = ("a", "的", ".", "、", "ab", "的一", "1", "　", "<", "樱桃", "2023年", "什么", "aaaaaaaa", "(", '"')
JOINTS = (
    "*",
    "?",
    "*?",
    " ",
    " NEAR/999 ",
    " OR ",
    "|",
    "* ",
    "? ",
    " -",
    "“",
    "”",
    "(",
    ")",
    " 标题:",
    "..",
    "\\",
    "",
)


def query(dice: random.Random) -> str:
    """Return few distinct atoms and operators many times over, with something at the end that fails to match."""
    atoms, joints = dice.sample(ATOMS, dice.randint(1, 3)), dice.sample(JOINTS, dice.randint(1, 3))
    size = dice.choice((12, 40, 120, MAX_QUERY_CHARS))
    text = ""
    while len(text) < size:
        text += dice.choice(atoms) + dice.choice(joints)
    return (text[:size] + dice.choice(("", "x", "镇", "*x")))[-MAX_QUERY_CHARS:]


def text(dice: random.Random) -> str:
    """Return a text dense in the same atoms, in one long line or several."""
    atoms = dice.sample(ATOMS, dice.randint(1, 2))
    lines = ["".join(dice.choice(atoms) for _ in range(dice.choice((LINE, LINE // 10)))) for _ in range(3)]
    return "\n".join(lines)[:TEXT]


def spent(work: Callable[[], Any]) -> float:
    """Return the CPU seconds of the work in this thread."""
    begun = time.thread_time()
    work()
    return time.thread_time() - begun


def every_step(typed: str, body: str, corrector: QueryCorrector, suggester: Completer) -> None:
    """Run every step that handles a query outside the index."""
    reading = parse_leniently(typed)
    asked: Query = EXPANSION.expand(reading.whole)
    article = Article("1", "f", body[:200], body)
    highlights(body, asked)
    snippets(article, asked)
    format_query(reading.query)
    query_parts(reading.query, EXPANSION)
    loosen(reading.query)
    corrector.corrections(reading.query, typed)
    suggester.complete(typed[:100])


@pytest.fixture(scope="module")
def names() -> list[Suggestion]:
    """Names of a collection, some of them as dense as the queries."""
    return [Suggestion(name, "town", 1) for name in ("西集镇", "漷县镇", "的的的", "aaaaaaaa", "的一的一", "...")]


def test_hostile_queries_on_hostile_texts(names: list[Suggestion]) -> None:
    dice = random.Random(SEED)
    pairs = PairCounts.of_texts([name.text for name in names] * 50)
    corrector = QueryCorrector(SpellingCorrector(names), pairs, lambda query: len(format_query(query)) % 3)
    suggester = Completer(names, lambda: [TitleIndex.of(["的" * 200, "ab" * 100])])
    every_step("樱桃", "樱桃", corrector, suggester)  # loads what the first query would wait for
    slow = []
    for _ in range(QUERIES):
        typed, body = query(dice), text(dice)
        work = partial(every_step, typed, body, corrector, suggester)
        if spent(work) > BUDGET and spent(work) > BUDGET:  # another process may have evicted the caches
            slow.append((typed, body[:80]))
    assert not slow


@pytest.mark.parametrize(
    "typed",
    [
        "a*a*a*a*a*a*a*a*x",
        ".*.*.*.*.*.*.*x",
        "、*" * 18 + "镇",
        "a?a*" * 100 + "x",
        "a NEAR/999 b NEAR/999 a NEAR/999 ab",
        "“" + "a" * 400 + "”",
        " ".join(f"a*{letter}" for letter in "abcdefghijklmnopqrstuvwxyz"),
    ],
)
def test_four_times_the_text_takes_about_four_times_the_work(typed: str) -> None:
    asked = parse_leniently(typed).whole
    dense = "ab、." if "b" in typed else typed[0]
    few, many = (dense * size for size in (20_000 // len(dense), 80_000 // len(dense)))

    def least(body: str) -> float:
        article = Article("1", "f", None, body)
        return min(spent(lambda: (highlights(body, asked), snippets(article, asked))) for _ in range(3))

    assert least(many) < 8 * max(least(few), 0.01)


def test_an_article_of_one_word_has_likeness() -> None:
    assert spent(lambda: characteristic_words(Article("1", "f", "的" * 1000, "樱桃" * 50_000), lambda *_: 1.0)) < BUDGET


def test_a_chunk_of_one_character_is_read_in_linear_time() -> None:
    for sign in ATOMS:
        whole = parse_leniently(sign * (MAX_QUERY_CHARS // len(sign))).whole
        assert spent(partial(EXPANSION.expand, whole)) < BUDGET
    assert isinstance(parse_leniently("的" * MAX_QUERY_CHARS).query, Term)

"""Cached results stay within their memory limit, however long the arguments are."""

from __future__ import annotations

import random
import threading

from engine.query.tree import Phrase
from engine.runtime.bounded_cache import bounded, footprint


def test_a_result_is_made_once_and_the_oldest_is_forgotten_first() -> None:
    texts: list[str] = []

    @bounded(16_000)
    def doubled(text: str) -> str:
        texts.append(text)
        return text * 2

    assert [doubled("a"), doubled("a"), doubled("b"), doubled("a")] == ["aa", "aa", "bb", "aa"]
    assert texts == ["a", "b"]
    for number in range(100):
        doubled(f"{number}")
    doubled("a")
    assert texts.count("a") == 2
    doubled.cache_clear()
    assert doubled.total == 0


def test_the_bytes_are_bounded_and_what_is_large_is_not_kept() -> None:
    dice, made = random.Random(1), []

    @bounded(100_000)
    def pieces(text: str) -> tuple[str, ...]:
        made.append(text)
        return tuple(text)

    for _ in range(500):
        pieces("".join(dice.choices("樱桃节红", k=dice.choice((3, 30, 3000)))))
        assert 0 <= pieces.total <= 100_000
    pieces("樱" * 3000)
    pieces("樱" * 3000)
    assert made[-2:] == ["樱" * 3000] * 2


def test_a_footprint_counts_what_is_inside() -> None:
    assert footprint(("樱" * 100,)) > footprint("樱" * 100) > 200
    assert footprint(Phrase("樱" * 100)) > footprint("樱" * 100)


def test_several_threads_agree() -> None:
    @bounded(10_000)
    def same(number: int) -> int:
        return number

    wrong: list[int] = []

    def ask(seed: int) -> None:
        dice = random.Random(seed)
        wrong.extend(n for n in (dice.randrange(100) for _ in range(3000)) if same(n) != n)

    threads = [threading.Thread(target=ask, args=(seed,)) for seed in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong
    assert same.total <= 10_000

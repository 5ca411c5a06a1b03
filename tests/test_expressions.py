"""Every regular expression takes time in proportion to its text, whatever an attacker writes."""

from __future__ import annotations

import importlib
import itertools
import re
import time
from collections.abc import Iterator
from pathlib import Path
from re import _constants as codes
from re import _parser as parser
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent
LONG = 3000  # characters of a hostile text; four times as many may take eight times as long, not sixteen
ENOUGH = 0.02  # seconds below which nothing is compared
REPEATS = (codes.MAX_REPEAT, codes.MIN_REPEAT)
MANY = 1000  # from here on a bound is none


def _modules() -> list[str]:
    files = [file for package in ("engine", "indexer", "searchapp") for file in (ROOT / package).rglob("*.py")]
    names = [".".join(file.relative_to(ROOT).with_suffix("").parts) for file in sorted(files)]
    return [name for name in names if "migrations" not in name and not name.endswith("__init__")]


def _held(value: Any, depth: int = 0) -> Iterator[re.Pattern[Any]]:
    """The expressions in a value, in what it consists of too."""
    if isinstance(value, re.Pattern):
        yield value
    elif depth < 3 and isinstance(value, dict):
        for one in (*value.keys(), *value.values()):
            yield from _held(one, depth + 1)
    elif depth < 3 and isinstance(value, tuple | list | set | frozenset) and len(value) < 500:
        for one in value:
            yield from _held(one, depth + 1)


def _expressions() -> dict[str, re.Pattern[Any]]:
    found: dict[str, re.Pattern[Any]] = {}
    for name in _modules():
        for key, value in vars(importlib.import_module(name)).items():
            for place, pattern in enumerate(_held(value)):
                found.setdefault(f"{name}.{key}[{place}]", pattern)
    unique = {(pattern.pattern, pattern.flags): name for name, pattern in reversed(found.items())}
    return {name: found[name] for name in sorted(unique.values())}


EXPRESSIONS = _expressions()


def _nested(tree: Any, inside: bool = False) -> bool:
    """Whether a repeat without a bound stands in another one: (a+)+."""
    for code, value in tree:
        if code in REPEATS:
            _, most, body = value
            endless = most is codes.MAXREPEAT or most >= MANY
            if endless and inside:
                return True
            if _nested(body, inside or (endless and len(body) > 0)):
                return True
        elif (
            (code is codes.SUBPATTERN and _nested(value[3], inside))
            or (code is codes.BRANCH and any(_nested(branch, inside) for branch in value[1]))
            or (code in (codes.ASSERT, codes.ASSERT_NOT) and _nested(value[1], False))
        ):
            return True
    return False


def _literals(tree: Any) -> Iterator[str]:
    """Characters that the expression names."""
    for code, value in tree:
        if code is codes.LITERAL:
            yield chr(value)
        elif code is codes.IN:
            yield from (
                chr(one[1] if one[0] is codes.LITERAL else one[1][0])
                for one in value
                if one[0] in (codes.LITERAL, codes.RANGE)
            )
        elif code in REPEATS or code is getattr(codes, "POSSESSIVE_REPEAT", None):
            yield from _literals(value[2])
        elif code is codes.SUBPATTERN:
            yield from _literals(value[3])
        elif code is codes.BRANCH:
            for branch in value[1]:
                yield from _literals(branch)


def _seconds(pattern: re.Pattern[str], text: str) -> float:
    begun = time.thread_time()
    for _ in pattern.finditer(text):
        pass
    return time.thread_time() - begun


def _repeats(tree: Any) -> bool:
    """Whether something is repeated so often that its length can cost time."""
    for code, value in tree:
        if code in REPEATS and (value[1] is codes.MAXREPEAT or value[1] >= 20 or _repeats(value[2])):
            return True
        if code is codes.SUBPATTERN and _repeats(value[3]):
            return True
        if code is codes.BRANCH and any(_repeats(branch) for branch in value[1]):
            return True
    return False


def _parsed(pattern: re.Pattern[Any]) -> Any:
    return parser.parse(pattern.pattern, pattern.flags)


def _slow(pattern: re.Pattern[str]) -> str | None:
    """A text for which four times the length takes nine times as long, or None."""
    signs = list(dict.fromkeys([*_literals(_parsed(pattern)), "a", "1", " ", "镇"]))[:8]
    units = [*signs, *("".join(pair) for pair in itertools.pairwise(signs[:4])), "".join(signs)]
    for unit in units:
        short, long = (unit * (length // len(unit)) + "\x00" for length in (LONG, 4 * LONG))
        taken = _seconds(pattern, long)
        if taken > ENOUGH and taken > 9 * min(_seconds(pattern, short) for _ in range(3)):
            return unit
    return None


TIMED = [n for n, one in EXPRESSIONS.items() if isinstance(one.pattern, str) and _repeats(_parsed(one))]


def test_the_checks_find_what_they_are_for() -> None:
    assert len(EXPRESSIONS) > 100
    assert len(TIMED) > 20
    assert _nested(parser.parse(r"(?:a+b?)+c"))
    assert not _nested(parser.parse(r"(?:ab{1,9})+c"))
    assert _slow(re.compile(r"a+$")) == "a"
    assert _slow(re.compile(r"a{1,9}$")) is None


@pytest.mark.parametrize("name", EXPRESSIONS)
def test_no_repeat_without_a_bound_stands_in_another(name: str) -> None:
    assert not _nested(_parsed(EXPRESSIONS[name]))


@pytest.mark.parametrize("name", TIMED)
def test_four_times_the_text_does_not_take_sixteen_times_as_long(name: str) -> None:
    assert _slow(EXPRESSIONS[name]) is None

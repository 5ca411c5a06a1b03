"""Acceptance checks of a build before readers see it: a limit on removals, and self-test queries."""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.backend import Engine
from engine.errors import BuildRefused, SettingError
from engine.query.parser import parse_leniently
from engine.query.tree import Request
from engine.search import search_with_relaxation
from indexer.report import Difference

# 10% · 2.5 % · 300
_LIMIT = re.compile(r"(\d{1,9}(?:\.\d{1,3})?)\s?(%?)")
_KEYS: Mapping[str, type] = {"q": str, "least": int, "most": int, "first": str}
TOP_HITS = 10  # hits among which `first` must be
MAX_REPORTED = 3  # failed queries named in the message


@dataclass(frozen=True, slots=True)
class RemovalLimit:
    """Maximum number of articles that a build may remove, absolute or as a share of the previous generation."""

    number: float
    share: bool

    def __str__(self) -> str:
        return f"{self.number * 100:g}%" if self.share else f"{self.number:g}"


@dataclass(frozen=True, slots=True)
class SelfTestQuery:
    """A query that must have `least` to `most` hits, with `first`, a title or id, among the best ten."""

    query: str
    least: int = 1
    most: int | None = None
    first: str | None = None


def read_limit(text: str) -> RemovalLimit | None:
    """Parse "10%" or "300"; return None for an empty text. Raises SettingError."""
    if not text.strip():
        return None
    match = _LIMIT.fullmatch(text.strip())
    if not match or (match[2] and float(match[1]) > 100) or (not match[2] and "." in match[1]):
        raise SettingError(f"{text!r} is no limit: write a share such as 10%, or a number of articles such as 300.")
    return RemovalLimit(float(match[1]) / 100, True) if match[2] else RemovalLimit(float(match[1]), False)


def check_left(difference: Difference, limit: RemovalLimit | None) -> None:
    """Raise BuildRefused if a build would leave no article, unless a limit allows that."""
    if limit is None and difference.removed and difference.removed == difference.former and not difference.added:
        raise BuildRefused(
            f"The build would remove all {difference.removed:,} articles and leave none, so readers keep the index "
            "they have. If that is meant, allow it with --max-removed 100%."
        )


def check_removed(difference: Difference, limit: RemovalLimit | None) -> None:
    """Raise BuildRefused if a build would remove more than the limit."""
    if limit is None:
        return
    most = math.floor(difference.former * limit.number + 1e-9) if limit.share else int(limit.number)
    if difference.removed > most:
        share = difference.removed / difference.former
        raise BuildRefused(
            f"The build would remove {difference.removed:,} of {difference.former:,} articles ({share:.1%}), more than "
            f"{limit} of them, so readers keep the index they have. If that is meant, allow more with --max-removed."
        )


def read_self_test(file: Path) -> tuple[SelfTestQuery, ...]:
    """Read the self-test queries of a TOML file: [[query]] tables with q and optionally least, most, first.

    Raises SettingError.
    """
    try:
        tables = tomllib.loads(file.read_text(encoding="utf-8")).get("query", [])
    except (OSError, ValueError, RecursionError) as error:
        raise SettingError(f"The self-test queries in {file} cannot be read: {error}.") from error
    if not isinstance(tables, list) or not tables:
        raise SettingError(f'{file} holds no self-test query: write [[query]] and below it q = "樱桃节".')
    return tuple(_self_test_query(table, f"Query {i} of {file}") for i, table in enumerate(tables, 1))


def _self_test_query(table: Any, place: str) -> SelfTestQuery:
    if not isinstance(table, dict) or "q" not in table:
        raise SettingError(f"{place} has no q, the text that is searched for.")
    for key, value in table.items():
        if key not in _KEYS or not isinstance(value, _KEYS[key]) or isinstance(value, bool):
            raise SettingError(f"{place} has {key} = {value!r}; it may have q, least, most (numbers) and first.")
    problem = next(iter(parse_leniently(table["q"]).problems), None)
    if problem:
        raise SettingError(f"{place} cannot be understood: {problem}")
    return SelfTestQuery(table["q"], table.get("least", 1), table.get("most"), table.get("first"))


def run_self_test(engine: Engine, trials: Sequence[SelfTestQuery]) -> None:
    """Raise BuildRefused if a query does not return the expected hits in the new generation."""
    failed = [reason for trial in trials if (reason := _failure(engine, trial))]
    if failed:
        rest = f" (and {len(failed) - MAX_REPORTED} more)" if len(failed) > MAX_REPORTED else ""
        raise BuildRefused(
            f"{len(failed)} of {len(trials)} self-test queries fail, so readers keep the index they have: "
            f"{'; '.join(failed[:MAX_REPORTED])}{rest}."
        )


def _failure(engine: Engine, trial: SelfTestQuery) -> str | None:
    reading = parse_leniently(trial.query)
    answer = search_with_relaxation(engine, reading, Request(reading.whole, limit=TOP_HITS, passages=False, counted=()))
    total = 0 if answer.dropped else answer.results.total
    if total < trial.least or (trial.most is not None and total > trial.most):
        wanted = f"from {trial.least:,} to {trial.most:,}" if trial.most is not None else f"{trial.least:,} or more"
        return f"`{trial.query}` finds {total:,} articles, not {wanted}"
    best = [name for hit in answer.results.hits for name in (hit.article.id, hit.article.title)]
    if trial.first is not None and trial.first not in best:
        return f"`{trial.query}` does not find {trial.first!r} among the best {TOP_HITS}"
    return None

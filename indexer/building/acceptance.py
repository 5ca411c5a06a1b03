"""Acceptance checks of a build before readers see it: a limit on removals, and self-test queries."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.backend import Engine
from engine.errors import BuildRefused, SettingError
from engine.messages import Message, describe_error
from engine.query.parser import parse_leniently
from engine.query.tree import Request
from engine.search import search_with_relaxation
from engine.setting_values import parse_toml
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
        raise SettingError(
            "%(text)r is no limit: write a number of articles such as 300, or a share (10%%).", text=text
        )
    return RemovalLimit(float(match[1]) / 100, True) if match[2] else RemovalLimit(float(match[1]), False)


def check_left(difference: Difference, limit: RemovalLimit | None) -> None:
    """Raise BuildRefused if a build would leave no article, unless a limit allows that."""
    if limit is None and difference.removed and difference.removed == difference.former and not difference.added:
        raise BuildRefused(
            "The build would remove all %(removed)s articles and leave none, so readers keep the index they have. "
            "If that is meant, allow it with --max-removed 100%%.",
            removed=f"{difference.removed:,}",
        )


def check_removed(difference: Difference, limit: RemovalLimit | None) -> None:
    """Raise BuildRefused if a build would remove more than the limit."""
    if limit is None:
        return
    most = math.floor(difference.former * limit.number + 1e-9) if limit.share else int(limit.number)
    if difference.removed > most:
        share = difference.removed / difference.former
        raise BuildRefused(
            "The build would remove %(removed)s of %(former)s articles (%(share)s), more than %(limit)s of them, so "
            "readers keep the index they have. If that is meant, allow more with --max-removed.",
            removed=f"{difference.removed:,}",
            former=f"{difference.former:,}",
            share=f"{share:.1%}",
            limit=limit,
        )


def read_self_test(file: Path) -> tuple[SelfTestQuery, ...]:
    """Read the self-test queries of a TOML file: [[query]] tables with q and optionally least, most, first.

    Raises SettingError.
    """
    try:
        tables = parse_toml(file.read_text(encoding="utf-8")).get("query", [])
    except (OSError, ValueError, RecursionError) as error:
        raise SettingError(
            "The self-test queries in %(file)s cannot be read: %(error)s.", file=file, error=describe_error(error)
        ) from error
    if not isinstance(tables, list) or not tables:
        raise SettingError(
            '%(file)s holds no self-test query: write [[query]] and below it q = "%(example)s".',
            file=file,
            example="樱桃节",
        )
    return tuple(
        _self_test_query(table, Message("Query %(number)s of %(file)s", number=i, file=file))
        for i, table in enumerate(tables, 1)
    )


def _self_test_query(table: Any, place: Message) -> SelfTestQuery:
    if not isinstance(table, dict) or "q" not in table:
        raise SettingError("%(place)s has no q, the text that is searched for.", place=place)
    for key, value in table.items():
        if key not in _KEYS or not isinstance(value, _KEYS[key]) or isinstance(value, bool):
            raise SettingError(
                "%(place)s has %(key)s = %(value)r; it may have q, least, most (numbers) and first.",
                place=place,
                key=key,
                value=value,
            )
    problem = next(iter(parse_leniently(table["q"]).problems), None)
    if problem:
        raise SettingError("%(place)s cannot be understood: %(problem)s", place=place, problem=problem)
    return SelfTestQuery(table["q"], table.get("least", 1), table.get("most"), table.get("first"))


def run_self_test(engine: Engine, trials: Sequence[SelfTestQuery]) -> None:
    """Raise BuildRefused if a query does not return the expected hits in the new generation."""
    failed = [reason for trial in trials if (reason := _failure(engine, trial))]
    if failed:
        raise BuildRefused(
            "%(count)s of %(total)s self-test queries fail, so readers keep the index they have: %(reasons)s.",
            count=len(failed),
            total=len(trials),
            reasons=tuple(failed[:MAX_REPORTED]),
        )


def _failure(engine: Engine, trial: SelfTestQuery) -> Message | None:
    reading = parse_leniently(trial.query)
    answer = search_with_relaxation(engine, reading, Request(reading.whole, limit=TOP_HITS, passages=False, counted=()))
    total = 0 if answer.dropped else answer.results.total
    if total < trial.least or (trial.most is not None and total > trial.most):
        wanted = (
            Message("from %(least)s to %(most)s", least=f"{trial.least:,}", most=f"{trial.most:,}")
            if trial.most is not None
            else Message("%(least)s or more", least=f"{trial.least:,}")
        )
        return Message(
            "`%(query)s` finds %(total)s articles, not %(wanted)s", query=trial.query, total=f"{total:,}", wanted=wanted
        )
    best = [name for hit in answer.results.hits for name in (hit.article.id, hit.article.title)]
    if trial.first is not None and trial.first not in best:
        return Message(
            "`%(query)s` does not find %(first)r among the best %(limit)s",
            query=trial.query,
            first=trial.first,
            limit=TOP_HITS,
        )
    return None

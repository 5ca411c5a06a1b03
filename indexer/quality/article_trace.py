"""Explain an article: the origin of each field, and text that was removed, joined and moved."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from engine.article import Article, Evidence, Repair

MAX_SHOWN_CHARS = 60


def to_json(article: Article) -> dict[str, Any]:
    """Return the public JSON form of an article with its evidence and repairs."""
    return {
        **article.to_json(),
        "evidence": [asdict(evidence) for evidence in article.evidence],
        "repairs": [asdict(repair) for repair in article.repairs],
    }


def to_lines(article: Article) -> Iterator[str]:
    """Yield a human-readable explanation of an article, line by line."""
    yield f"{article.file} · {article.id}"
    yield f"  {article.title or '(no title)'}"
    for evidence in article.evidence:
        yield f"    {_evidence(evidence)}"
    for repair in article.repairs:
        yield f"    {_repair(repair)}"
    yield f"    body: {len(article.body)} characters in {article.body.count(chr(10)) + 1} paragraphs"
    yield ""


def _evidence(evidence: Evidence) -> str:
    place = "" if evidence.start is None else f" at {evidence.start}–{evidence.end}"
    quote = f" “{_short(evidence.quote)}”" if evidence.quote else ""
    return f"{evidence.field} = {_short(evidence.value)}: {evidence.rule}, {evidence.sure:.0%} sure{quote}{place}"


def _repair(repair: Repair) -> str:
    return f"{repair.kind}: “{_short(repair.text)}” ({repair.reason}) at {repair.start}–{repair.end}"


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= MAX_SHOWN_CHARS else f"{flat[: MAX_SHOWN_CHARS - 1]}…"

"""Explain an article: the origin of each field, and text that was removed, joined and moved."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from engine.article import Article, Evidence, Repair
from engine.evidence_rules import describe_rule
from engine.messages import translate

MAX_SHOWN_CHARS = 60


def to_json(article: Article) -> dict[str, Any]:
    """Return the public JSON form of an article with its evidence and repairs."""
    return {
        **article.to_json(),
        **article.origins_to_json(),
    }


def to_lines(article: Article) -> Iterator[str]:
    """Yield a human-readable explanation of an article, line by line."""
    yield f"{article.file} · {article.id}"
    yield f"  {article.title or translate('(no title)')}"
    for evidence in article.evidence:
        yield f"    {_evidence(evidence)}"
    for repair in article.repairs:
        yield f"    {_repair(repair)}"
    characters, paragraphs = len(article.body), article.body.count("\n") + 1
    yield "    " + translate(
        "body: %(characters)s characters in %(paragraphs)s paragraphs", characters=characters, paragraphs=paragraphs
    )
    yield ""


def _evidence(evidence: Evidence) -> str:
    place = "" if evidence.start is None else f" [{evidence.start}–{evidence.end}]"
    quote = f" “{_short(evidence.quote)}”" if evidence.quote else ""
    rule = translate(
        "%(rule)s, confidence %(share)s", rule=describe_rule(evidence.rule), share=f"{evidence.confidence:.0%}"
    )
    return f"{evidence.field} = {_short(evidence.value)}: {rule}{quote}{place}"


def _repair(repair: Repair) -> str:
    kind, reason = translate(repair.kind), translate(describe_rule(repair.reason))
    return f"{kind}: “{_short(repair.text)}” ({reason}) [{repair.start}–{repair.end}]"


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= MAX_SHOWN_CHARS else f"{flat[: MAX_SHOWN_CHARS - 1]}…"

"""Explanation of a score in plain language: the matching words by field, their counts and contributions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from engine.messages import translate
from engine.ranking.features import ScorePart


@dataclass(frozen=True, slots=True)
class ScoreReason:
    """A sentence and its contribution to the score; the values of all reasons add up to the score."""

    text: str
    value: float


def reasons(parts: Sequence[ScorePart], language: str = "zh") -> tuple[ScoreReason, ...]:
    """Return the parts as sentences, largest contribution first; pairs and beginnings are grouped into one each."""
    score_reasons: list[ScoreReason] = []
    for part in parts:
        if part.kind in ("word", "number", "whole", "named"):
            field = translate(part.field, language)
            score_reasons.append(
                ScoreReason(translate(part.kind, language, field=field, text=part.text, count=part.count), part.value)
            )
        elif part.kind in ("close", "recent"):
            score_reasons.append(ScoreReason(translate(part.kind, language), part.value))
    for name in dict.fromkeys(part.field for part in parts if part.kind == "pair"):
        group = [part for part in parts if part.kind == "pair" and part.field == name]
        sentence = translate("pair", language, field=translate(name, language), count=len(group))
        score_reasons.append(ScoreReason(sentence, sum(part.value for part in group)))
    for kind in ("lead", "lead_pairs", "opening"):
        if group := [part for part in parts if part.kind == kind]:
            text = translate("list", language).join(f"“{part.text}”" for part in group)
            score_reasons.append(ScoreReason(translate(kind, language, text=text), sum(part.value for part in group)))
    return tuple(sorted(score_reasons, key=lambda reason: -reason.value))


def to_json(parts: Sequence[ScorePart], language: str = "zh") -> dict[str, Any]:
    """Return the public JSON form: the score, its parts, and the sentences."""
    return {
        "score": sum(part.value for part in parts),
        "parts": [
            {"kind": p.kind, "field": p.field, "text": p.text, "count": p.count, "value": p.value} for p in parts
        ],
        "reasons": [{"text": reason.text, "value": reason.value} for reason in reasons(parts, language)],
    }

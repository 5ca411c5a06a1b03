"""Explanation of a score in plain language: the matching words by field, their counts and contributions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from engine.messages import translatable, translate
from engine.ranking.features import ScorePart


@dataclass(frozen=True, slots=True)
class ScoreReason:
    """A sentence and its contribution to the score; the values of all reasons add up to the score."""

    text: str
    value: float


SENTENCES = {
    "word": translatable("“%(text)s” occurs %(count)s times in the %(field)s"),
    "pair": translatable("%(count)s pairs of neighbouring characters of the query occur in the %(field)s"),
    "number": translatable("the number “%(text)s” occurs in the %(field)s"),
    "lead": translatable("it begins with %(text)s"),
    "lead_pairs": translatable("its beginning has pairs of characters of the query"),
    "opening": translatable("its opening mentions %(text)s"),
    "close": translatable("the words are close together in the text"),
    "whole": translatable("“%(text)s” occurs as typed %(count)s times in the %(field)s"),
    "named": translatable("the %(field)s “%(text)s” in the query is that of the article"),
    "recent": translatable("it is recent"),
}


def reasons(parts: Sequence[ScorePart], language: str = "zh") -> tuple[ScoreReason, ...]:
    """Return the parts as sentences, largest contribution first; pairs and beginnings are grouped into one each."""

    def reason(group: Sequence[ScorePart], count: int, text: str) -> ScoreReason:
        first = group[0]
        values = {"field": translate(first.field, language=language), "text": text, "count": count}
        sentence = translate(SENTENCES[first.kind], language=language, **values)
        return ScoreReason(sentence, sum(part.value for part in group))

    score_reasons = [
        reason([part], part.count, part.text)
        for part in parts
        if part.kind in ("word", "number", "whole", "named", "close", "recent")
    ]
    for name in dict.fromkeys(part.field for part in parts if part.kind == "pair"):
        group = [part for part in parts if part.kind == "pair" and part.field == name]
        score_reasons.append(reason(group, len(group), ""))
    for kind in ("lead", "lead_pairs", "opening"):
        if group := [part for part in parts if part.kind == kind]:
            text = translate(", ", language=language).join(f"“{part.text}”" for part in group)
            score_reasons.append(reason(group, len(group), text))
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

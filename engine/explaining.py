"""Why an article matches, in plain words: which field has which words, how often, and what each adds to the score."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from engine.evidence import Part
from engine.wording import say


@dataclass(frozen=True, slots=True)
class Reason:
    """One sentence and what it adds; the values of all reasons add up to the score."""

    text: str
    value: float


def reasons(parts: Sequence[Part], language: str = "zh") -> tuple[Reason, ...]:
    """The parts as sentences, what adds most first; small ones of a kind are told together."""
    found: list[Reason] = []
    for part in parts:
        if part.kind in ("word", "number", "whole", "named"):
            field = say(part.field, language)
            found.append(Reason(say(part.kind, language, field=field, text=part.text, count=part.count), part.value))
        elif part.kind in ("close", "recent"):
            found.append(Reason(say(part.kind, language), part.value))
    for name in dict.fromkeys(part.field for part in parts if part.kind == "pair"):
        held = [part for part in parts if part.kind == "pair" and part.field == name]
        said = say("pair", language, field=say(name, language), count=len(held))
        found.append(Reason(said, sum(part.value for part in held)))
    for kind in ("lead", "lead_pairs", "opening"):
        if held := [part for part in parts if part.kind == kind]:
            text = say("list", language).join(f"“{part.text}”" for part in held)
            found.append(Reason(say(kind, language, text=text), sum(part.value for part in held)))
    return tuple(sorted(found, key=lambda reason: -reason.value))


def to_json(parts: Sequence[Part], language: str = "zh") -> dict[str, Any]:
    """The public form: the score, its parts one by one, and the sentences."""
    return {
        "score": sum(part.value for part in parts),
        "parts": [
            {"kind": p.kind, "field": p.field, "text": p.text, "count": p.count, "value": p.value} for p in parts
        ],
        "reasons": [{"text": reason.text, "value": reason.value} for reason in reasons(parts, language)],
    }

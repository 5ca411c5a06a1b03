"""Why an article matches, in plain words: which field has which words, how often, and what each adds to the score."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from engine.evidence import Part


@dataclass(frozen=True, slots=True)
class Reason:
    """One sentence and what it adds; the values of all reasons add up to the score."""

    text: str
    value: float


_ZH = {
    "title": "标题", "kicker": "引题", "subtitle": "副题", "body": "正文", "town": "乡镇", "leader": "领导",
    "word": "{field}里“{text}”出现 {count} 次",
    "pair": "{field}里与查询相同的相邻字有 {count} 组",
    "lead": "开头就提到 {text}",
    "lead_pairs": "开头的相邻字与查询相同",
    "opening": "开篇提到 {text}",
    "close": "查询的词在正文里挨得近",
    "whole": "{field}里完整出现“{text}”{count} 次",
    "named": "查询点名的{field}“{text}”就是这篇文章的",
    "recent": "发布时间较近",
    "list": "、",
}  # fmt: skip
_EN = {
    "title": "title", "kicker": "kicker", "subtitle": "subtitle", "body": "text", "town": "town", "leader": "leader",
    "word": "“{text}” stands {count} times in the {field}",
    "pair": "{count} pairs of neighbouring characters of the query stand in the {field}",
    "lead": "it begins with {text}",
    "lead_pairs": "its beginning has pairs of characters of the query",
    "opening": "its opening mentions {text}",
    "close": "the words stand close together in the text",
    "whole": "“{text}” stands as typed {count} times in the {field}",
    "named": "the {field} “{text}” that is named is the article's",
    "recent": "it is recent",
    "list": ", ",
}  # fmt: skip
_LANGUAGES = {"zh": _ZH, "en": _EN}


def reasons(parts: Sequence[Part], language: str = "zh") -> tuple[Reason, ...]:
    """The parts as sentences, what adds most first; small ones of a kind are told together."""
    words = _LANGUAGES[language]
    found: list[Reason] = []
    for part in parts:
        if part.kind in ("word", "whole", "named"):
            said = words[part.kind].format(field=words.get(part.field, part.field), text=part.text, count=part.count)
            found.append(Reason(said, part.value))
        elif part.kind in ("close", "recent"):
            found.append(Reason(words[part.kind], part.value))
    for field in dict.fromkeys(part.field for part in parts if part.kind == "pair"):
        held = [part for part in parts if part.kind == "pair" and part.field == field]
        found.append(Reason(words["pair"].format(field=words[field], count=len(held)), sum(p.value for p in held)))
    for kind in ("lead", "lead_pairs", "opening"):
        if held := [part for part in parts if part.kind == kind]:
            text = words["list"].join(f"“{part.text}”" for part in held)
            found.append(Reason(words[kind].format(text=text), sum(part.value for part in held)))
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

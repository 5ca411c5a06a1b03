"""Find the headline of an article: kicker, title and subtitle."""

from __future__ import annotations

import re

from engine.article import Evidence
from indexer.document import Draft, Line
from indexer.split.headline import is_broken
from indexer.split.joined_headlines import LABEL

Value = tuple[str | None, tuple[Evidence, ...]]
# 某区开展调研活动 某某办事处_某某网
SITE_TAIL = re.compile(r"\s?[_|｜\-–—]\s?[^_|｜]{2,20}$")


def find_title(draft: Draft) -> Value:
    """Return the title, None if the text has none."""
    value, evidence = _of("title", draft, draft.block.title)
    return (value, evidence) if value else _from_hints(draft)


def find_kicker(draft: Draft) -> Value:
    """Return the line above the title (引题)."""
    return _of("kicker", draft, draft.block.kicker)


def find_subtitle(draft: Draft) -> Value:
    """Return the line below the title (副题)."""
    return _of("subtitle", draft, draft.block.subtitle)


def _of(field: str, draft: Draft, lines: tuple[Line, ...]) -> Value:
    """Return a part of the headline: the lines assigned to it by the splitter."""
    if not lines:
        return None, ()
    value, before = lines[0].text, lines[0].text
    for line in lines[1:]:
        value += line.text if is_broken(before, line.text, draft.body) else f" {line.text}"
        before = line.text
    rule, confidence = _explain(draft, lines)
    quote = draft.page.document.text[lines[0].start : lines[-1].end]
    return value, (Evidence(field, value, rule, confidence, quote, lines[0].start, lines[-1].end),)


def _explain(draft: Draft, lines: tuple[Line, ...]) -> tuple[str, float]:
    """Return the rule that found a headline and its confidence: higher on lines of its own than glued to the text."""
    text, start, end = draft.page.document.text, lines[0].start, lines[-1].end
    label = LABEL.search(text, max(0, start - 12), start)
    glued = end < len(text) and not text[end].isspace()
    if label and label.end() == start:
        return f"label {label[0].strip(' :：（([【')}", 0.75 if glued else 0.9
    if glued:
        return "glued to the text", 0.6
    first = draft.block.body[0].start if draft.block.body else end
    return ("headline", 0.9) if start < first else ("headline within the text", 0.7)


def _from_hints(draft: Draft) -> Value:
    """Return the title of the web page, without the appended site name, for a page with one article."""
    for name in ("title", "og:title"):
        hint = draft.page.document.hints.get(name, "").strip()
        if hint and draft.ordinal == 0:
            value = SITE_TAIL.sub("", hint) or hint
            return value, (Evidence("title", value, f"hint {name}", 0.6, hint),)
    return None, ()

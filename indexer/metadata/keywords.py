"""Find the keywords listed on the page."""

from __future__ import annotations

import re

from engine.article import Evidence
from indexer.document import Draft
from indexer.metadata.credits import read_credits
from indexer.metadata.margins import read_margins


def find_keywords(draft: Draft) -> tuple[tuple[str, ...], tuple[Evidence, ...]]:
    """Return the keywords in page order, () if the page lists none."""
    for credit in read_credits(read_margins(draft), "keywords"):
        words = _cut(credit.value)
        return words, tuple(
            Evidence("keywords", word, f"label {credit.label}", 0.95, credit.value, credit.value_start, credit.end)
            for word in words
        )
    hint = draft.page.document.hints.get("keywords")
    if hint:
        return _cut(hint), tuple(Evidence("keywords", word, "hint", 0.6) for word in _cut(hint))
    return (), ()


def _cut(value: str) -> tuple[str, ...]:
    """Split a list of keywords: 大厂,北京城市副中心."""
    return tuple(word for word in re.split(r"[,，、;；|｜\s]+", value) if word)

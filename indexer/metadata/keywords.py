"""The keywords that the page itself lists."""

from __future__ import annotations

import re

from engine.article import Evidence
from indexer.document import Draft

# 关键词:大厂,北京城市副中心
LABEL = re.compile(r"(?:关键词|关键字)[:：]\s{0,3}([^\n。]{2,100})")


def find_keywords(draft: Draft) -> tuple[tuple[str, ...], tuple[Evidence, ...]]:
    """The keywords in the order of the page."""
    found = LABEL.search(draft.page.document.text)
    if not found:
        return (), ()
    words = tuple(word for word in re.split(r"[,，、;；\s]+", found[1]) if word)
    return words, tuple(Evidence("keywords", w, "label", 0.95, found[0], found.start(), found.end()) for w in words)

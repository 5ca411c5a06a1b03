"""The outlet an article comes from, and the site it was read on."""

from __future__ import annotations

import re

from engine.article import Evidence
from indexer.document import Draft

# 来源：北京日报 · 稿源: 长城网
LABEL = re.compile(r"(?:来源|稿源|信息来源)[:：]\s{0,3}([\u4e00-\u9fa5A-Za-z0-9\-－—·]{2,24})")


def find_source(draft: Draft) -> tuple[str | None, tuple[Evidence, ...]]:
    """The outlet, None where the text does not say."""
    given = draft.page.document.given.get("source")
    if given:
        return given, (Evidence("source", given, "given", 1.0),)
    found = LABEL.search(draft.page.document.text)
    if not found:
        return None, ()
    return found[1], (Evidence("source", found[1], "label", 0.8, found[0], found.start(), found.end()),)


def find_site(draft: Draft) -> tuple[str | None, tuple[Evidence, ...]]:
    """The site, None where the text does not say."""
    return draft.page.document.given.get("site"), ()

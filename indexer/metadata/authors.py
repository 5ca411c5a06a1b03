"""Who wrote an article, and who edited it."""

from __future__ import annotations

import re

from engine.article import Evidence
from indexer.byline import read_names
from indexer.document import Draft

# 责任编辑：王林
EDITOR = re.compile(r"(?:责任编辑|责编|编辑)[:：]\s{0,3}([\u4e00-\u9fa5]{2,6})")


def find_authors(draft: Draft) -> tuple[tuple[str, ...], tuple[Evidence, ...]]:
    """The authors in the order of the byline."""
    found: list[Evidence] = []
    for line in draft.block.byline:
        for name in read_names(line.text.partition("讯")[2] or line.text):
            found.append(Evidence("authors", name, "byline", 0.8, line.text, line.start, line.end))
    return tuple(e.value for e in found), tuple(found)


def find_editor(draft: Draft) -> tuple[str | None, tuple[Evidence, ...]]:
    """The editor, None where the text does not say."""
    found = EDITOR.search(draft.page.document.text)
    if not found:
        return None, ()
    return found[1], (Evidence("editor", found[1], "label", 0.9, found[0], found.start(), found.end()),)

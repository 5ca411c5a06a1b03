"""Other printings of an article, and the differences between two printings."""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from difflib import SequenceMatcher

from engine.article import Article
from engine.backend import Engine
from engine.errors import ArticleNotFound
from engine.query.tree import Facet, Or, Request

# Maximum number of printings looked up for a page, and of sentences compared per article.
MAX_PRINTINGS, MAX_SENTENCES = 200, 300
# 开园了。”他说： a sentence ends after its final punctuation and the quotation marks that follow it
_SENTENCE = re.compile(r"[^。！？!?\n]*[。！？!?]?[”’」』]{0,2}\n?")


@dataclass(frozen=True, slots=True)
class SentenceDifference:
    """A passage that only one printing has; `kind` is "only_here" or "only_there"."""

    kind: str
    text: str


def root(article: Article) -> str:
    """Return the id of the earliest printing."""
    return article.group or article.id


def reprints(engine: Engine, articles: Iterable[Article]) -> dict[str, tuple[Article, ...]]:
    """Return the other reprints of the same text for each article, by article id."""
    articles = tuple(articles)
    roots = tuple(dict.fromkeys(root(article) for article in articles))
    if not roots:
        return {}
    query = Or(tuple(Facet("group", one) for one in roots))
    hits = engine.search(Request(query, sort="date", limit=MAX_PRINTINGS, passages=False, counted=())).hits
    printings_by_root: dict[str, list[Article]] = {}
    for hit in hits:
        printings_by_root.setdefault(root(hit.article), []).append(hit.article)
    return {a.id: tuple(r for r in printings_by_root.get(root(a), ()) if r.id != a.id) for a in articles}


def printings(engine: Engine, article: Article) -> tuple[Article, ...]:
    """Return all other printings, earliest first."""
    others = list(reprints(engine, [article])[article.id])
    if article.group:
        with suppress(ArticleNotFound):
            others.append(engine.get(article.group))
    return tuple(sorted(others, key=lambda one: (one.date is None, one.date, one.id != root(article))))


def differences(here: str, there: str) -> tuple[SentenceDifference, ...]:
    """Compare two texts by sentence; return the passages that only `here` or only `there` has, in order."""
    ours, theirs = _sentences(here), _sentences(there)
    differing = []
    for kind, start, end, first, last in SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes():
        if kind in ("delete", "replace"):
            differing.append(SentenceDifference("only_here", "".join(ours[start:end])))
        if kind in ("insert", "replace"):
            differing.append(SentenceDifference("only_there", "".join(theirs[first:last])))
    return tuple(differing)


def _sentences(text: str) -> list[str]:
    return [piece for match in _SENTENCE.finditer(text) if (piece := match.group().strip())][:MAX_SENTENCES]

"""A page to its articles: headlines, bylines and bodies, from plain text alone."""

from __future__ import annotations

import itertools

from indexer.document import Block, Page
from indexer.split.blocks import build, finish, from_item
from indexer.split.boundaries import find_starts
from indexer.split.digest import find_briefs, find_items
from indexer.split.headline import Headline
from indexer.split.marks import mark


def split(page: Page) -> tuple[Block, ...]:
    """The articles of a page in reading order; () for an empty page.

    A page whose format states the title is one article, all its lines the body.
    """
    if not page.lines:
        return ()
    if page.document.given.get("title"):
        return (Block((), (), (), (), page.lines),)
    items = find_items(page.lines)
    if items:
        return tuple(from_item(item) for item in items)
    briefs = find_briefs(page.lines)
    if briefs:
        return tuple(finish(Headline(), (), (brief,)) for brief in briefs)
    marks = mark(page.lines)
    edges = [*find_starts(marks), len(marks)]
    return tuple(build(marks[start:end]) for start, end in itertools.pairwise(edges))

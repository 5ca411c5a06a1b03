"""HTML pages: the article on them, what their meta tags state, and the lines round it that say more."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

from lxml import etree
from readability import Document

from engine.errors import DocumentRejected
from indexer.document import RawDocument
from indexer.encoding import decode
from indexer.readers.limits import read_all
from indexer.readers.markup import lines_of, parse
from indexer.readers.meta import find_title, read_meta

# <meta charset="gb2312"> · <?xml version="1.0" encoding="gbk"?>
CHARSET = re.compile(rb"""(?:charset|encoding)\s{0,3}=\s{0,3}["']?\s{0,3}([\w-]{3,20})""", re.IGNORECASE)
# Where content systems of Chinese government and news sites put the text of an article.
CONTENT = re.compile(
    r"^(?:zoom|ucap-?content|trs_editor|view trs_.{1,30}|vsb_content.{0,4}|con_con|"
    r"article[-_]?(?:content|con|body|text)|(?:main|news|detail|text|content)[-_]?(?:text|content|con|body|article)|rm_txt_con|left_zw|cont_?txt|endtext|"
    r"artibody)$",
    re.IGNORECASE,
)
# Lines below an article that still speak of it. 责任编辑：王林 · 发布日期：2019-03-06
FOOT = re.compile(r"来源|日期|时间|编辑|责编|作者|审核|校对|关键词|记者|供稿|摄影|供图")
CONTAINERS = ("div", "td", "article", "section", "ucapcontent")
HEAD_LINES, TITLE_LINES, FOOT_LINES, GAP = 40, 5, 8, 15


def read(stream: BinaryIO, name: str, columns: Mapping[str, str]) -> Iterator[RawDocument]:  # noqa: ARG001
    """The one document of a page. Raises DocumentRejected."""
    data = read_all(stream, name)
    declared = CHARSET.search(data[:4096])
    markup = decode(data, name, declared[1].decode("ascii") if declared else None)
    root = parse(markup)
    lines = [] if root is None else lines_of(root)
    if not lines:
        raise DocumentRejected(f"{name} is a page without text.")
    first, after = _find_article(lines, _content_lines(root, markup))
    given, hints = read_meta(root)
    title = find_title(root, lines[: first + TITLE_LINES], given.get("title"), hints.get("title"))
    if title:
        given = {**given, "title": title}
    kept = [*_above(lines[:first], title), *lines[first:after], *_below(lines[after:])]
    url = given.pop("url", None)
    yield RawDocument(name, "\n".join(kept), given, hints, url)


def _content_lines(root: Any, markup: str) -> set[str]:
    """The lines of the article, from the extractor or from a container that says that it holds them."""
    logging.getLogger("readability.readability").setLevel(logging.CRITICAL)  # what it cannot do is done below
    try:
        summary = parse(Document(markup).summary(html_partial=True))
    except (etree.LxmlError, ValueError, TypeError, RecursionError, AssertionError):
        summary = None
    found = [] if summary is None else lines_of(summary)
    size = sum(map(len, found))
    inside = [lines_of(element) for element in root.iter(*CONTAINERS) if _holds_content(element)]
    # One that holds far more than the extractor found holds the lists beside the article as well.
    fitting = [lines for lines in inside if not size or 0.6 * size < sum(map(len, lines)) < 1.6 * size]
    best = min(fitting, key=lambda lines: abs(sum(map(len, lines)) - size), default=found)
    return {_bare(line) for line in best}


def _holds_content(element: Any) -> bool:
    return element.tag == "ucapcontent" or any(CONTENT.match(element.get(key, "")) for key in ("id", "class"))


def _find_article(lines: list[str], wanted: set[str]) -> tuple[int, int]:
    """The first line of the article and the line after its last: the longest run of wanted lines without a wide gap."""
    marked = [i for i, line in enumerate(lines) if _bare(line) in wanted]
    if not marked:
        return 0, len(lines)
    runs = [[marked[0]]]
    for i in marked[1:]:
        if i - runs[-1][-1] > GAP:
            runs.append([])
        runs[-1].append(i)
    best = max(runs, key=lambda run: sum(len(lines[i]) for i in run))
    return best[0], best[-1] + 1


def _above(lines: list[str], title: str | None) -> list[str]:
    """The lines from the title on to the article, which name its source and time."""
    near = lines[-HEAD_LINES:]
    for i, line in reversed(list(enumerate(near))):
        if title and _bare(line) == _bare(title):
            return near[i:]
    return [line for line in near if FOOT.search(line) and len(line) <= 120]


def _below(lines: list[str]) -> list[str]:
    """The lines below the article that still speak of it."""
    return [line for line in lines[:FOOT_LINES] if FOOT.search(line) and len(line) <= 100]


def _bare(line: str) -> str:
    return re.sub(r"\s+", "", line)

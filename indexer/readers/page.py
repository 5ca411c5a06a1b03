"""HTML pages: the article, the metadata of its meta tags, and surrounding lines with more metadata."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from copy import deepcopy
from dataclasses import replace
from typing import Any, BinaryIO

from lxml import etree
from readability import Document

from engine.errors import DocumentRejected
from indexer.document import RawDocument
from indexer.entities.page_labels import BUTTONS, is_made_of
from indexer.readers.encoding import decode
from indexer.readers.html_lines import depth_of, lines_of, parse, text_sizes
from indexer.readers.meta_tags import find_title, read_meta
from indexer.readers.size_limits import read_all
from indexer.readers.visible_text import holds_content, is_article, remove_hidden

# <meta charset="gb2312"> · <?xml version="1.0" encoding="gbk"?>
CHARSET = re.compile(rb"""(?:charset|encoding)\s{0,3}=\s{0,3}["']?\s{0,3}([\w-]{3,20})""", re.IGNORECASE)
# Start of another page in the same file: </html> <!DOCTYPE html> <html>
NEXT_PAGE = re.compile(r"</html\s{0,9}>\s{0,99}(?:<!doctype[^<>]{0,200}>\s{0,99})?(?=<html[\s>])", re.IGNORECASE)
# Lines below an article that still belong to it. 责任编辑：王林 · 发布日期：2019-03-06
FOOT_LINE = re.compile(r"来源|日期|时间|编辑|责编|作者|审核|校对|关键词|记者|供稿|摄影|供图")
# A line of running text; a line about copyright.
SENTENCES = re.compile(r".{19,}[。！？”]")
RIGHTS = re.compile(r"版权|转载|声明|侵权|备案|本网")
CONTAINERS = ("div", "td", "article", "section", "ucapcontent")
# Maximum nesting depth for the extractor; ordinary pages nest fewer than 50 elements.
DEEPEST = 100
HEAD_LINES, TITLE_LINES, FOOT_LINES, MAX_GAP_LINES = 40, 5, 8, 15
# Number of links from which a page with nothing else is a list.
MIN_LIST_LINKS = 8
MIN_SCRIPT_CHARS = 200


def read(stream: BinaryIO, name: str, columns: Mapping[str, str]) -> Iterator[RawDocument]:  # noqa: ARG001
    """Yield the document of a page, and of each page that a crawler appended to it. Raises DocumentRejected."""
    data = read_all(stream, name)
    declared = CHARSET.search(data[:4096])
    markup = decode(data, name, declared[1].decode("ascii") if declared else None)
    parts = NEXT_PAGE.split(markup)
    if len(parts) > 1 and all(is_article(part) for part in parts):
        for row, part in enumerate(parts):
            yield replace(_read(part, name), row=row)
    else:
        yield _read(markup, name)


def _read(markup: str, name: str) -> RawDocument:
    """Return the document of one page."""
    root = parse(markup)
    if root is None:
        raise DocumentRejected("%(name)s is a page without text.", name=name)
    stated, hints = read_meta(root)
    hidden = remove_hidden(root)
    lines = lines_of(root)
    if all(is_made_of(line, BUTTONS) for line in lines):
        filled = any(len(script.text or "") >= MIN_SCRIPT_CHARS for script in root.iter("script"))
        if filled:
            raise DocumentRejected("%(name)s is a page that a script fills; save it as a browser shows it.", name=name)
        raise DocumentRejected("%(name)s is a page without text.", name=name)
    if _is_list(root, lines):
        raise DocumentRejected("%(name)s is a list of links, no article.", name=name)
    first, after = _find_article(lines, _content_lines(root))
    title = find_title(root, lines[: first + TITLE_LINES], stated.get("title"), hints.get("title"))
    if title and "title" in stated and stated["title"] != title:  # tags of another page
        hints = {**{name: value for name, value in stated.items() if name != "title"}, **hints}
        stated = {name: value for name, value in stated.items() if name == "url"}
    if title:
        stated = {**stated, "title": title}
    above, below = _above(lines[:first], title), _below(lines[after:])
    text = "\n".join([*above, *lines[first:after], *below])
    left_out = (
        ("beside the article", "\n".join(_without(lines[:first], above)), 0),
        ("beside the article", "\n".join(_without(lines[after:], below)), len(text)),
        ("hidden", "\n".join(hidden), len(text)),
    )
    url = stated.pop("url", None)
    return RawDocument(name, text, stated, hints, url, left_out=tuple(part for part in left_out if part[1]))


def _content_lines(root: Any) -> set[str]:
    """Return the lines of the article, from the extractor or from an element marked as its container."""
    logging.getLogger("readability.readability").setLevel(logging.CRITICAL)  # its failures are handled below
    summary = None
    with suppress(etree.LxmlError, ValueError, TypeError, RecursionError, AssertionError):
        # Running time is quadratic in the depth.
        summary = parse(Document(deepcopy(root)).summary(html_partial=True)) if depth_of(root) <= DEEPEST else None
    content_lines = [] if summary is None else lines_of(summary)
    size = sum(map(len, content_lines))
    sizes = text_sizes(root)
    inside = [element for element in root.iter(*CONTAINERS) if sizes[element] and holds_content(element)]
    # A container far larger than the extracted text also holds the lists beside the article.
    fitting = [element for element in inside if not size or 0.6 * size < sizes[element] < 1.6 * size]
    best = min(fitting, key=lambda element: abs(sizes[element] - size), default=None)
    return {_bare(line) for line in (content_lines if best is None else lines_of(best))}


def _is_list(root: Any, lines: list[str]) -> bool:
    """Return True if a page holds links and hardly anything else."""
    links = [text for link in root.iter("a") if len(text := _bare(link.text_content())) >= 8]
    whole = sum(len(_bare(line)) for line in lines)
    return (
        len(links) >= MIN_LIST_LINKS and 2 * sum(map(len, links)) >= whole and not any("。" in line for line in lines)
    )


def _without(lines: list[str], texts: list[str]) -> list[str]:
    """Return the lines that are not kept."""
    known_texts = set(texts)
    return [line for line in lines if line not in known_texts]


def _find_article(lines: list[str], texts: set[str]) -> tuple[int, int]:
    """Return the start and end line of the article: the longest run of wanted lines without a wide gap."""
    marked = [i for i, line in enumerate(lines) if _bare(line) in texts]
    if not marked:
        return 0, len(lines)
    runs = [[marked[0]]]
    for i in marked[1:]:
        if i - runs[-1][-1] > MAX_GAP_LINES:
            runs.append([])
        runs[-1].append(i)
    best = max(runs, key=lambda run: sum(len(lines[i]) for i in run))
    after = best[-1] + 1
    # Text whose container was closed too early continues right below it.
    while after < len(lines) and SENTENCES.fullmatch(lines[after]) and not RIGHTS.search(lines[after]):
        after += 1
    return best[0], after


def _above(lines: list[str], title: str | None) -> list[str]:
    """Return the lines from the title to the article, which give its source and time."""
    near = lines[-HEAD_LINES:]
    for i, line in reversed(list(enumerate(near))):
        if title and _bare(line) == _bare(title):
            return near[i:]
    return [line for line in near if FOOT_LINE.search(line) and len(line) <= 120]


def _below(lines: list[str]) -> list[str]:
    """Return the lines below the article that still belong to it."""
    return [line for line in lines[:FOOT_LINES] if FOOT_LINE.search(line) and len(line) <= 100]


def _bare(line: str) -> str:
    return re.sub(r"\s+", "", line)

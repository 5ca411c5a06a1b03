"""HTML to lines, block by block."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from lxml import etree, html

# Elements rendered on lines of their own.
BLOCKS = frozenset(
    re.findall(
        r"\S+",
        """
        address article aside blockquote body br center dd details dialog div dl dt fieldset figcaption figure footer
        form h1 h2 h3 h4 h5 h6 header hr html legend li main menu nav ol option p pre section summary table tbody tfoot
        thead tr ul ucapcontent
        """,
    )
)
# Elements whose text is not part of the page's text.
SKIPPED = frozenset(("script", "style", "head", "title"))
# Tags of all elements except those that a page has once, that hold no text or that are never nested.
FRAME = re.compile(
    r"</?(?P<name>(?!(?:html|head|title|meta|link|script|style|body|h1|textarea|noscript)\b)[a-z][a-z0-9:-]{0,30})(?:[\s/][^<>]*)?>",
    re.IGNORECASE,
)
# </body> in the middle of a page: the parser would ignore everything after it.
EARLY_END = re.compile(r"</(?:html|body)\s{0,9}>", re.IGNORECASE)
# <body a1="" a2="" … : parsing time is quadratic in the number of attributes of a tag.
LONG_TAG = re.compile(r"<[a-z][a-z0-9:-]{0,30}[\s/](?:[^<>]{1000})[^<>]*>", re.IGNORECASE)
ATTRIBUTE = re.compile(
    r"""\s(?P<name>id|class|style|hidden|name|property|itemprop|content|rel|href|type|charset|srcdoc|src)"""
    r"""(?=[\s=/>])(?:\s{0,9}=\s{0,9}(?:"[^"]*"|'[^']*'|[^\s"'>]{1,2000}))?""",
    re.IGNORECASE,
)
SPACES = re.compile(r"[ \t\r\n\f\v]+")
# Elements whose text is one piece, however many elements it is made of.
WHOLE = frozenset("h1 h2 h3 h4 h5 h6 p pre a figcaption".split())  # noqa: SIM905
# Texts between the items of a row, and words that a row about an article has: 2031-06-09 | 来源：某报 | 阅读 33
SEPARATORS = re.compile(r"[\s|｜·/\u00a0]*")
ABOUT_ARTICLE = re.compile(r"\d{4}|\d{1,2}[-/.:]\d{1,2}|前$|来源|发布|作者|编辑|记者|阅读|浏览|日期|时间")
MAX_ROW_CHARS = 120
ISO_MOMENT = re.compile(r"\s*(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2})?))?")


def parse(text: str) -> Any:
    """Return the root element of a page without its comments, None if it is empty."""
    text = LONG_TAG.sub(_shorten, EARLY_END.sub(" ", text))
    root, whole = _parse(text)
    return root if whole else _parse(FRAME.sub(_flatten, text))[0]


def _parse(text: str) -> tuple[Any, bool]:
    """Return the root element, and False if the parser stopped at elements nested too deep."""
    parser = html.HTMLParser(encoding="utf-8", huge_tree=False, no_network=True, remove_pis=True, remove_comments=True)
    try:
        root = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        root = None
    return root, not any("depth" in error.message for error in parser.error_log)


def _flatten(tag: re.Match[str]) -> str:
    """Return a line break for a block element, nothing for others."""
    return "<br>" if tag["name"].lower() in BLOCKS else ""


def _shorten(tag: re.Match[str]) -> str:
    """Return a tag with only those of its attributes that are read, each once."""
    name = re.split(r"[\s/]", tag[0], maxsplit=1)[0]
    attributes = {found["name"].lower(): found[0] for found in reversed(list(ATTRIBUTE.finditer(tag[0])))}
    return f"{name}{''.join(attributes.values())}>"


def lines_of(root: Any) -> list[str]:
    """Return the lines below an element as rendered by a browser, without empty ones."""
    pieces: list[str] = []
    for kind, value in _walk(root):
        pieces.append("\n" if kind == "break" else SPACES.sub(" ", value))
    lines = "".join(pieces).split("\n")
    return [line for raw in lines if (line := raw.strip(" \u00a0")) and line.strip()]


def text_sizes(root: Any, measure: Callable[[str], int] = lambda text: len(text.strip())) -> dict[Any, int]:
    """Return the amount of text in each element, by default in characters without surrounding spaces."""
    sizes: dict[Any, int] = {}
    for element in reversed(list(root.iter(etree.Element))):
        size = sum(sizes[child] + measure(child.tail or "") for child in element.iterchildren(etree.Element))
        sizes[element] = 0 if element.tag in SKIPPED else size + measure(element.text or "")
    return sizes


def depth_of(root: Any) -> int:
    """Return the maximum nesting depth of elements."""
    depths = {root: 0}
    for element in root.iter(etree.Element):
        if element is not root:
            depths[element] = depths[element.getparent()] + 1
    return max(depths.values())


def _walk(root: Any) -> Iterator[tuple[str, str]]:
    """Yield texts and breaks in reading order, iteratively, so that deep nesting cannot exhaust the stack."""
    stack: list[tuple[Any, bool]] = [(root, False)]
    rows = {element for element in root.iter(etree.Element) if _is_row(element)}
    while stack:
        element, is_end = stack.pop()
        block = element.tag in BLOCKS
        if is_end:
            if block:
                yield "break", ""
            elif element.tag in ("td", "th") or element.getparent() in rows:
                yield "text", "  "
            if element is not root and element.tail:
                yield "text", element.tail
            continue
        stack.append((element, True))
        if not isinstance(element.tag, str) or element.tag in SKIPPED:
            continue
        if block:
            yield "break", ""
        if element.tag == "time" and (moment := ISO_MOMENT.match(element.get("datetime", ""))):
            yield "text", f" {moment[1]} {moment[2] or ''} "
            if element.tail:
                yield "text", element.tail
            stack.pop()
            continue
        if element.text:
            yield "text", element.text
        stack.extend((child, False) for child in reversed(element))


def _is_row(element: Any) -> bool:
    """Return True if an element is a row of items about an article, side by side: a day and an outlet in two spans."""
    if element.tag not in BLOCKS or element.tag in WHOLE or len(element) < 2:
        return False
    if any(child.tag in BLOCKS or child.tag in SKIPPED for child in element.iterchildren(etree.Element)):
        return False
    between = (element.text, *(child.tail for child in element))
    if any(text and not SEPARATORS.fullmatch(text) for text in between):
        return False
    items = [text for child in element if (text := "".join(child.itertext()).strip())]
    return sum(map(len, items)) <= MAX_ROW_CHARS and any(ABOUT_ARTICLE.search(item) for item in items)

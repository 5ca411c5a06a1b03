"""HTML to lines: the text that a reader of the page would see, block by block."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree, html

# Elements that stand on lines of their own.
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
# Elements whose text nobody sees.
HIDDEN = frozenset(
    re.findall(
        r"\S+",
        """
        script style noscript template head select textarea iframe object svg canvas audio video button input map math
        """,
    )
)
# display:none · visibility: hidden
HIDING = re.compile(r"display\s{0,3}:\s{0,3}none|visibility\s{0,3}:\s{0,3}hidden", re.IGNORECASE)
SPACES = re.compile(r"[ \t\r\n\f\v]+")


def parse(text: str) -> Any:
    """The root element of a page, None where it holds nothing. Comments are kept: some pages mark their parts so."""
    parser = html.HTMLParser(encoding="utf-8", huge_tree=False, no_network=True, remove_pis=True)
    try:
        return html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None


def lines_of(root: Any) -> list[str]:
    """The visible lines below an element, none empty."""
    pieces: list[str] = []
    for kind, value in _walk(root):
        pieces.append("\n" if kind == "break" else SPACES.sub(" ", value))
    lines = "".join(pieces).split("\n")
    return [line for raw in lines if (line := raw.strip(" \u00a0")) and line.strip()]


def text_of(markup: str) -> str:
    """The visible text of a piece of HTML, a line for each block."""
    root = parse(markup)
    return "" if root is None else "\n".join(lines_of(root))


def _walk(root: Any) -> Iterator[tuple[str, str]]:
    """Texts and breaks in reading order, without recursion, so that no depth of nesting can exhaust the stack."""
    stack: list[tuple[Any, bool]] = [(root, False)]
    while stack:
        element, done = stack.pop()
        block = element.tag in BLOCKS
        if done:
            if block:
                yield "break", ""
            elif element.tag in ("td", "th"):
                yield "text", "  "
            if element is not root and element.tail:
                yield "text", element.tail
            continue
        stack.append((element, True))
        if not isinstance(element.tag, str) or element.tag in HIDDEN or HIDING.search(element.get("style", "")):
            continue
        if block:
            yield "break", ""
        if element.text:
            yield "text", element.text
        stack.extend((child, False) for child in reversed(element))

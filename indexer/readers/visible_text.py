"""Visible text of a page: remove hidden elements, unless they hold the text of the article."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from indexer.readers.html_lines import SKIPPED, lines_of, parse, text_sizes

# Containers of article text in the content systems of Chinese government and news sites.
CONTENT = re.compile(
    r"^(?:zoom|ucap-?content|trs_editor|view trs_.{1,30}|vsb_content.{0,4}|con_con|js_content|"
    r"rich_media_content.{0,40}|article[-_]?(?:content|con|body|text)|(?:main|news|detail|text|content)[-_]?(?:text|content|con|body|article)|"
    r"rm_txt_con|left_zw|cont_?txt|endtext|artibody)$",
    re.IGNORECASE,
)
# Elements that a browser does not display, or displays as parts of forms and players.
UNSEEN_ELEMENTS = frozenset(
    "noscript noframes template select textarea iframe object svg canvas audio video button input map rt rp".split()  # noqa: SIM905
)
# display:none · visibility: hidden · opacity: 0
HIDDEN_STYLE = re.compile(
    r"display\s{0,3}:\s{0,3}none|visibility\s{0,3}:\s{0,3}hidden|opacity\s{0,3}:\s{0,3}0(?:\.0{1,9})?\s{0,3}(?:;|!|$)",
    re.IGNORECASE,
)
# A piece of running text.
PROSE = re.compile(r"[，。；！？]")
MIN_PROSE_CHARS = 12


def remove_hidden(root: Any) -> list[str]:
    """Remove hidden elements from a tree; return their lines.

    Pages hide the text of their article until a script has run (WeChat), or the rest of it until a button is pressed.
    Therefore an element is kept if it is, or lies in, a container of the article and holds running text, or if it holds
    more running text than everything visible.
    """
    _unpack(root)
    sizes = text_sizes(root, _prose)
    hidden = [element for element, _ in _find(root, sizes, None)]
    visible_size = sizes[root] - sum(sizes[element] for element in hidden)
    lines: list[str] = []
    for element, stays in list(_find(root, sizes, visible_size)):
        if stays:
            element.attrib.pop("style", None)
            element.attrib.pop("hidden", None)
            element.tag = "div" if element.tag in UNSEEN_ELEMENTS else element.tag
        else:
            lines += lines_of(element)
            # Removing it would join the texts on both sides, again and again.
            element.clear(keep_tail=True)
            element.tag = "wbr"
    return lines


def holds_content(element: Any) -> bool:
    """Return True if an element is marked as the container of an article."""
    return element.tag == "ucapcontent" or any(CONTENT.match(element.get(key, "")) for key in ("id", "class"))


def is_article(markup: str) -> bool:
    """Return True if a page holds running text."""
    root = parse(markup)
    return root is not None and text_sizes(root, _prose)[root] > 0


def text_of(markup: str) -> str:
    """Return the text of an HTML fragment, one line per block."""
    root = parse(markup)
    if root is None:
        return ""
    remove_hidden(root)
    return "\n".join(lines_of(root))


def _unpack(root: Any) -> None:
    """Insert markup that is kept as text, in a textarea or a srcdoc, into the tree."""
    for element in list(root.iter("textarea", "iframe", "template", "noscript")):
        markup = element.get("srcdoc") or (element.text if not len(element) else "") or ""
        inner = parse(markup) if "<" in markup else None
        if inner is not None:
            element.text = None
            inner.tag = "div"
            element.append(inner)


def _prose(text: str) -> int:
    """Return the number of characters of running text in a text."""
    return len(text) if len(text) >= MIN_PROSE_CHARS and PROSE.search(text) else 0


def _find(root: Any, sizes: dict[Any, int], visible_size: int | None) -> Iterator[tuple[Any, bool]]:
    """Yield hidden elements, each with True if it is kept; only the outermost ones if `visible_size` is None."""
    stack = [(root, False)]
    while stack:
        element, inside = stack.pop()
        if not isinstance(element.tag, str) or element.tag in SKIPPED:
            continue
        inside = inside or holds_content(element)
        if _is_hidden(element) and element is not root:
            stays = (
                visible_size is not None
                and sizes[element] > 0
                and (inside or sizes[element] > visible_size or _frames(element))
            )
            yield element, stays
            if not stays:
                continue
        stack.extend((child, inside) for child in reversed(element))


def _frames(element: Any) -> bool:
    """Return True if a hidden element holds the container of an article."""
    return any(isinstance(inner.tag, str) and holds_content(inner) for inner in element.iter())


def _is_hidden(element: Any) -> bool:
    hidden = element.tag in UNSEEN_ELEMENTS or element.get("hidden") is not None
    return hidden or HIDDEN_STYLE.search(element.get("style", "")) is not None

"""Text of WordprocessingML (ISO/IEC 29500-1): paragraphs, tables, text boxes, tracked changes, fields, formulas."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from lxml import etree

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
CHOICE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
MATH_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
# Elements that represent characters.
SIGNS = {f"{WORD}tab": " ", f"{WORD}br": "\n", f"{WORD}cr": "\n", f"{WORD}noBreakHyphen": "-", f"{WORD}ptab": " "}
# Elements left out, by kind: earlier versions of the text, readings of characters, the formula of a field.
LEFT_OUT = {
    f"{WORD}del": "deleted",
    f"{WORD}moveFrom": "moved away",
    f"{WORD}rt": "reading",
    f"{WORD}instrText": "",
    f"{WORD}rPr": "",
    f"{WORD}pPr": "",
    f"{WORD}tcPr": "",
    f"{WORD}sdtPr": "",
}
TEXTS = frozenset((f"{WORD}t", f"{WORD}delText", MATH_TEXT))


@dataclass(slots=True)
class Lines:
    """Lines in order, each flagged if it is a table row; content left out, as (kind, text)."""

    lines: list[tuple[str, bool]] = field(default_factory=list)
    left_out: list[tuple[str, str]] = field(default_factory=list)

    def extend(self, more: Lines) -> None:
        """Append other lines."""
        self.lines += more.lines
        self.left_out += more.left_out


def read_lines(root: Any) -> Lines:
    """Return the lines below an element. The content of a text box follows the paragraph that it is anchored to."""
    lines = Lines()
    for child in _children(root):
        if child.tag == f"{WORD}tbl":
            for row in child.iter(f"{WORD}tr"):
                if next(row.iterancestors(f"{WORD}tbl")) is child and (text := _row(row, lines)):
                    lines.lines.append((text, True))
        elif child.tag == f"{WORD}p":
            boxes: list[Any] = []
            said = "".join(_text(child, boxes, lines))
            lines.lines += [(line, False) for line in said.split("\n")]
            for box in boxes:
                lines.extend(read_lines(box))
        else:
            lines.extend(read_lines(child))
    return lines


def _row(row: Any, lines: Lines) -> str:
    """Return a table row on one line, each cell once; a table in a cell is part of it."""
    cells = []
    for cell in row.iter(f"{WORD}tc"):
        if next(cell.iterancestors(f"{WORD}tr")) is row:
            inner = read_lines(cell)
            lines.left_out += inner.left_out
            cells.append(" ".join(text.strip() for text, _ in inner.lines if text.strip()))
    return "  ".join(filter(None, cells))


def _children(element: Any) -> list[Any]:
    """Return the children of an element; of alternatives, the first."""
    children: list[Any] = []
    for child in element.iterchildren(etree.Element):
        children += list(child)[:1] if child.tag == CHOICE else [child]
    return [child for child in children if LEFT_OUT.get(child.tag) != ""]


def _text(element: Any, boxes: list[Any], lines: Lines) -> list[str]:
    """Return the pieces of text in a paragraph; text boxes are appended to `boxes`."""
    if element.tag in TEXTS:
        return [element.text or ""]
    if element.tag in SIGNS:
        return [SIGNS[element.tag]]
    if element.tag == f"{WORD}txbxContent":
        boxes.append(element)
        return []
    pieces = [piece for child in _children(element) for piece in _text(child, boxes, lines)]
    kind = LEFT_OUT.get(element.tag, "hidden" if _is_hidden(element) else "")
    if kind:
        lines.left_out.append((kind, "".join(pieces)))
        return []
    return pieces


def _is_hidden(element: Any) -> bool:
    """Return True if a run is formatted as hidden text."""
    mark = element.find(f"{WORD}rPr/{WORD}vanish") if element.tag == f"{WORD}r" else None
    return mark is not None and mark.get(f"{WORD}val") not in ("0", "false", "off")

"""What passes between the steps: a raw document, its page of lines, the drafts that become articles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from engine.article import Repair


@dataclass(frozen=True, slots=True)
class RawDocument:
    """One document as a reader gave it: all its text, decoded, with "\\n" as the only line end; nothing else changed.

    `file` is the path below the folder that was read, folder name included, as it stands in the article. `given` holds
    fields that the format itself states (a CSV column, an HTML meta tag), by the names of Article: they are believed.
    `hints` holds the same from places that may be wrong (og:title, <title>, a date in the URL), as evidence to weigh.
    Lists and objects stand there as JSON. `row` is the number of the record in a file of many, from 0.
    `left_out` is what the file holds beside `text`: (kind, text, offset into `text` where it would stand); `tables` are
    ranges of `text` that are rows of tables; `repairs` is what was changed in all of it already.
    """

    file: str
    text: str
    stated: Mapping[str, str] = field(default_factory=dict)
    hints: Mapping[str, str] = field(default_factory=dict)
    url: str | None = None
    row: int | None = None
    left_out: tuple[tuple[str, str, int], ...] = ()
    tables: tuple[tuple[int, int], ...] = ()
    repairs: tuple[Repair, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the raw text without the spaces round it: `raw[start:end] == text`, never empty."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Furniture:
    """What is on the page but not of the article; `kind` says what it says.

    Kinds: breadcrumb, widget, share, copyright, editor, credit (of a picture or a text), caption, stamp (date and
    source), keywords, advert, navigation; what a reader left out (beside the article, hidden), which is no part of the
    raw text: its range is empty.
    """

    kind: str
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Page:
    """A document without its furniture: the lines that are left, in order, and the furniture that was found."""

    document: RawDocument
    lines: tuple[Line, ...]
    furniture: tuple[Furniture, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """The lines of one article: headline parts, byline (本报讯(记者 …)), body; any but the body may be empty."""

    kicker: tuple[Line, ...]
    title: tuple[Line, ...]
    subtitle: tuple[Line, ...]
    byline: tuple[Line, ...]
    body: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of the body, lines joined where a page or column break cut them.

    `pieces` are the ranges of the raw text it is made of, in order: joined with nothing between, they are `text`.
    """

    text: str
    pieces: tuple[tuple[int, int], ...]


# Compared by identity: what is read of a draft several times is kept by it.
@dataclass(frozen=True, slots=True, eq=False)
class Draft:
    """One article before its metadata is known; `ordinal` is its place on `page` (0 is the first)."""

    page: Page
    ordinal: int
    block: Block
    paragraphs: tuple[Paragraph, ...]

    @property
    def body(self) -> str:
        """The text of the article, one paragraph a line."""
        return "\n".join(paragraph.text for paragraph in self.paragraphs)

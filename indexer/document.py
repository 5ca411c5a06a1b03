"""Data passed between extraction steps: raw document, page of lines, drafts that become articles."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Self, TypeVar

from engine.article import Repair

Value = TypeVar("Value")


class Derivable:
    """An object that keeps what several steps compute from it."""

    __slots__ = ()
    _derived: dict[Callable[[Any], Any], Any]

    def derived(self, compute: Callable[[Self], Value]) -> Value:
        """Return `compute` of this object, computed on first use."""
        if compute not in self._derived:
            self._derived[compute] = compute(self)
        value: Value = self._derived[compute]
        return value


@dataclass(frozen=True, slots=True)
class RawDocument:
    """One document from a reader: its full decoded text, with "\\n" as the only line end, otherwise unchanged.

    `file` is the path below the folder that was read, folder name included, as in `Article.file`. `stated` holds fields
    that the format itself states (a CSV column, an HTML meta tag), by the names of Article; they are trusted. `hints`
    holds the same from sources that may be wrong (og:title, <title>, a date in the URL), as evidence to weigh. Lists
    and objects are JSON in both. `row` is the number of the record in a file with many, from 0. `left_out` is content
    of the file that is not in `text`: (kind, text, offset in `text` where it would be). `tables` are ranges of `text`
    that are table rows. `repairs` are the changes made so far. `record` is the digest of the line that is the
    record, "" where none is; a reader leaves the text of a known line empty.
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
    record: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A non-empty line of the raw text without surrounding spaces: `raw[start:end] == text`."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Boilerplate:
    """Boilerplate: content of the page that is not part of the article.

    Values of `kind`: breadcrumb, widget, share, copyright, editor, credit (of a picture or a text), caption, stamp
    (date and source), keywords, advert, navigation. Content that a reader left out (beside the article, hidden) is not
    part of the raw text, so its range is empty.
    """

    kind: str
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Page(Derivable):
    """A document split into its remaining lines, in order, and its boilerplate."""

    document: RawDocument
    lines: tuple[Line, ...]
    boilerplate: tuple[Boilerplate, ...] = ()
    _derived: dict[Callable[[Any], Any], Any] = field(default_factory=dict, init=False, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Block:
    """The lines of one article: headline parts, byline (本报讯(记者 …)), body; any but the body may be empty.

    `gaps` are the ranges of the text between the parts of an article continued elsewhere, which belong to others.
    """

    kicker: tuple[Line, ...]
    title: tuple[Line, ...]
    subtitle: tuple[Line, ...]
    byline: tuple[Line, ...]
    body: tuple[Line, ...]
    gaps: tuple[tuple[int, int], ...] = ()

    @property
    def lines(self) -> tuple[Line, ...]:
        """All lines of the article, part by part."""
        return (*self.kicker, *self.title, *self.subtitle, *self.byline, *self.body)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of the body, with lines joined where a page or column break split them.

    `pieces` are the ranges of the raw text that it consists of, in order: concatenated, they equal `text`.
    """

    text: str
    pieces: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Draft(Derivable):
    """One article before its metadata is extracted; `ordinal` is its position on `page`, from 0."""

    page: Page
    ordinal: int
    block: Block
    paragraphs: tuple[Paragraph, ...]
    _derived: dict[Callable[[Any], Any], Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    @property
    def body(self) -> str:
        """Text of the article, one paragraph per line."""
        return "\n".join(paragraph.text for paragraph in self.paragraphs)

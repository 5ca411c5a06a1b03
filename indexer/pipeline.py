"""Pipeline from raw files to articles."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from engine.article import Article, Evidence
from engine.messages import Message
from indexer.document import Block, Boilerplate, Draft, Line, Page, RawDocument
from indexer.entities.byline import read_line
from indexer.entities.datelines import read_dateline
from indexer.metadata.authors import find_authors, find_editor
from indexer.metadata.corrections import Corrections, correct
from indexer.metadata.identity import Identity, identify
from indexer.metadata.keywords import find_keywords
from indexer.metadata.leader.leaders import find_former_posts, find_leaders
from indexer.metadata.publication_date import find_date, find_time
from indexer.metadata.source import find_site, find_source
from indexer.metadata.title import find_kicker, find_subtitle, find_title
from indexer.metadata.town.towns import find_places, find_towns
from indexer.readers.file_reader import documents
from indexer.readers.stated_fields import read_stated_fields
from indexer.repair.boilerplate import separate_boilerplate
from indexer.repair.letter_spacing import close_up
from indexer.repair.not_news import say_no_news
from indexer.repair.paragraphs import join_paragraphs
from indexer.repair.repair_trace import assign_boilerplate, find_end, trace_repairs
from indexer.report import Report
from indexer.split.splitter import split_page

# Finders by the field of Article that they fill.
FINDERS: tuple[tuple[str, Callable[[Draft], tuple[Any, tuple[Evidence, ...]]]], ...] = (
    ("title", find_title),
    ("kicker", find_kicker),
    ("subtitle", find_subtitle),
    ("source", find_source),
    ("site", find_site),
    ("date", find_date),
    ("time", find_time),
    ("authors", find_authors),
    ("editor", find_editor),
    ("keywords", find_keywords),
    ("towns", find_towns),
    ("places", find_places),
    ("leaders", find_leaders),
    ("former_posts", find_former_posts),
)
# Characters of a body that are read for metadata: more than the longest report on a year's work has.
MAX_BODY_CHARS, BODY_END_CHARS = 60_000, 1_000
# Lines below a stated title that can be its byline: outlet, day, authors.
MAX_BYLINE_LINES = 3
# Longest line between a stated title and the dateline below it that can be the subtitle.
MAX_SUBTITLE_CHARS = 50
# Characters shown of a document without an article.
EXCERPT = 40


def articles(
    paths: tuple[Path, ...],
    report: Report | None = None,
    columns: Mapping[str, str] | None = None,
    corrections: Corrections | None = None,
) -> Iterator[Article]:
    """Yield the articles of files and folders, in order; unreadable input is recorded in the report.

    `columns` maps fields of Article to the columns and keys of tables that hold them.
    """
    report = report or Report()
    for document in documents(paths, report, columns):
        any_article = False
        for article in extract(document, corrections):
            any_article = True
            yield article
        if not any_article:
            report.reject(document.file, say_empty(document))


def extract(document: RawDocument, corrections: Corrections | None = None) -> Iterator[Article]:
    """Yield the articles of one document."""
    for article, _ in recognise(document):
        yield correct(article, corrections) if corrections else article


def recognise(document: RawDocument) -> Iterator[tuple[Article, Identity]]:
    """Yield the articles of one document before corrections, each with its identity; none if it is no news."""
    if say_no_news(document, say_place(document)):
        return
    document = close_up(document)
    page = separate_boilerplate(document)
    recognised = drafts(page)
    since = 0
    heads: Counter[str | None] = Counter()
    for draft, boilerplate in zip(recognised, assign_boilerplate(page.boilerplate, recognised), strict=True):
        article = describe(draft, boilerplate, since)
        since = max(since, find_end(draft))
        stated = document.stated.get("id")
        # In a document with a stated id, the second article gets that id with the suffix -2.
        stated = f"{stated}-{draft.ordinal + 1}" if stated and draft.ordinal else stated
        identity = identify(article, stated, heads[article.title])
        heads[article.title] += 1
        yield replace(article, id=identity.article_id(shared=len(recognised) > 1)), identity


def say_empty(document: RawDocument) -> Message:
    """Return a sentence that explains why a document yielded no article."""
    if reason := say_no_news(document, say_place(document)):
        return reason
    text = " ".join(document.text[: 10 * EXCERPT].split())
    return Message(
        "%(place)s: there is no text of an article, only “%(text)s”.",
        place=say_place(document),
        text=text[:EXCERPT] + "…" * (len(text) > EXCERPT),
    )


def say_place(document: RawDocument) -> Message:
    """Name the file of a document and, in a file with many, its record."""
    if document.row is None:
        return Message("%(name)s", name=document.file)
    return Message("%(name)s, record %(number)s", name=document.file, number=document.row + 1)


def drafts(page: Page) -> tuple[Draft, ...]:
    """Return the articles of a page, without metadata. A page with a stated title is one article."""
    blocks = (_single(page),) if "title" in page.document.stated and page.lines else split_page(page)
    text = page.document.text
    return tuple(Draft(page, i, block, join_paragraphs(block.body, text)) for i, block in enumerate(blocks))


def describe(draft: Draft, boilerplate: Sequence[Boilerplate], since: int = 0) -> Article:
    """Build the article of a draft, with stated fields and all extracted metadata; its id is left empty.

    `since` is the end of the previous article on the page.
    """
    document = draft.page.document
    values, evidence = read_stated_fields(document.stated)
    all_evidence = list(evidence)
    read = shorten(draft)
    for name, find in FINDERS:
        if name in values:
            continue
        values[name], more = find(read)
        all_evidence += more
    return Article(
        id="",
        file=document.file,
        body=draft.body,
        url=document.url,
        evidence=tuple(all_evidence),
        repairs=trace_repairs(draft, boilerplate, since),
        **values,
    )


def shorten(draft: Draft) -> Draft:
    """Truncate the body to the part that is read for metadata: the beginning, and the end, which contains credits."""
    body = draft.block.body
    if sum(len(line.text) for line in body) <= MAX_BODY_CHARS:
        return draft
    lines: list[Line] = []
    remaining = MAX_BODY_CHARS
    for line in body:
        lines.append(Line(line.text[:remaining], line.start, line.start + min(remaining, len(line.text))))
        remaining -= len(lines[-1].text)
        if not remaining:
            break
    last = body[-1]
    if last.end - BODY_END_CHARS >= lines[-1].end:
        start = max(last.start, last.end - BODY_END_CHARS)
        lines.append(Line(last.text[start - last.start :], start, last.end))
    block = replace(draft.block, body=tuple(lines))
    return replace(draft, block=block, paragraphs=join_paragraphs(lines, draft.page.document.text))


def _single(page: Page) -> Block:
    """Return the one article of a page with a stated title; a line that repeats the title is not part of the body."""
    stated_title = "".join(page.document.stated["title"].split())
    at = next((i for i, line in enumerate(page.lines[:8]) if "".join(line.text.split()) == stated_title), None)
    if at is None:
        return Block((), (), (), *_byline(page.lines))
    subtitle = _between(page, at + 1)
    rest = page.lines[at + 1 + len(subtitle) :]
    return Block((), page.lines[at : at + 1], subtitle, *_byline(rest or page.lines))


def _byline(lines: tuple[Line, ...]) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
    """Split off the bylines and datelines that fill the first lines; return them and the remaining lines."""
    count = 0
    while count < min(MAX_BYLINE_LINES, len(lines) - 1) and _is_byline(lines[count].text):
        count += 1
    return lines[:count], lines[count:]


def _is_byline(text: str) -> bool:
    return read_line(text) is not None or read_dateline(text) is not None


def _between(page: Page, first: int) -> tuple[Line, ...]:
    """Return the lines from `first` on that lie between the title and the dateline below it."""
    start = page.lines[first - 1].end
    stamp = next((item.start for item in page.boilerplate if item.kind == "stamp" and item.start > start), 0)
    lines = page.lines[first : first + 2]
    return tuple(line for line in lines if line.end <= stamp and len(line.text) <= MAX_SUBTITLE_CHARS)

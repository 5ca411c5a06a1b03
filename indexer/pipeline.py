"""The steps from raw files to articles, in order."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from engine.article import Article, Repair
from indexer.document import Draft, Page, RawDocument
from indexer.metadata.authors import find_authors, find_editor
from indexer.metadata.date import find_date, find_time
from indexer.metadata.keywords import find_keywords
from indexer.metadata.source import find_site, find_source
from indexer.metadata.title import find_kicker, find_subtitle, find_title
from indexer.readers import documents
from indexer.repair.furniture import clean
from indexer.repair.paragraphs import join
from indexer.report import Report
from indexer.split import split


def articles(paths: tuple[Path, ...], report: Report | None = None) -> Iterator[Article]:
    """The articles of files and folders, in order; what could not be read goes into the report."""
    for document in documents(paths, report or Report()):
        yield from extract(document)


def extract(document: RawDocument) -> tuple[Article, ...]:
    """The articles of one document."""
    return tuple(describe(draft) for draft in drafts(clean(document)))


def drafts(page: Page) -> tuple[Draft, ...]:
    """The articles of a page, before their metadata is known."""
    return tuple(Draft(page, i, block, join(block.body, page.document.text)) for i, block in enumerate(split(page)))


def describe(draft: Draft) -> Article:
    """The article that a draft becomes once everything is found that the text says of it."""
    page = draft.page
    title, of_title = find_title(draft)
    kicker, of_kicker = find_kicker(draft)
    subtitle, of_subtitle = find_subtitle(draft)
    source, of_source = find_source(draft)
    site, of_site = find_site(draft)
    date, of_date = find_date(draft)
    time, of_time = find_time(draft)
    authors, of_authors = find_authors(draft)
    editor, of_editor = find_editor(draft)
    keywords, of_keywords = find_keywords(draft)
    evidence = (*of_title, *of_kicker, *of_subtitle, *of_source, *of_site, *of_date, *of_time)
    return Article(
        id=page.document.given.get("id") or _identify(page.document.file, draft.ordinal),
        file=page.document.file,
        title=title,
        body=draft.body,
        subtitle=subtitle,
        kicker=kicker,
        source=source,
        site=site,
        date=date,
        time=time,
        authors=authors,
        editor=editor,
        keywords=keywords,
        url=page.document.url,
        evidence=(*evidence, *of_authors, *of_editor, *of_keywords),
        repairs=tuple(Repair("removed", f.text, f.kind, f.start, f.end) for f in page.furniture),
    )


def _identify(file: str, ordinal: int) -> str:
    return hashlib.blake2b(f"{file}#{ordinal}".encode(), digest_size=8).hexdigest()

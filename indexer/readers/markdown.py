"""Markdown: the text without marks, the metadata block at its top, the title of its only main heading."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import pairwise
from typing import BinaryIO

from markdown_it import MarkdownIt
from markdown_it.token import Token

from engine.errors import DocumentRejected
from indexer.document import RawDocument
from indexer.readers.encoding import decode
from indexer.readers.size_limits import read_all
from indexer.readers.table_record import make_document
from indexer.readers.visible_text import text_of

# A line of the block between two lines --- at the top: key: value
FENCE, MAX_METADATA_LINES = "---", 60
PAIR = re.compile(r"([\w -]{1,40})[:：](.{0,2000})")
# Marks that text of articles has too (1. 一是…, > 引文, four blanks before a paragraph): their lines stay as they are.
KEPT_RULES = ["list", "blockquote", "code", "lheading", "hr"]
# Bold type that a mark before or after it keeps from being read as such: **“丰收”**的
LEFT_MARK = "**"


def read(stream: BinaryIO, name: str, columns: Mapping[str, str]) -> Iterator[RawDocument]:
    """Yield the one document of a Markdown file. Raises DocumentRejected."""
    metadata, text = _split_metadata(decode(read_all(stream, name), name))
    tokens = MarkdownIt("commonmark").disable(KEPT_RULES).parse(text)
    body = "\n".join(filter(None, map(_text, tokens)))
    if not body.strip():
        raise DocumentRejected("%(name)s is empty.", name=name)
    mapped = {field: column for field, column in columns.items() if field != "body"}
    document = make_document(name, 0, {**metadata, "body": body}, mapped)
    main = [
        _text(inline) for heading, inline in pairwise(tokens) if (heading.type, heading.tag) == ("heading_open", "h1")
    ]
    hints = {"title": main[0]} if len(main) == 1 and "title" not in document.stated else {}
    yield replace(document, hints=hints, row=None)


def _split_metadata(text: str) -> tuple[dict[str, str], str]:
    """Return the pairs of the block at the top, lists and quotes as they are written, and the text below it."""
    lines = text.split("\n")
    if lines[0].strip() != FENCE:
        return {}, text
    end = next((at for at, line in enumerate(lines[1:MAX_METADATA_LINES], 1) if line.strip() == FENCE), None)
    pairs = [PAIR.fullmatch(line.strip()) for line in lines[1:end]] if end else []
    if not end or not all(pairs):
        return {}, text
    return {pair[1].strip(): pair[2].strip().strip("\"'") for pair in pairs if pair}, "\n".join(lines[end + 1 :])


def _text(token: Token) -> str:
    """Return the text of a block; images are left out."""
    if token.type == "html_block":
        return text_of(token.content)
    if token.type != "inline":
        return f"{token.info}\n{token.content}".strip()
    parts = (
        "\n" if child.type in ("softbreak", "hardbreak") else child.content
        for child in token.children or ()
        if child.type not in ("image", "html_inline")
    )
    return "".join(parts).replace(LEFT_MARK, "")

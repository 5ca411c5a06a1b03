"""Cursors: where a program stopped in a long list of hits, in one generation of the index."""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass

from searchapp import links
from searchapp.params import Asked, BadArgument, translatable
from searchapp.saved.contract import LinkGone


@dataclass(frozen=True, slots=True)
class Cursor:
    """The page of `size` hits that comes next, of the search whose `digest` this is."""

    generation: str
    page: int
    size: int
    digest: str

    def write(self) -> str:
        """An opaque text for the URL."""
        content = json.dumps([self.generation, self.page, self.size, self.digest], separators=(",", ":"))
        return base64.urlsafe_b64encode(content.encode()).decode().rstrip("=")


def after(asked: Asked, size: int, generation: str) -> Cursor:
    """The cursor of the page after this one."""
    return Cursor(generation, asked.page + 1, size, _digest(asked))


def read(text: str, asked: Asked, generation: str) -> Cursor:
    """The cursor that `write` wrote. Raises BadArgument, and LinkGone where the index is another one by now."""
    try:
        values = json.loads(base64.urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4)))
        cursor = Cursor(*values)
        good = [type(value) for value in values] == [str, int, int, str] and cursor.page > 0 and 0 < cursor.size <= 100
    except (ValueError, TypeError, RecursionError):
        good = False
    if not good or cursor.digest != _digest(asked):
        raise BadArgument("cursor", text, translatable("翻页标记不属于这次检索，请从头开始。"))
    if cursor.generation != generation:
        raise LinkGone(translatable("索引已经更新，翻页标记失效，请从头开始，或改用导出。"))
    return cursor


def _digest(asked: Asked) -> str:
    whole = links.query_string(links.at_page(asked, 1))
    return hashlib.blake2b(whole.encode("utf-8", "replace"), digest_size=8).hexdigest()

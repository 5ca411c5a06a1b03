"""Pagination cursors for the API, bound to one search and one index generation."""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass

from engine.messages import translatable
from searchapp.request import links
from searchapp.request.params import BadArgument, SearchRequest
from searchapp.request.reader_errors import LinkGone


@dataclass(frozen=True, slots=True)
class Cursor:
    """The next page of `size` hits, of the search with this `digest`."""

    generation: str
    page: int
    size: int
    digest: str

    def write(self) -> str:
        """Return the cursor as an opaque string for a URL."""
        content = json.dumps([self.generation, self.page, self.size, self.digest], separators=(",", ":"))
        return base64.urlsafe_b64encode(content.encode()).decode().rstrip("=")


def next_cursor(search_request: SearchRequest, size: int, generation: str) -> Cursor:
    """Return the cursor of the page after this one."""
    return Cursor(generation, search_request.page + 1, size, _digest(search_request))


def read_cursor(text: str, search_request: SearchRequest, generation: str) -> Cursor:
    """Parse a cursor written by `write`. Raises BadArgument, or LinkGone if the index generation has changed."""
    try:
        values = json.loads(base64.urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4)))
        cursor = Cursor(*values)
        good = [type(value) for value in values] == [str, int, int, str] and cursor.page > 0 and 0 < cursor.size <= 100
    except (ValueError, TypeError, RecursionError):
        good = False
    if not good or cursor.digest != _digest(search_request):
        raise BadArgument(
            "cursor", text, translatable("The cursor does not belong to this search: start from the beginning.")
        )
    if cursor.generation != generation:
        raise LinkGone(
            translatable(
                "The index was renewed and the cursor has expired: start from the beginning, or use the export."
            )
        )
    return cursor


def _digest(search_request: SearchRequest) -> str:
    whole = links.query_string(links.at_page(search_request, 1))
    return hashlib.blake2b(whole.encode("utf-8", "replace"), digest_size=8).hexdigest()

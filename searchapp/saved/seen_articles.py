"""Articles seen by a reader, as compact sets of ids, to detect new ones."""

from __future__ import annotations

import datetime
import hashlib
from array import array
from collections.abc import Iterable
from dataclasses import dataclass
from sys import byteorder

from engine.article import Article

# Earlier than any article was indexed.
BEGINNING_OF_TIME = datetime.datetime.min.replace(tzinfo=datetime.UTC)


def digest(article_id: str) -> int:
    """Return a 64-bit digest of an id; among 10,000 seen articles a new one collides once in 10**15 times."""
    return int.from_bytes(hashlib.blake2b(article_id.encode("utf-8", "replace"), digest_size=8).digest(), "big")


@dataclass(frozen=True, slots=True)
class SeenArticles:
    """Digests of the ids of articles and of the printings they are reprints of.

    An article counts under the first id that it had. `floor`: articles indexed up to this moment were too many to list,
    and count as seen; None if all were listed.
    """

    digests: frozenset[int] = frozenset()
    floor: datetime.datetime | None = None

    @classmethod
    def of(
        cls, articles: Iterable[Article], floor: datetime.datetime | None = None, printings: bool = True
    ) -> SeenArticles:
        """Return the set of these articles and, with `printings`, of the articles they are reprints of."""
        numbers: set[int] = set()
        for article in articles:
            numbers.add(digest(article.first_id))
            if printings and article.group:
                numbers.add(digest(article.group))
        return cls(frozenset(numbers), floor)

    def __contains__(self, article: Article) -> bool:
        if any(digest(article_id) in self.digests for article_id in (article.id, *article.former)):
            return True
        return self.floor is not None and (article.added or BEGINNING_OF_TIME) <= self.floor

    def knows_printing(self, article: Article) -> bool:
        """Return whether it is a reprint of a seen article, or of the same article as a seen reprint."""
        return article.group is not None and digest(article.group) in self.digests

    def __or__(self, other: SeenArticles) -> SeenArticles:
        floor = min((f for f in (self.floor, other.floor) if f), default=None) if self.floor or other.floor else None
        return SeenArticles(self.digests | other.digests, floor)

    def pack(self) -> bytes:
        """Serialise the digests, 8 bytes each, ascending, big-endian."""
        words = array("Q", sorted(self.digests))
        if byteorder == "little":
            words.byteswap()
        return words.tobytes()

    @classmethod
    def unpack(cls, content: bytes, floor: datetime.datetime | None) -> SeenArticles:
        """Return the set that `pack` was called on."""
        words = array("Q")
        words.frombytes(content)
        if byteorder == "little":
            words.byteswap()
        return cls(frozenset(words), floor)

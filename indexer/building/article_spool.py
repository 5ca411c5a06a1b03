"""Articles on disk between being read and being indexed, as many as there are in little memory."""

from __future__ import annotations

import pickle
import tempfile
from array import array
from collections.abc import Iterable
from types import TracebackType
from typing import Self

from engine.article import Article


class ArticleSpool:
    """A list of articles in a temporary file of this process alone, which vanishes when it is closed."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - closed by close
        self._ends = array("Q", [0])

    def __len__(self) -> int:
        return len(self._ends) - 1

    def extend(self, packed: Iterable[bytes]) -> None:
        """Put articles, as `pack_article` made them, at the end."""
        self._file.seek(self._ends[-1])
        for data in packed:
            self._file.write(data)
            self._ends.append(self._ends[-1] + len(data))

    def __getitem__(self, number: int) -> Article:
        if not 0 <= number < len(self):
            raise IndexError(number)
        self._file.seek(self._ends[number])
        article: Article = pickle.loads(self._file.read(self._ends[number + 1] - self._ends[number]))  # noqa: S301 - ours
        return article

    def close(self) -> None:
        """Throw the articles away."""
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()


def pack_article(article: Article) -> bytes:
    """An article as the spool keeps it."""
    return pickle.dumps(article, pickle.HIGHEST_PROTOCOL)

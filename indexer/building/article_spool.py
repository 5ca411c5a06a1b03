"""Spool articles to disk between extraction and indexing, to bound memory."""

from __future__ import annotations

import pickle
import tempfile
from array import array
from collections.abc import Iterable, Mapping
from types import TracebackType
from typing import Any, Self

from engine.article import Article


class ArticleSpool:
    """Sequence of articles in a private temporary file that is deleted on closing."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - closed by close
        self._ends = array("Q", [0])

    def __len__(self) -> int:
        return len(self._ends) - 1

    def extend(self, packed: Iterable[bytes]) -> None:
        """Append articles packed by `pack_article`."""
        self._file.seek(self._ends[-1])
        for data in packed:
            self._file.write(data)
            self._ends.append(self._ends[-1] + len(data))

    def __getitem__(self, number: int) -> Article:
        if not 0 <= number < len(self):
            raise IndexError(number)
        self._file.seek(self._ends[number])
        packed = self._file.read(self._ends[number + 1] - self._ends[number])
        return Article.from_stored(pickle.loads(packed))  # noqa: S301 - ours

    def close(self) -> None:
        """Discard the articles."""
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()


def pack_article(stored: Mapping[str, Any]) -> bytes:
    """Serialise the stored form of an article for the spool."""
    return pickle.dumps(stored, pickle.HIGHEST_PROTOCOL)

"""What search is measured against, without its own index: SQLite FTS5 over trigrams or over pairs of characters."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable

from engine.normalize import fold

_RUN = re.compile(r"\w+")


class Fts5:
    """An FTS5 table in memory over pieces of `size` neighbouring characters; any piece of a query may match."""

    def __init__(self, documents: Iterable[tuple[str, str, str]], size: int) -> None:
        """`documents` are ids, titles and bodies."""
        self._size = size
        self._database = sqlite3.connect(":memory:")
        self._database.execute("CREATE VIRTUAL TABLE held USING fts5(id UNINDEXED, text, tokenize='unicode61')")
        rows = ((name, " ".join(self._pieces(f"{title} {body}"))) for name, title, body in documents)
        self._database.executemany("INSERT INTO held VALUES (?, ?)", rows)

    def search(self, text: str, limit: int) -> list[tuple[str, float]]:
        """Ids and scores of the best documents."""
        asked = " OR ".join(f'"{piece}"' for piece in dict.fromkeys(self._pieces(text)))
        if not asked:
            return []
        wanted = "SELECT id, -bm25(held) FROM held WHERE held MATCH ? ORDER BY bm25(held) LIMIT ?"
        return self._database.execute(wanted, (asked, limit)).fetchall()

    def close(self) -> None:
        """Let go of the memory."""
        self._database.close()

    def _pieces(self, text: str) -> list[str]:
        runs = _RUN.findall(fold(text).replace("_", " "))
        return [run[i : i + self._size] for run in runs for i in range(len(run) - self._size + 1)]

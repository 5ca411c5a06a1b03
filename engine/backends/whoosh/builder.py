"""Writing a new generation of the index."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path

from engine.article import Article
from engine.backend import IndexInfo
from engine.backends.whoosh import generations
from engine.backends.whoosh.engine import WhooshEngine


class WhooshBuilder:
    """Writes one new generation below `path`; with `update` it starts from the articles of the current one.

    `memory_mb` bounds what is held before it is spilled; `processes` None means one per core. `progress` is called
    with the number of articles taken in so far. Raises IndexLocked.
    """

    def __init__(
        self,
        path: Path,
        memory_mb: int = 1024,
        processes: int | None = None,
        update: bool = False,
        progress: Callable[[int], None] | None = None,
    ) -> None:
        self._path, self._progress = path, progress
        self._memory_mb, self._processes = memory_mb, processes
        self._lock = generations.WriterLock(path)
        self._articles: dict[str, str] = {}
        if update:
            old = generations.current(path) / "articles.jsonl"
            self._articles = {json.loads(line)["id"]: line for line in old.read_text("utf-8").splitlines()}
        self._folder = generations.create(path)

    def add(self, articles: Iterable[Article]) -> int:
        """Take articles in; one whose id is there already replaces it. Returns how many."""
        count = 0
        for article in articles:
            self._articles[article.id] = json.dumps(article.to_stored(), ensure_ascii=False)
            count += 1
            if self._progress:
                self._progress(len(self._articles))
        return count

    def remove(self, article_ids: Iterable[str]) -> int:
        """Leave these articles out of the new generation. Returns how many were there."""
        return sum(self._articles.pop(article_id, None) is not None for article_id in article_ids)

    def switch(self) -> IndexInfo:
        """Write everything to disk and make it the generation that readers open."""
        with (self._folder / "articles.jsonl").open("w", encoding="utf-8") as file:
            file.writelines(line + "\n" for line in self._articles.values())
            file.flush()
            os.fsync(file.fileno())
        generations.point(self._path, self._folder)
        self._lock.release()
        return WhooshEngine(self._path).info()

    def abandon(self) -> None:
        """Throw the unfinished generation away; the one that readers use stays."""
        shutil.rmtree(self._folder, ignore_errors=True)
        self._lock.release()

"""Default engine: opens the current generation of an index in a folder and follows it to newer ones."""

from __future__ import annotations

import threading
from pathlib import Path

from engine.backends.forwarding import ForwardingEngine
from engine.backends.whoosh.generation_searcher import GenerationSearcher
from engine.backends.whoosh.generations import generation_folders
from engine.errors import SearchError


class WhooshIndex(ForwardingEngine):
    """Index below `path`. The first search after another generation becomes current uses that one.

    With `follow` False it stays with the generation it opened; with `folder` it opens that one, current or not.
    """

    def __init__(self, path: Path, follow: bool = True, folder: Path | None = None) -> None:
        """Open the index. Raises IndexMissing, IndexVersionError, IndexDamaged."""
        self._path, self._follow, self._opening = path, follow and folder is None, threading.Lock()
        self._version = generation_folders.version(path)
        if folder:
            self._snapshot = GenerationSearcher(folder)
        else:
            self._open()

    def _open(self) -> None:
        """Open the current generation, trying again if it is removed while being opened."""
        while True:
            version = generation_folders.version(self._path)
            try:
                # Searches in progress keep the former snapshot, which is closed after the last of them.
                self._snapshot = GenerationSearcher(generation_folders.current(self._path))
            except SearchError:
                if generation_folders.version(self._path) == version:
                    raise
                continue
            self._version = version
            return

    def _current(self) -> GenerationSearcher:
        if self._follow and generation_folders.version(self._path) != self._version:
            with self._opening:
                if generation_folders.version(self._path) != self._version:
                    self._open()
        return self._snapshot

    def close(self) -> None:
        """Close files and release memory."""
        self._snapshot.close()

"""The default engine: the current generation of an index in a folder, and a new one as soon as there is one."""

from __future__ import annotations

import threading
from pathlib import Path

from engine.backends.forwarding import ForwardingEngine
from engine.backends.whoosh.generation_searcher import GenerationSearcher
from engine.backends.whoosh.generations import generation_folders
from engine.errors import SearchError


class WhooshIndex(ForwardingEngine):
    """The index below `path`. When another generation becomes current, the next search is answered from that.

    With `follow` False it stays with the generation that it opened; with `folder` that is this one, current or not.
    """

    def __init__(self, path: Path, follow: bool = True, folder: Path | None = None) -> None:
        """Raises IndexMissing, IndexVersionError, IndexDamaged."""
        self._path, self._follow, self._opening = path, follow and folder is None, threading.Lock()
        self._version = generation_folders.version(path)
        if folder:
            self._snapshot = GenerationSearcher(folder)
        else:
            self._open()

    def _open(self) -> None:
        """Open the current generation; one that is cleared away while it is being opened gives way to the next."""
        while True:
            version = generation_folders.version(self._path)
            try:
                # Searches under way go on with the former snapshot, which closes with the last of them.
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
        """Let go of files and memory."""
        self._snapshot.close()

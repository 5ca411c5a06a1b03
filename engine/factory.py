"""From the address of an index to the backend that keeps it: the only deferred imports."""

from __future__ import annotations

from collections.abc import Hashable
from pathlib import Path

from engine.backend import Builder, Engine, Keeper
from engine.errors import SettingError


def open_engine(url: str, follow: bool = True) -> Engine:
    """The index at `url` ("whoosh:PATH"), open for reading; it moves on to newer generations unless `follow` is False.

    Raises SettingError for an unknown kind of address, IndexMissing, IndexVersionError, IndexDamaged.
    """
    kind, _, place = url.partition(":")
    if kind == "whoosh" and place:
        from engine.backends.whoosh.engine import WhooshEngine

        return WhooshEngine(Path(place), follow)
    raise SettingError(f"No engine can open {url!r}: an address looks like whoosh:var/index.")


def index_version(url: str) -> Hashable:
    """What changes whenever the index at `url` has to be opened anew; cheap enough to ask at every request."""
    kind, _, place = url.partition(":")
    if kind == "whoosh" and place:
        from engine.backends.whoosh import generations

        return generations.version(Path(place))
    raise SettingError(f"No engine can open {url!r}: an address looks like whoosh:var/index.")


def open_builder(
    url: str,
    memory_mb: int = 1024,
    processes: int | None = None,
    update: bool = False,
    keep: int = 2,
    wait: float = 0.0,
) -> Builder:
    """A writer of a new generation of the index at `url`; `processes` None means one per core.

    With `update` it begins with the articles of the current one. `keep` former generations stay; another writer is
    waited for `wait` seconds. Raises SettingError for an unknown kind of address, IndexLocked, IndexNotWritten.
    """
    kind, _, place = url.partition(":")
    if kind == "whoosh" and place:
        from engine.backends.whoosh.builder import WhooshBuilder

        return WhooshBuilder(Path(place), memory_mb, processes, update, keep=keep, wait=wait)
    raise SettingError(f"No engine can build {url!r}: an address looks like whoosh:var/index.")


def open_keeper(url: str) -> Keeper:
    """The generations of the index at `url`. Raises SettingError for an unknown kind of address."""
    kind, _, place = url.partition(":")
    if kind == "whoosh" and place:
        from engine.backends.whoosh.keeper import WhooshKeeper

        return WhooshKeeper(Path(place))
    raise SettingError(f"No engine keeps {url!r}: an address looks like whoosh:var/index.")

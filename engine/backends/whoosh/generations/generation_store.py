"""Generation store on disk: list generations, check every byte, roll back."""

from __future__ import annotations

import os
import zlib
from collections.abc import Callable
from pathlib import Path

from engine.backend import Fault, Generation
from engine.backends.whoosh.arrays import durable_files
from engine.backends.whoosh.arrays.array_file import ArrayFile
from engine.backends.whoosh.generations import generation_folders, manifest
from engine.backends.whoosh.generations.manifest import Manifest
from engine.backends.whoosh.segment.segment_arrays import EXTENSION
from engine.errors import IndexDamaged, IndexMissing, IndexVersionError, SearchError
from engine.messages import Message, describe_error

CHECKSUM_BLOCK_BYTES = 1 << 20
ProgressCallback = Callable[[int], None]


class WhooshGenerations:
    """Generations of the index below `path`."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def generations(self) -> tuple[Generation, ...]:
        """Return all generations, oldest first. Raises IndexMissing if there are none."""
        if not generation_folders.list_generations(self._path):
            generation_folders.current(self._path)
        return tuple(self._generation(name) for name in generation_folders.list_generations(self._path))

    def _generation(self, name: str) -> Generation:
        folder = self._path / generation_folders.GENERATIONS_FOLDER / name
        current = generation_folders.is_current(self._path, folder)
        rolled_back = name in generation_folders.rolled_back(self._path)
        size = sum(max(0, manifest.length(file)) for file in folder.glob("*"))
        try:
            contents = manifest.read(folder)
        except SearchError as error:
            return Generation(name, current, size, fault=error.message, rolled_back=rolled_back)
        return Generation(
            name, current, size, contents.moment, contents.articles, contents.digest, rolled_back=rolled_back
        )

    def roll_back(self, name: str | None = None, wait: float = 0.0) -> Generation:
        """Verify a generation, by default the newest sound one before the current, and make it current."""
        lock = generation_folders.WriterLock(self._path, wait)
        try:
            folder = self._path / generation_folders.GENERATIONS_FOLDER / (name or self._former())
            if folder.name not in generation_folders.list_generations(self._path):
                raise IndexMissing(
                    "There is no generation %(name)r in %(path)s; `zhenwen generations` lists them.",
                    name=name,
                    path=self._path,
                )
            _verify(folder)
            with durable_files.translate_os_errors(self._path):
                generation_folders.record_rollback(self._path, folder)
                generation_folders.write_pointer(self._path, folder)
            return self._generation(folder.name)
        finally:
            lock.release()

    def _former(self) -> str:
        """Return the newest sound generation before the current one, or of all if the current is unknown."""
        try:
            now = generation_folders.current(self._path).name
            names = [name for name in generation_folders.list_generations(self._path) if name < now]
        except (IndexDamaged, IndexMissing):
            names = list(generation_folders.list_generations(self._path))
        for name in reversed(names):
            try:
                _verify(self._path / generation_folders.GENERATIONS_FOLDER / name)
            except SearchError:
                continue
            return name
        if not names:
            raise IndexMissing("There is no former generation in %(path)s to go back to.", path=self._path)
        raise IndexMissing("%(path)s keeps no sound generation to go back to; build the index again.", path=self._path)

    def note(self, generation: str, name: str) -> bytes | None:
        """Return the note that the builder saved with a generation under this name, None if there is none."""
        folder = self._path / generation_folders.GENERATIONS_FOLDER / generation
        try:
            return manifest.note(folder, manifest.read(folder), name)
        except IndexVersionError:
            return manifest.note_of_another_version(folder, name)

    def check(self, progress: Callable[[float], None] | None = None) -> tuple[Fault, ...]:
        """Read every byte of every generation; `progress` gets the fraction done. Raises IndexMissing.

        Former generations of another version of the format are passed over; raises IndexVersionError if the one that
        readers use is of another.
        """
        faults: list[Fault] = []
        try:
            generation_folders.current(self._path)
        except IndexDamaged as error:
            faults.append(Fault(None, generation_folders.POINTER_FILE, error.message))
        names = generation_folders.list_generations(self._path)
        whole = sum(generation.size for generation in self.generations())
        done = 0

        def tell(size: int) -> None:
            nonlocal done
            done += size
            if progress:
                progress(min(1.0, done / max(whole, 1)))

        for name in names:
            folder = self._path / generation_folders.GENERATIONS_FOLDER / name
            try:
                found = [Fault(name, file, reason) for file, reason in _faults(folder, tell)]
            except IndexVersionError:
                if generation_folders.is_current(self._path, folder):
                    raise
                continue
            if folder.is_dir():  # otherwise a build has pruned it meanwhile
                faults += found
        return tuple(faults)


def _verify(folder: Path) -> None:
    try:
        manifest.verify(folder)
    except OSError as error:
        raise IndexDamaged(
            "The generation %(folder)s cannot be read: %(error)s.", folder=folder, error=describe_error(error)
        ) from error


def _faults(folder: Path, tell: ProgressCallback) -> list[tuple[str, Message]]:
    """Return the faulty files of a generation with the reasons. Raises IndexVersionError."""
    try:
        contents = manifest.parse(folder)
    except IndexVersionError:
        raise
    except SearchError as error:
        return [(manifest.MANIFEST_FILE, error.message)]
    checked = ((name, _fault(folder, name, contents, tell)) for name in contents.files)
    faults = [(name, reason) for name, reason in checked if reason]
    strays = sorted({entry.name for entry in folder.iterdir()} - {manifest.MANIFEST_FILE, *contents.files})
    return faults + [
        (name, Message("%(name)s does not belong to the index; remove it.", name=folder / name)) for name in strays
    ]


def _fault(folder: Path, name: str, contents: Manifest, tell: ProgressCallback) -> Message | None:
    path, (size, crc) = folder / name, contents.files[name]
    length = manifest.length(path)
    if length < 0:
        return Message("%(path)s is missing, or no ordinary file.", path=path)
    if length != size:
        return Message(
            "%(path)s has %(length)s bytes, not the %(size)s that were written.",
            path=path,
            length=f"{length:,}",
            size=f"{size:,}",
        )
    try:
        if _crc(path, tell) != crc:
            return Message("%(path)s is not as it was written: some of its bytes have changed.", path=path)
        if name.endswith(EXTENSION):
            ArrayFile(path).verify()
    except OSError as error:
        return Message("%(path)s cannot be read: %(error)s.", path=path, error=describe_error(error))
    except SearchError as error:
        return error.message
    return None


def _crc(path: Path, tell: ProgressCallback) -> int:
    """Return the checksum of a file as it is on disk, bypassing the page cache."""
    crc = 0
    with path.open("rb", buffering=0) as file:
        if hasattr(os, "posix_fadvise"):
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        while block := file.read(CHECKSUM_BLOCK_BYTES):
            crc = zlib.crc32(block, crc)
            tell(len(block))
    return crc

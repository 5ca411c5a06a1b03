"""Power cuts: every moment of a write operation replayed, with some or all unsynced data lost.

python -m tests.faults.power --rounds 20 --seed 1
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.faults.disk import Disk, watch
from tests.faults.outcome import fault
from tests.faults.scenes import WORK, Scene, fresh, scenes


@dataclass
class File:
    """A file on the disk: its current bytes, and those guaranteed after a power cut."""

    data: bytes = b""
    lasting: bytes = b""


@dataclass
class Folder:
    """A folder: its current names, those guaranteed after a power cut, and the changes between, in order."""

    names: dict[str, Any] = field(default_factory=dict)
    lasting: dict[str, Any] = field(default_factory=dict)
    changes: list[dict[str, Any]] = field(default_factory=list)

    def change(self, **names: Any) -> None:
        """Set names, or remove those set to None, in one step."""
        self.changes.append(names)
        _apply(self.names, names)


def _apply(names: dict[str, Any], change: dict[str, Any]) -> None:
    for name, value in change.items():
        if value is None:
            names.pop(name, None)
        else:
            names[name] = value


class Model:
    """Model of a disk under POSIX guarantees: data synced by fsync is durable, anything else may be."""

    def __init__(self, root: Path) -> None:
        self._root = str(root)
        self.top = self._load(root)

    def _load(self, path: Path) -> Folder:
        names: dict[str, Any] = {}
        for entry in path.iterdir():
            if entry.is_dir():
                names[entry.name] = self._load(entry)
            else:
                data = entry.read_bytes()
                names[entry.name] = File(data, data)
        return Folder(names, dict(names))

    def _folder(self, path: str) -> Folder:
        at = self.top
        for part in os.path.relpath(path, self._root).split("/"):
            if part != ".":
                at = at.names[part]
        return at

    def _inside(self, path: str) -> tuple[Folder, str]:
        return self._folder(str(Path(path).parent)), Path(path).name

    def play(self, call: str, path: str, *rest: Any) -> None:
        """Replay a recorded call."""
        if call in ("read", "utime") or (path == self._root and call != "fsync"):
            return
        folder, name = self._inside(path) if path != self._root else (self.top, "")
        if call == "create":
            if name not in folder.names:
                folder.change(**{name: File()})
            elif name != "lock":
                folder.names[name].data = b""
        elif call == "write":
            folder.names[name].data += rest[0]
        elif call == "mkdir":
            folder.change(**{name: Folder()})
        elif call in ("unlink", "rmdir"):
            folder.change(**{name: None})
        elif call == "link":
            target, new = self._inside(rest[0])
            target.change(**{new: folder.names[name]})
        elif call == "rename":
            target, new = self._inside(rest[0])
            assert target is folder
            folder.change(**{name: None, new: folder.names[name]})
        elif call == "fsync":
            self._sync(self.top if path == self._root else folder.names[name])

    def _sync(self, file: File | Folder) -> None:
        if isinstance(file, File):
            file.lasting = file.data
        else:
            file.lasting, file.changes = dict(file.names), []

    def cut(self, target: Path, source: random.Random | None, folder: Folder | None = None) -> None:
        """Write the state after a power cut: no unsynced data, or a random part of it if `source` is given."""
        folder = folder or self.top
        names = dict(folder.lasting)
        for change in _kept(folder.changes, source):
            _apply(names, change)
        target.mkdir()
        for name, value in names.items():
            if isinstance(value, Folder):
                self.cut(target / name, source, value)
            else:
                (target / name).write_bytes(_left(value, source))


def _kept(changes: list[Any], source: random.Random | None) -> list[Any]:
    if source is None:
        return []
    if source.random() < 0.5:
        return changes[: source.randint(0, len(changes))]
    return [change for change in changes if source.random() < 0.5]


def _left(file: File, source: random.Random | None) -> bytes:
    if source is None or file.data == file.lasting:
        return file.lasting
    length = source.randint(0, len(file.data))
    return source.choice(
        [file.lasting, file.data, file.data[:length], file.data[:length] + bytes(len(file.data) - length)]
    )


def run(rounds: int, seed: int, folder: Path) -> tuple[int, list[str]]:
    """Cut the power at every call of every scene; return the number of cuts, and the problems found."""
    source = random.Random(seed)
    cuts, found = 0, []
    for scene in scenes(folder):
        work = fresh(scene)
        (work / "index").mkdir(exist_ok=True)
        start = Model(work / "index")
        with watch(Disk(work / "index")) as disk:
            scene.act(work)
        for at in range(len(disk.events) + 1):
            for number in range(rounds + 1):
                _replay(scene, start, disk, at, source if number else None)
                cuts += 1
                done = at == len(disk.events)
                wrong = fault(scene, recover=source.random() < 0.1, done=done)
                if wrong:
                    found.append(f"{scene.name}, before call {at + 1}, {'some' if number else 'all'} lost: {wrong}")
    return cuts, found


def _replay(scene: Scene, start: Model, disk: Disk, at: int, source: random.Random | None) -> None:
    work = scene.template.parent / WORK
    model = Model.__new__(Model)
    model._root, model.top = start._root, _copied(start.top, {})
    for event in disk.events[:at]:
        model.play(*event)
    shutil.rmtree(work / "index")
    model.cut(work / "index", source)


def _copied(held: Any, seen: dict[int, Any]) -> Any:
    """Return a copy of the tree that preserves hard links."""
    if id(held) not in seen:
        if isinstance(held, File):
            seen[id(held)] = File(held.data, held.lasting)
        else:
            names = {name: _copied(value, seen) for name, value in held.names.items()}
            seen[id(held)] = Folder(names, dict(names))
    return seen[id(held)]


def main() -> int:
    """Print the figures; return 1 if there was a problem."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=20, help="random losses at each call, beside the whole loss")
    options.add_argument("--seed", type=int, default=1)
    args = options.parse_args()
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        cuts, found = run(args.rounds, args.seed, Path(folder))
    print(f"seed {args.seed}: {cuts:,} power cuts, {len(found)} states that were neither old nor new")
    print(f"{time.monotonic() - begun:.0f} s", *found[:20], sep="\n")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())

"""What was read, what was rejected and why, and what a build made of it."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(slots=True)
class ChangeCount:
    """Articles of one source or town."""

    added: int = 0
    removed: int = 0
    changed: int = 0

    @property
    def all(self) -> int:
        """All of them."""
        return self.added + self.removed + self.changed


@dataclass(slots=True)
class Difference:
    """Articles of the new generation against those of the former, by id; a town counts those of the places in it too.

    The source "" stands for articles without one. `fault` says why the former ones are not known, where they are not.
    """

    former: int = 0
    added: int = 0
    removed: int = 0
    changed: int = 0
    same: int = 0
    sources: dict[str, ChangeCount] = field(default_factory=dict)
    towns: dict[str, ChangeCount] = field(default_factory=dict)
    fault: str | None = None

    @property
    def any(self) -> bool:
        """Whether there is any."""
        return bool(self.added or self.removed or self.changed)

    def to_json(self) -> dict[str, Any]:
        """The public form: its keys are a contract."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Rejection:
    """A raw file that gave no articles, or not all of its own, and the sentence that says why."""

    file: str
    reason: str


@dataclass(slots=True)
class Report:
    """Fills up while files are read. `replaced` counts articles whose id came again later, which then counts.

    `read` are the files that were read, `written` the articles that were written; an update leaves most as they are.
    `generation` is None where none was written; `unused` has a sentence for each correction that matched nothing.

    `skipped` are leftovers of systems and downloads. `stale` counts former articles that stay because their file cannot
    be read now, `held_back` names files that are as they were in a generation that was rolled back. `refused`:
    something was rejected, and the build was not to be switched to then. `reread` says why files were read that have
    not changed.
    """

    files: int = 0
    skipped: int = 0
    read: int = 0
    articles: int = 0
    reprints: int = 0
    replaced: int = 0
    written: int = 0
    difference: Difference | None = None
    dry_run: bool = False
    generation: str | None = None
    seconds: float = 0.0
    rejected: list[Rejection] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)
    stale: dict[str, int] = field(default_factory=dict)
    held_back: list[str] = field(default_factory=list)
    refused: bool = False
    reread: str = ""

    def reject(self, file: str, reason: str) -> None:
        """Note that `file` gave nothing, or not all, and go on."""
        self.rejected.append(Rejection(file, reason))

    def to_json(self) -> dict[str, Any]:
        """The public form, printed by `zhenwen build --json`: its keys are a contract."""
        return asdict(self)

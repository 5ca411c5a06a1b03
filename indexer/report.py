"""Report of a build: files read, files rejected with reasons, and changes to the index."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from engine.messages import Message


@dataclass(slots=True)
class ChangeCount:
    """Numbers of added, removed and changed articles of one source or town."""

    added: int = 0
    removed: int = 0
    changed: int = 0

    @property
    def all(self) -> int:
        """Total of the three."""
        return self.added + self.removed + self.changed


@dataclass(slots=True)
class Difference:
    """Articles of the new generation compared with the previous one, by id.

    A town also counts the articles of places within it. The source "" stands for articles without one. `fault` is the
    reason why the previous articles are unavailable, if they are.
    """

    former: int = 0
    added: int = 0
    removed: int = 0
    changed: int = 0
    same: int = 0
    sources: dict[str, ChangeCount] = field(default_factory=dict)
    towns: dict[str, ChangeCount] = field(default_factory=dict)
    fault: Message | None = None

    @property
    def any(self) -> bool:
        """True if any article was added, removed or changed."""
        return bool(self.added or self.removed or self.changed)

    def to_json(self) -> dict[str, Any]:
        """Return the public JSON form; its keys are a contract."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Rejection:
    """A raw file that yielded no articles, or not all of them, with a sentence that gives the reason."""

    file: str
    reason: Message


@dataclass(slots=True)
class Report:
    """Counters and messages, filled while files are read.

    `read` is the number of files read, `written` that of articles written; an update leaves most unchanged. `replaced`
    counts articles superseded by a later one with the same id. `generation` is None if none was written; `unused` has a
    sentence for each correction that matched nothing.

    `skipped` counts leftovers of systems and downloads. `stale` counts, by file, previous articles that are kept
    because the file cannot be read now; `held_back` names files that are unchanged since a generation that was rolled
    back. `refused` is true if something was rejected in a build that must not be published then. `reread` is the reason
    why unchanged files were read again.
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
    unused: list[Message] = field(default_factory=list)
    stale: dict[str, int] = field(default_factory=dict)
    held_back: list[str] = field(default_factory=list)
    refused: bool = False
    reread: Message | str = ""

    def reject(self, file: str, reason: Message) -> None:
        """Record that `file` yielded nothing, or not everything, and continue."""
        self.rejected.append(Rejection(file, reason))

    def to_json(self) -> dict[str, Any]:
        """Return the public JSON form, printed by `zhenwen build --json`; its keys are a contract."""
        return asdict(self)

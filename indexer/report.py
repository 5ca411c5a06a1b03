"""What was read, what was rejected and why."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Rejection:
    """A raw file that gave no articles, and the sentence that says why."""

    file: str
    reason: str


@dataclass(slots=True)
class Report:
    """Fills up while files are read."""

    files: int = 0
    articles: int = 0
    rejected: list[Rejection] = field(default_factory=list)

    def reject(self, file: str, reason: str) -> None:
        """Note that `file` gave nothing, and go on."""
        self.rejected.append(Rejection(file, reason))

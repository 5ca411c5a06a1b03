"""What a build changes: articles added, removed and changed, by source and by town."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from indexer.memory import Row


@dataclass(slots=True)
class Count:
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
    sources: dict[str, Count] = field(default_factory=dict)
    towns: dict[str, Count] = field(default_factory=dict)
    fault: str | None = None

    @property
    def any(self) -> bool:
        """Whether there is any."""
        return bool(self.added or self.removed or self.changed)

    def to_json(self) -> dict[str, Any]:
        """The public form: its keys are a contract."""
        return asdict(self)


def compare(former: Mapping[str, Row], new: Mapping[str, Row]) -> Difference:
    """What has changed between two sets of articles by id."""
    found = Difference(former=len(former))
    for article_id, row in new.items():
        before = former.get(article_id)
        if before is None:
            _count(found, "added", row)
        elif before.digest != row.digest:
            _count(found, "changed", row, before)
        else:
            found.same += 1
    for article_id, row in former.items():
        if article_id not in new:
            _count(found, "removed", row)
    found.sources = dict(sorted(found.sources.items(), key=lambda item: (-item[1].all, item[0])))
    found.towns = dict(sorted(found.towns.items(), key=lambda item: (-item[1].all, item[0])))
    return found


def _count(found: Difference, kind: str, *rows: Row) -> None:
    setattr(found, kind, getattr(found, kind) + 1)
    for source in {row.source or "" for row in rows}:
        count = found.sources.setdefault(source, Count())
        setattr(count, kind, getattr(count, kind) + 1)
    for town in {part for row in rows for path in row.towns for part in _lineage(path)}:
        count = found.towns.setdefault(town, Count())
        setattr(count, kind, getattr(count, kind) + 1)


def _lineage(path: str) -> list[str]:
    """北京市/通州区 gives 北京市 and 北京市/通州区."""
    parts = path.split("/")
    return ["/".join(parts[:i]) for i in range(1, len(parts) + 1)]

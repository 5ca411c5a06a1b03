"""Count articles added, removed and changed by a build, in total, by source and by town."""

from __future__ import annotations

from collections.abc import Mapping

from indexer.building.build_manifest import ArticleRecord
from indexer.report import ChangeCount, Difference


def compare_builds(former: Mapping[str, ArticleRecord], new: Mapping[str, ArticleRecord]) -> Difference:
    """Return the differences between two sets of articles by id."""
    difference = Difference(former=len(former))
    for article_id, row in new.items():
        before = former.get(article_id)
        if before is None:
            _count(difference, "added", row)
        elif before.digest != row.digest:
            _count(difference, "changed", row, before)
        else:
            difference.same += 1
    for article_id, row in former.items():
        if article_id not in new:
            _count(difference, "removed", row)
    difference.sources = dict(sorted(difference.sources.items(), key=lambda item: (-item[1].all, item[0])))
    difference.towns = dict(sorted(difference.towns.items(), key=lambda item: (-item[1].all, item[0])))
    return difference


def _count(difference: Difference, kind: str, *rows: ArticleRecord) -> None:
    setattr(difference, kind, getattr(difference, kind) + 1)
    for source in {row.source or "" for row in rows}:
        count = difference.sources.setdefault(source, ChangeCount())
        setattr(count, kind, getattr(count, kind) + 1)
    for town in {part for row in rows for path in row.towns for part in _lineage(path)}:
        count = difference.towns.setdefault(town, ChangeCount())
        setattr(count, kind, getattr(count, kind) + 1)


def _lineage(path: str) -> list[str]:
    """北京市/通州区 gives 北京市 and 北京市/通州区."""
    parts = path.split("/")
    return ["/".join(parts[:i]) for i in range(1, len(parts) + 1)]

"""The generation that a build is compared with: its articles, and what it remembers of its input."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from engine.backend import Engine
from engine.errors import IndexDamaged, IndexMissing, IndexVersionError
from engine.factory import open_engine
from indexer.memory import Memory, Row, recall, to_row


@dataclass(frozen=True)
class Former:
    """What there is before a build; nothing where there is no index, or none that can be read (`fault` says why)."""

    engine: Engine | None = None
    memory: Memory | None = None
    rows: Mapping[str, Row] = field(default_factory=dict)
    fault: str | None = None

    def close(self) -> None:
        """Let go of the index."""
        if self.engine:
            self.engine.close()


def open_former(url: str) -> Former:
    """The generation that readers use now."""
    try:
        engine = open_engine(url, follow=False)
        memory = recall(engine)
        rows = memory.articles() if memory else {article.id: to_row(article) for article in engine.articles()}
    except IndexMissing:
        return Former()
    except (IndexDamaged, IndexVersionError) as error:
        return Former(fault=str(error))
    return Former(engine, memory, rows)


def remembered(url: str) -> tuple[Path, ...]:
    """The files and folders that the index was made from. Raises IndexMissing, IndexDamaged, IndexVersionError."""
    engine = open_engine(url, follow=False)
    memory = recall(engine)
    engine.close()
    return tuple(map(Path, memory.paths)) if memory else ()

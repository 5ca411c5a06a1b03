"""Fixtures of the engine's tests: an open index of the dozen articles, and real news if available."""

from __future__ import annotations

import itertools
import json
import lzma
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.backend import Engine
from engine.factory import open_engine

NEWS = Path(__file__).parents[2].parent / "shared" / "corpus" / "news" / "crud.jsonl.xz"


@pytest.fixture(scope="session")
def engine(index_url: str) -> Iterator[Engine]:
    """An open index of the articles."""
    opened = open_engine(index_url)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def news() -> list[str]:
    """The texts of a hundred real news items."""
    if not NEWS.exists():
        pytest.skip(f"{NEWS} is not here")
    with lzma.open(NEWS, "rt", encoding="utf-8") as lines:
        return [json.loads(line)["body"] for line in itertools.islice(lines, 100)]

"""The benchmarked engines, one module with the same interface each."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from bench.adapter import Adapter

ENGINES = ("columnar", "tantivy", "lucene", "fts5", "xapian", "whoosh")


def make(name: str, folder: Path) -> Adapter:
    """Return an adapter for the engine `name` (its module) in `folder`. Raises ImportError if it is not installed."""
    module = import_module(f"bench.engines.{name}_engine")
    adapter: Adapter = module.Engine(folder)
    return adapter

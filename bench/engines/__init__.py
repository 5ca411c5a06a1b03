"""The engines that are measured, each a module of one shape."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from bench.adapter import Adapter

ENGINES = ("columnar", "tantivy", "fts5", "xapian", "whoosh")


def make(name: str, folder: Path) -> Adapter:
    """The engine `name` (the name of its module) in `folder`. Raises ImportError where it is not installed."""
    module = import_module(f"bench.engines.{name}_engine")
    adapter: Adapter = module.Engine(folder)
    return adapter

"""One target under atheris, which mutates inputs that reach new code: python -m tests.fuzzing.coverage_run TARGET ….

What follows the target are libFuzzer's folders and options.
"""

from __future__ import annotations

import importlib
import pkgutil
import sys
import tempfile
import warnings
from pathlib import Path

import atheris

# Modules whose branches guide the mutations; the rest is loaded as it is.
INSTRUMENTED = {
    "reader": ("indexer.readers", "indexer.repair", "indexer.split", "indexer.pipeline"),
    "encoding": ("indexer.readers",),
    "splitter": ("indexer.repair", "indexer.split", "indexer.metadata", "indexer.entities", "indexer.pipeline"),
    "settings": ("engine.settings", "engine.setting_values", "indexer.building", "indexer.metadata", "tomllib"),
    "query": ("engine.query", "engine.backends.whoosh", "engine.text"),
    "segment": ("engine.backends.whoosh",),
    "http": ("searchapp", "engine.query"),
    "letter": ("searchapp.mail", "searchapp.request"),
}


def main() -> None:
    """Load the code of a target with counters in it, and try inputs without end or as the options say."""
    warnings.simplefilter("ignore")
    name, *options = sys.argv[1:]
    chosen = INSTRUMENTED[name]
    with atheris.instrument_imports(include=list(chosen), enable_loader_override=False):
        for package in chosen:
            module = importlib.import_module(package)
            for found in pkgutil.walk_packages(getattr(module, "__path__", ()), f"{package}."):
                if ".migrations." not in found.name:  # scripts that Alembic runs
                    importlib.import_module(found.name)
        targets = importlib.import_module("tests.fuzzing.targets")
    target = targets.TARGETS[name]
    with tempfile.TemporaryDirectory(prefix="zhenwen-fuzzing-") as folder:
        place = Path(folder)
        atheris.Setup([sys.argv[0], *options], lambda data: target(data, place))
        atheris.Fuzz()


if __name__ == "__main__":
    main()

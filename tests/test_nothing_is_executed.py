"""Data read from disk is never executed: no module loads pickles, except one whose file only its process can open."""

from __future__ import annotations

import ast

import pytest

from indexer.building.article_spool import ArticleSpool
from tests.test_layers import MODULES, TREES

LOADERS = {"pickle", "cPickle", "marshal", "shelve", "dill", "joblib", "cloudpickle", "copyreg", "imp", "runpy", "code"}
# An unnamed temporary file, private to this process.
OWN = {"indexer.building.article_spool": {"pickle"}}
CALLS = {"eval", "exec", "open_dir", "read_pickle", "system", "popen", "allow_pickle", "exists_in"}


@pytest.mark.parametrize("name", sorted(MODULES))
def test_a_module_loads_no_pickles_and_runs_no_text(name: str) -> None:
    used = set()
    for node in ast.walk(TREES[name]):
        if isinstance(node, ast.Import):
            used |= {alias.name.split(".")[0] for alias in node.names} & LOADERS
        elif isinstance(node, ast.ImportFrom) and node.module:
            used |= {node.module.split(".")[0]} & LOADERS
        elif isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            used |= {called} & CALLS
            used |= {keyword.arg for keyword in node.keywords if keyword.arg} & CALLS
    assert used == OWN.get(name, set())


def test_the_spool_has_no_name(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path_factory.mktemp("spool")
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    with ArticleSpool() as spool:
        spool.extend([b"x" * 100_000])
        assert list(folder.iterdir()) == []

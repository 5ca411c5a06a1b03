"""The layers: permitted imports between folders, no cycles, and one owner for each library."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from graphlib import TopologicalSorter
from itertools import pairwise
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("engine", "indexer", "searchapp")
MAY_IMPORT = {"engine": {"engine"}, "indexer": {"indexer", "engine"}, "searchapp": {"searchapp", "engine"}}
# Bottom up: a folder imports only those above it in this list. A module directly in a package is a folder of its own;
# the last of each package is its __init__.py or the module that assembles it.
FOLDERS = (
    # engine
    "engine.messages",
    "engine.errors",
    "engine.setting_values",
    "engine.settings",
    "engine.terminal_text",
    "engine.evidence_rules",
    "engine.article",
    "engine.schema",
    "engine.runtime",
    "engine.text.kernels",
    "engine.text",
    "engine.query",
    "engine.ranking",
    "engine.vocabulary",
    "engine.results",
    "engine.suggest",
    "engine.backend",
    "engine.search",
    "engine.backends",
    "engine.backends.whoosh.kernels",
    "engine.backends.whoosh.arrays",
    "engine.backends.whoosh.segment",
    "engine.backends.whoosh.searching.nodes",
    "engine.backends.whoosh.searching",
    "engine.backends.whoosh.codec",
    "engine.backends.whoosh.writing",
    "engine.backends.whoosh.generations",
    "engine.backends.whoosh",
    "engine.backends.opensearch.client",
    "engine.backends.opensearch.documents",
    "engine.backends.opensearch.generations",
    "engine.backends.opensearch.searching",
    "engine.backends.opensearch.building",
    "engine.backends.opensearch",
    "engine.factory",
    "engine.installation",
    "engine",
    # indexer
    "indexer.document",
    "indexer.report",
    "indexer.entities",
    "indexer.readers",
    "indexer.repair",
    "indexer.split",
    "indexer.metadata",
    "indexer.metadata.town",
    "indexer.metadata.leader",
    "indexer.pipeline",
    "indexer.building",
    "indexer.quality",
    "indexer.cli",
    "indexer",
    # searchapp
    "searchapp.assets",
    "searchapp.request",
    "searchapp.saved",
    "searchapp.saved.migrations",
    "searchapp.saved.migrations.versions",
    "searchapp.service",
    "searchapp.present",
    "searchapp.mail",
    "searchapp.server",
    "searchapp.api",
    "searchapp.loading",
    "searchapp.alerts",
    "searchapp.views",
    "searchapp.http_errors",
    "searchapp.application",
    "searchapp",
    "searchapp.cli",
)
OWNERS = {
    "jieba": ("engine.text.segmenter",),
    "rjieba": ("engine.text.segmenter",),
    "whoosh": ("engine.backends.whoosh",),
    "opensearchpy": ("engine.backends.opensearch",),
    "sqlalchemy": ("searchapp.saved.",),
    "alembic": ("searchapp.saved.",),
    "mcp": ("searchapp.api.mcp_server",),
    "waitress": ("searchapp.server.",),
    "flask": (
        "searchapp.server.",
        "searchapp.loading",
        "searchapp.alerts.letters",
        "searchapp",
        "searchapp.application",
        "searchapp.http_errors",
        "searchapp.views.",
    ),
}
# Modules that choose one of several siblings at run time, so that only the required one is loaded.
# searchapp.cli.mcp_command loads code that needs an extra; kernels, code that was compiled if there was a compiler;
# searchapp, its application, which terminal commands do without.
DISPATCHERS = {
    "engine.backends.whoosh.kernels",
    "engine.factory",
    "engine.installation",
    "engine.text.kernels",
    "indexer.readers",
    "searchapp",
    "searchapp.cli.mcp_command",
    "searchapp.saved.store_factory",
}


def _name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {_name(path): path for package in PACKAGES for path in (ROOT / package).rglob("*.py")}


def _imports(tree: ast.AST) -> Iterator[tuple[str, ast.stmt]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            for alias in node.names:
                full_name = f"{node.module}.{alias.name}"
                yield (full_name if full_name in MODULES else str(node.module)), node


def _folder(module: str) -> str:
    """Return the folder of FOLDERS that a module belongs to."""
    if module in FOLDERS:
        return module
    return module.rpartition(".")[0]


TREES = {name: ast.parse(path.read_text(encoding="utf-8")) for name, path in MODULES.items()}
IMPORTS = {name: {target for target, _ in _imports(tree)} for name, tree in TREES.items()}


@pytest.mark.parametrize("name", sorted(MODULES))
def test_a_module_imports_only_from_its_own_side_and_the_engine(name: str) -> None:
    imported = {target.split(".")[0] for target in IMPORTS[name]} & {*PACKAGES, "zhenwen"}
    assert imported <= MAY_IMPORT[name.split(".")[0]]


@pytest.mark.parametrize("name", sorted(MODULES))
def test_a_folder_imports_only_folders_below_it(name: str) -> None:
    folder = _folder(name)
    assert folder in FOLDERS, "a new folder needs its place in the order of FOLDERS"
    above = set(FOLDERS[FOLDERS.index(folder) + 1 :])
    assert {target for target in IMPORTS[name] if target in MODULES and _folder(target) in above} == set()


def test_every_folder_of_the_order_exists() -> None:
    assert [folder for folder in FOLDERS if folder not in MODULES] == []


@pytest.mark.parametrize("library", sorted(OWNERS))
def test_a_library_is_known_to_its_owner_alone(library: str) -> None:
    users = {name for name, targets in IMPORTS.items() if library in {target.split(".")[0] for target in targets}}
    owners = OWNERS[library]
    strangers = {
        user
        for user in users
        if not any(
            user == owner or (owner != "searchapp" and user.startswith(f"{owner.rstrip('.')}.")) for owner in owners
        )
    }
    assert not strangers


def test_no_module_imports_itself_by_a_detour() -> None:
    graph = {name: {target for target in targets if target in MODULES} - {name} for name, targets in IMPORTS.items()}
    assert len(list(TopologicalSorter(graph).static_order())) >= len(MODULES)


def test_a_file_name_occurs_once() -> None:
    stems = sorted(
        path.stem
        for folder in (*PACKAGES, "bench", "scripts")
        for path in (ROOT / folder).rglob("*.py")
        if path.stem not in ("__init__", "__main__")
    )
    assert [first for first, second in pairwise(stems) if first == second] == []


@pytest.mark.parametrize("name", sorted(set(MODULES) - DISPATCHERS))
def test_imports_of_our_own_stand_at_the_top(name: str) -> None:
    top = set(map(id, TREES[name].body))
    deferred = [
        target for target, node in _imports(TREES[name]) if id(node) not in top and target.split(".")[0] in PACKAGES
    ]
    assert not deferred


@pytest.mark.parametrize("name", sorted(MODULES))
def test_every_module_says_what_it_is_for(name: str) -> None:
    docstring = ast.get_docstring(TREES[name])
    assert docstring
    assert len(docstring.splitlines()[0]) > 10


@pytest.mark.parametrize("name", sorted(MODULES))
def test_no_function_assigns_to_a_variable_of_its_module(name: str) -> None:
    assert not [node.lineno for node in ast.walk(TREES[name]) if isinstance(node, ast.Global)]

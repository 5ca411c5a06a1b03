"""The layers: which module may import which, no cycles, and one owner for each library."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("engine", "indexer", "searchapp")
MAY_IMPORT = {"engine": {"engine"}, "indexer": {"indexer", "engine"}, "searchapp": {"searchapp", "engine"}}
OWNERS = {
    "jieba": ("engine.analysis",),
    "rjieba": ("engine.analysis",),
    "whoosh": ("engine.backends.whoosh",),
    "opensearchpy": ("engine.backends.opensearch",),
    "sqlalchemy": ("searchapp.saved.",),
    "alembic": ("searchapp.saved.",),
    "mcp": ("searchapp.mcp_server",),
    "waitress": ("searchapp.server.",),
    "flask": ("searchapp", "searchapp.application", "searchapp.errors", "searchapp.views."),
}
# Modules that choose one of several siblings at run time, so that only the one that is needed is loaded.
# searchapp.mcp_cli loads what an extra has to be installed for; kernels, what was built where there is a compiler;
# searchapp, its application, which commands of the terminal do without.
DISPATCHERS = {
    "engine.backends.whoosh.kernels",
    "engine.factory",
    "indexer.readers",
    "searchapp",
    "searchapp.mcp_cli",
    "searchapp.saved.factory",
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
                whole = f"{node.module}.{alias.name}"
                yield (whole if whole in MODULES else str(node.module)), node


TREES = {name: ast.parse(path.read_text(encoding="utf-8")) for name, path in MODULES.items()}
IMPORTS = {name: {target for target, _ in _imports(tree)} for name, tree in TREES.items()}


@pytest.mark.parametrize("name", sorted(MODULES))
def test_a_module_imports_only_from_its_own_side_and_the_engine(name: str) -> None:
    own = {target.split(".")[0] for target in IMPORTS[name]} & {*PACKAGES, "zhenwen"}
    assert own <= MAY_IMPORT[name.split(".")[0]]


@pytest.mark.parametrize("library", sorted(OWNERS))
def test_a_library_is_known_to_its_owner_alone(library: str) -> None:
    users = {name for name, targets in IMPORTS.items() if library in {target.split(".")[0] for target in targets}}
    allowed = OWNERS[library]
    strangers = {
        user
        for user in users
        if not any(
            user == owner or (owner != "searchapp" and user.startswith(f"{owner.rstrip('.')}.")) for owner in allowed
        )
    }
    assert not strangers


def test_no_module_imports_itself_by_a_detour() -> None:
    graph = {name: {target for target in targets if target in MODULES} - {name} for name, targets in IMPORTS.items()}
    assert len(list(TopologicalSorter(graph).static_order())) >= len(MODULES)


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

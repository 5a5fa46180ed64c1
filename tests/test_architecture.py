"""Imports go one way: a room imports only from rooms before it."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import glassnet

ROOMS = [
    "errors", "version", "nn", "engine", "ink", "data", "recipes", "training", "models", "tutorials",
    "explain", "plots", "export", "cluster", "serve", "cli",
]  # fmt: skip
PACKAGE = Path(glassnet.__file__).parent
BANNED = {"utils", "helpers", "common"}
MODULES = sorted(PACKAGE.rglob("*.py"))


def imported_names(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are written in full"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def room_of(dotted: str) -> str | None:
    parts = dotted.split(".")
    return parts[1] if parts[0] == "glassnet" and len(parts) > 1 and parts[1] in ROOMS else None


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_module_imports_only_from_its_own_room_and_those_before(path: Path) -> None:
    here = path.relative_to(PACKAGE).parts[0]
    if here not in ROOMS:
        pytest.skip("the package's own front door")
    later = set(ROOMS[ROOMS.index(here) + 1 :])

    assert not {name for name in imported_names(path.read_text()) if room_of(name) in later}


def test_the_network_imports_nothing_but_numpy_and_the_compiler() -> None:
    outside = {"cyclopts", "rich", "PIL", "matplotlib", "safetensors", "platformdirs", "starlette"}
    names = {
        name.split(".")[0]
        for path in (PACKAGE / "nn").rglob("*.py")
        for name in imported_names(path.read_text())
    }

    assert not names & outside


def test_no_module_is_a_grab_bag() -> None:
    assert not [path for path in MODULES if BANNED & set(path.with_suffix("").parts)]

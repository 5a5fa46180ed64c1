"""Imports go one way: a module imports only from its own package and from packages before it."""

import ast
import re
import sys
from collections.abc import Iterator
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

import glassnet
from glassnet import nn

PACKAGES = [
    "errors", "version", "user_folders", "lazy_imports", "bounded_file", "text_file",
    "display", "nn", "engine", "ink", "data", "recipes", "training", "models", "forms", "sklearn",
    "tutorials", "explain", "plots", "export", "cluster", "serve", "cli",
]  # fmt: skip
ROOT = Path(glassnet.__file__).parent
MODULES = sorted(ROOT.rglob("*.py"))
# What a user calls stands above all packages.
ABOVE_ALL = {"__init__", "__main__", "library"}
KNOWN = set(MODULES)
NN_FILES = sorted(path.stem for path in (ROOT / "nn").glob("*.py") if path.stem != "__init__")
# Names that say nothing about what is inside.
BANNED = {"utils", "util", "helpers", "helper", "common", "misc"}


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def package_in_order(path: Path) -> str | None:
    """The package, or the module beside the packages, that a file belongs to; None above all of them."""
    here = path.relative_to(ROOT).with_suffix("").parts[0]
    return None if here in ABOVE_ALL else here


@cache
def imported_names(path: Path) -> list[str]:
    """The dotted names that a module imports, wherever the import stands in it."""
    names: list[str] = []
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names += (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are written in full"
            names += (f"{node.module}.{alias.name}" for alias in node.names)
    return names


def package_of(dotted: str) -> str | None:
    parts = dotted.split(".")
    return parts[1] if parts[0] == "glassnet" and len(parts) > 1 and parts[1] in PACKAGES else None


@pytest.mark.parametrize("path", [*filter(package_in_order, MODULES)], ids=name_of)
def test_a_module_imports_only_from_its_own_package_and_those_before(path: Path) -> None:
    here = package_in_order(path)
    assert here
    later = set(PACKAGES[PACKAGES.index(here) + 1 :])

    assert not {name for name in imported_names(path) if package_of(name) in later}


@cache
def module_of(dotted: str) -> Path | None:
    """The file of a module, or of the one that an imported name is in; packages stand for themselves."""
    path = ROOT.parent.joinpath(*dotted.split("."))
    places = (path.with_suffix(".py"), path / "__init__.py", path.parent.with_suffix(".py"))
    return next((place for place in places if place in KNOWN), None)


def test_no_module_depends_on_itself() -> None:
    depends = {
        path: {module for name in imported_names(path) if (module := module_of(name))} - {path}
        for path in MODULES
    }

    TopologicalSorter(depends).prepare()


def test_every_package_and_every_module_beside_them_is_in_the_order() -> None:
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")}
    modules = {path.stem for path in ROOT.glob("*.py")}

    assert packages | modules == {*PACKAGES, *ABOVE_ALL}


def reading_order() -> list[str]:
    """The files that the docstring of `glassnet.nn` lists, up to the sentence about the engine."""
    text = (nn.__doc__ or "").partition("imports only from those before it:")[2]
    return re.findall(r"`(\w+)`", text.partition("The package")[0])


def test_the_reading_order_names_every_file_of_nn_once() -> None:
    assert sorted(reading_order()) == NN_FILES


@pytest.mark.parametrize("file", NN_FILES)
def test_a_file_of_nn_imports_only_earlier_files_and_numpy(file: str) -> None:
    order = reading_order()
    earlier = set(order[: order.index(file)])
    for name in imported_names(ROOT / "nn" / f"{file}.py"):
        first, *rest = name.split(".")
        if first != "glassnet":
            assert first == "numpy" or first in sys.stdlib_module_names, name
        elif rest[0] == "nn":
            assert rest[1] in earlier, f"{name} comes after {file} in the reading order"
        else:
            assert rest[0] == "errors", name


def text_of_code(path: Path) -> Iterator[str]:
    """The identifiers and strings of a module, without its docstrings."""
    tree = ast.parse(path.read_text("utf-8"))
    described = (ast.Module, ast.ClassDef, ast.FunctionDef)
    docstrings = {
        id(first.value)
        for node in ast.walk(tree)
        if isinstance(node, described) and node.body
        if isinstance(first := node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            if id(node) not in docstrings:
                yield node.value
        elif isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr


@pytest.mark.parametrize("file", [*NN_FILES, "__init__"])
def test_nn_names_no_engine_not_even_in_a_string(file: str) -> None:
    path = ROOT / "nn" / f"{file}.py"

    assert not [text for text in text_of_code(path) if "engine" in text.lower()]


def test_only_the_engine_and_compiled_modules_of_data_and_ink_import_the_compiler() -> None:
    compiler = {"numba", "llvmlite"}
    importing = {
        path.relative_to(ROOT)
        for path in MODULES
        if any(name.split(".")[0] in compiler for name in imported_names(path))
    }
    elsewhere = [path for path in importing if path.parts[0] != "engine"]

    assert importing
    assert not [
        path
        for path in elsewhere
        if path.parts[0] not in ("data", "ink") or not path.stem.endswith("_compiled")
    ]


def test_module_names_say_what_is_inside() -> None:
    assert not [
        path for path in MODULES if BANNED & set(path.relative_to(ROOT).with_suffix("").parts)
    ]

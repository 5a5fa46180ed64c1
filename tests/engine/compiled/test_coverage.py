"""Every public function of `engine/compiled` is compared with a reference.

Each test file beside this one lists the functions that it compares in `COVERED`.
"""

from __future__ import annotations

import importlib
import pkgutil
import runpy
from collections.abc import Callable
from pathlib import Path

import pytest

pytest.importorskip("numba", reason="compiled functions need numba, which is not installed")

from numba.core.dispatcher import Dispatcher

import glassnet.engine.compiled as package


def public_functions() -> list[Callable]:
    """The compiled functions without an underscore, in the modules that define them."""
    modules = [
        importlib.import_module(f"{package.__name__}.{module.name}")
        for module in pkgutil.iter_modules(package.__path__)
    ]
    return [
        value
        for module in modules
        for name, value in vars(module).items()
        if isinstance(value, Dispatcher)
        and not name.startswith("_")
        and value.__module__ == module.__name__
    ]


@pytest.fixture(scope="module")
def covered() -> list[Callable]:
    here = Path(__file__)
    files = [path for path in sorted(here.parent.glob("test_*.py")) if path != here]
    return [each for path in files for each in runpy.run_path(str(path)).get("COVERED", [])]


@pytest.mark.parametrize(
    "function",
    public_functions(),
    ids=lambda each: f"{each.__module__.split('.')[-1]}.{each.__name__}",
)
def test_every_public_function_is_compared_with_a_reference(
    function: Callable, covered: list[Callable]
) -> None:
    assert function in covered, "compare it in the test file of its module, and list it in COVERED"

"""One mechanism for hot operations: a plain NumPy form to read, a compiled twin to run.

A function marked `@kernel` is the plain form. Its compiled twin has the same name and signature
and lives in the module that the mark names; it is imported the first time it is needed, so that
nothing pays for the compiler that does not use it. Without numba the plain form runs.
"""

from __future__ import annotations

import functools
import importlib
import importlib.util
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Generic, Literal, ParamSpec, TypeVar

Form = Literal["plain", "compiled"]

P = ParamSpec("P")
R = TypeVar("R")

_registry: list[Kernel[Any, Any]] = []


@functools.cache
def compiler_available() -> bool:
    """Whether numba is installed, so that compiled forms can run."""
    return importlib.util.find_spec("numba") is not None


class Kernel(Generic[P, R]):
    """A hot operation in two forms; calling it runs the form in use."""

    def __init__(self, plain: Callable[P, R], twin_module: str) -> None:
        self.plain = plain
        self.twin_module = twin_module
        self.active: Callable[P, R] = self._choose
        functools.update_wrapper(self, plain)
        _registry.append(self)

    @functools.cached_property
    def compiled(self) -> Callable[P, R]:
        """The compiled twin, imported on first use."""
        return getattr(importlib.import_module(self.twin_module), self.plain.__name__)

    @property
    def form(self) -> Callable[P, R]:
        """The form in use now, for whoever calls it so often that asking each time takes long."""
        return self.compiled if form_in_use() == "compiled" else self.plain

    def use(self, form: Form) -> None:
        """Run this form from now on."""
        self.active = self.compiled if form == "compiled" else self.plain

    def reset(self) -> None:
        """Choose again at the next call."""
        self.active = self._choose

    def _choose(self, *args: P.args, **kwargs: P.kwargs) -> R:
        self.use(form_in_use())
        return self.active(*args, **kwargs)

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R:
        """Run the form in use."""
        return self.active(*args, **kwargs)


def kernel(twin_module: str) -> Callable[[Callable[P, R]], Kernel[P, R]]:
    """Mark a plain form whose compiled twin has the same name in `twin_module`."""
    return lambda plain: Kernel(plain, twin_module)


def kernels() -> list[Kernel[Any, Any]]:
    """Every operation marked so far, in the order of definition."""
    return list(_registry)


_chosen: Form | None = None


def form_in_use() -> Form:
    """The form that kernels run: compiled where numba is installed, unless `using` says otherwise."""
    return _chosen or ("compiled" if compiler_available() else "plain")


@contextmanager
def using(form: Form) -> Iterator[None]:
    """Run every kernel in this form inside the block."""
    global _chosen
    if form == "compiled" and not compiler_available():
        raise RuntimeError(
            "Compiled kernels need numba, which is not installed. "
            "Install it with: pip install 'glassnet[fast]'"
        )
    before, _chosen = _chosen, form
    for each in _registry:
        each.reset()
    try:
        yield
    finally:
        _chosen = before
        for each in _registry:
            each.reset()

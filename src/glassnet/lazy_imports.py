"""Packages whose public names are imported when they are first used, so that less is loaded."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module


def import_on_use(package: str, sources: Mapping[str, str]) -> Callable[[str], object]:
    """The `__getattr__` of a package: `sources` says from which module each public name comes.

    It raises `AttributeError` for other names.
    """

    def __getattr__(name: str) -> object:  # noqa: N807 - what it becomes
        if name not in sources:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        return getattr(import_module(sources[name]), name)

    return __getattr__

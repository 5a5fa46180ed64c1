"""Compiling is timed, so that it can be left out of training times."""

from __future__ import annotations

from time import perf_counter

import pytest

from glassnet.engine.compile_time import compile_seconds
from glassnet.engine.kernel import using

numba = pytest.importorskip("numba")


def test_compiling_is_timed_and_calls_of_compiled_code_are_not() -> None:
    @numba.njit
    def add(a: float, b: float) -> float:
        return a + b

    before, began = compile_seconds(), perf_counter()
    add(1.0, 2.0)
    compiled, seconds = compile_seconds() - before, perf_counter() - began
    assert 0.5 * seconds < compiled <= seconds

    add(2.0, 3.0)
    assert compile_seconds() - before == compiled


def test_the_reference_implementation_compiles_nothing() -> None:
    with using("reference"):
        assert compile_seconds() == 0.0

"""Which implementation of an operation runs."""

import sys
import threading
import types
from contextvars import copy_context

import numpy as np
import pytest

from glassnet.engine import implementation_in_use, using
from glassnet.engine.kernel import Kernel, compiled_in_use, compiler_available, list_kernels
from glassnet.engine.rows import gather


def double(x: float) -> float:
    """Twice x."""
    return 2 * x


@pytest.fixture
def doubling(monkeypatch: pytest.MonkeyPatch) -> Kernel:
    compiled = types.ModuleType("compiled_for_tests")
    vars(compiled)["double"] = lambda x: x + x + 0.5
    monkeypatch.setitem(sys.modules, "compiled_for_tests", compiled)
    return Kernel(double, "compiled_for_tests")


@pytest.fixture(autouse=True)
def _compiler() -> None:
    if not compiler_available():
        pytest.skip("compiled code needs numba, which is not installed")


def test_with_a_compiler_the_compiled_implementation_runs(doubling: Kernel) -> None:
    assert implementation_in_use() == "compiled"
    assert compiled_in_use()
    assert doubling(3) == 6.5


def test_an_implementation_is_used_inside_its_block_and_no_longer(doubling: Kernel) -> None:
    with using("reference"):
        assert implementation_in_use() == "reference"
        assert doubling(3) == 6
        with using("compiled"):
            assert doubling(3) == 6.5
        assert doubling(3) == 6
    assert doubling(3) == 6.5


def test_an_error_inside_the_block_ends_it_too(doubling: Kernel) -> None:
    with pytest.raises(ZeroDivisionError), using("reference"):
        raise ZeroDivisionError
    assert doubling(3) == 6.5


def test_the_choice_holds_in_threads_that_take_the_context_along(doubling: Kernel) -> None:
    found: list[float] = []
    with using("reference"):
        context = copy_context()
        threads = [
            threading.Thread(target=context.run, args=(lambda: found.append(doubling(3)),)),
            threading.Thread(target=lambda: found.append(doubling(3))),
        ]
        for thread in threads:
            thread.start()
            thread.join()

    assert found == [6, 6.5]


def test_both_implementations_can_be_called_by_name(doubling: Kernel) -> None:
    assert (doubling.reference(3), doubling.compiled(3)) == (6, 6.5)


def test_the_compiled_implementation_is_not_imported_before_it_is_needed() -> None:
    kernel = Kernel(double, "a_module_that_does_not_exist")

    with using("reference"):
        assert kernel(3) == 6
    with pytest.raises(ModuleNotFoundError):
        _ = kernel.compiled


def test_a_kernel_keeps_its_name_and_docstring(doubling: Kernel) -> None:
    assert getattr(doubling, "__name__", None) == "double"
    assert doubling.__doc__ == "Twice x."


def test_marked_operations_are_listed_and_do_the_same_in_both_implementations() -> None:
    images = np.random.default_rng(0).integers(0, 256, (5, 7), np.uint8)
    order = np.array([4, 0, 0])
    results = np.empty((2, 3, 7))

    assert gather in list_kernels()
    gather.reference(images, order, results[0])
    gather.compiled(images, order, results[1])
    np.testing.assert_array_equal(results[0], results[1])

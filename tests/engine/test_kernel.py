"""The choice between a kernel's two forms."""

import sys
import types

import numpy as np
import pytest

from glassnet.engine import kernel as dispatch
from glassnet.engine.kernel import Kernel, form_in_use, using


def double(x: float) -> float:
    """Twice x."""
    return 2 * x


@pytest.fixture
def doubling(monkeypatch: pytest.MonkeyPatch) -> Kernel:
    twins = types.ModuleType("twins_for_tests")
    twins.double = lambda x: x + x + 0.5  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "twins_for_tests", twins)
    monkeypatch.setattr(dispatch, "_registry", [])
    return dispatch.kernel("twins_for_tests")(double)


def without_compiler(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dispatch, "compiler_available", lambda: False)


def test_without_a_compiler_the_plain_form_runs(doubling: Kernel, monkeypatch) -> None:
    without_compiler(monkeypatch)

    assert form_in_use() == "plain"
    assert doubling(3) == 6


def test_with_a_compiler_the_compiled_form_runs(doubling: Kernel, monkeypatch) -> None:
    monkeypatch.setattr(dispatch, "compiler_available", lambda: True)

    assert doubling(3) == 6.5


def test_a_form_is_used_inside_its_block_and_no_longer(doubling: Kernel, monkeypatch) -> None:
    monkeypatch.setattr(dispatch, "compiler_available", lambda: True)

    with using("plain"):
        assert doubling(3) == 6
        with using("compiled"):
            assert doubling(3) == 6.5
        assert doubling(3) == 6
    assert doubling(3) == 6.5


def test_the_form_in_use_can_be_taken_along(doubling: Kernel, monkeypatch) -> None:
    monkeypatch.setattr(dispatch, "compiler_available", lambda: True)

    assert doubling.form(3) == 6.5
    with using("plain"):
        taken = doubling.form
    assert taken(3) == 6


def test_an_error_inside_the_block_ends_it_too(doubling: Kernel, monkeypatch) -> None:
    monkeypatch.setattr(dispatch, "compiler_available", lambda: True)

    with pytest.raises(ZeroDivisionError), using("plain"):
        raise ZeroDivisionError
    assert doubling(3) == 6.5


def test_asking_for_compiled_kernels_without_a_compiler_says_what_to_install(monkeypatch) -> None:
    without_compiler(monkeypatch)

    with pytest.raises(RuntimeError) as caught, using("compiled"):
        pass
    assert str(caught.value) == (
        "Compiled kernels need numba, which is not installed. "
        "Install it with: pip install 'glassnet[fast]'"
    )


def test_the_compiled_form_is_not_imported_before_it_is_needed(monkeypatch) -> None:
    monkeypatch.setattr(dispatch, "_registry", [])
    kernel = dispatch.kernel("a_module_that_is_not_there")(double)

    with using("plain"):
        assert kernel(3) == 6
    with pytest.raises(ModuleNotFoundError):
        _ = kernel.compiled


def test_a_kernel_is_listed_and_keeps_its_name_and_docstring(doubling: Kernel) -> None:
    assert dispatch.kernels() == [doubling]
    assert getattr(doubling, "__name__", None) == "double"
    assert doubling.__doc__ == "Twice x."


def test_predictions_are_the_same_without_the_compiler(monkeypatch) -> None:
    from glassnet.nn import Dense, Network, ReLU

    network = Network((Dense(5, ReLU()), Dense(3)), (4,))
    parameters = network.initialize(np.random.default_rng(0), np.float64)
    inputs = np.random.default_rng(1).normal(size=(6, 4))
    usual = network.predict(parameters, inputs)
    without_compiler(monkeypatch)
    with using("plain"):
        plain = network.predict(parameters, inputs)

    assert np.allclose(plain, usual, rtol=1e-12)

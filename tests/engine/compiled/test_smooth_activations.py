"""Compiled smooth activations compute what those of `glassnet.nn` compute from sums and bias."""

from __future__ import annotations

import numpy as np
import pytest
from tests.engine.compiled.conftest import IN_ONE_PRECISION

from glassnet.nn import ELU, GELU, SiLU, Softplus

pytest.importorskip("numba", reason="compiled functions need numba, which is not installed")

from glassnet.engine.compiled import smooth_activations as compiled

# Those whose derivative needs the sums.
PASSES = {
    GELU(): (compiled.gelu_forward, compiled.gelu_backward),
    SiLU(): (compiled.silu_forward, compiled.silu_backward),
    Softplus(): (compiled.softplus_forward, compiled.softplus_backward),
}
COVERED = [
    *(function for passes in PASSES.values() for function in passes),
    compiled.elu_forward,
    compiled.elu_backward,
]

ACTIVATIONS = pytest.mark.parametrize("activation", PASSES, ids=str)
WITH_BIAS = pytest.mark.parametrize("with_bias", [True, False])


@ACTIVATIONS
@WITH_BIAS
def test_forward_keeps_the_sums_with_the_bias(
    activation, with_bias, draw, dtype, tolerance
) -> None:
    sums, out = 3 * draw(37, 10), draw(37, 10)
    bias = draw(10) if with_bias else None
    expected_sums = sums + bias if bias is not None else sums.copy()

    PASSES[activation][0](sums, bias, out)

    np.testing.assert_array_equal(sums, expected_sums)
    np.testing.assert_allclose(
        out, activation.forward(expected_sums), rtol=tolerance, atol=tolerance
    )
    assert out.dtype == dtype


@ACTIVATIONS
def test_backward_is_that_of_the_activation(activation, draw, dtype, tolerance) -> None:
    sums, d_outputs, out = 3 * draw(37, 10), draw(37, 10), draw(37, 10)
    outputs = activation.forward(sums)
    expected = activation.backward(sums, outputs, d_outputs)

    PASSES[activation][1](sums, d_outputs, out)

    np.testing.assert_allclose(out, expected, rtol=tolerance, atol=tolerance)
    assert out.dtype == dtype


@IN_ONE_PRECISION
@ACTIVATIONS
def test_backward_reads_arrays_in_any_memory_layout(activation, draw) -> None:
    sums, d_outputs = 3 * draw(37, 10), draw(37, 10)
    found, expected = np.empty((2, *sums.shape), sums.dtype)

    PASSES[activation][1](sums, d_outputs, expected)
    PASSES[activation][1](sums, np.asfortranarray(d_outputs), found)

    np.testing.assert_array_equal(found, expected)


@ACTIVATIONS
def test_large_sums_stay_finite_and_nan_stays_nan(activation, dtype) -> None:
    sums, out = np.array([[-1e4, 1e4, np.nan, 0.0]], dtype), np.empty((1, 4), dtype)
    forward, backward = PASSES[activation]

    forward(sums, None, out)
    d_sums = np.empty_like(out)
    backward(sums, np.ones_like(out), d_sums)

    assert np.isfinite(out).tolist() == [[True, True, False, True]]
    np.testing.assert_allclose(d_sums, [[0, 1, np.nan, 1 / 2]], rtol=0, atol=1e-6)


@WITH_BIAS
@pytest.mark.parametrize("alpha", [1.0, 0.3])
def test_elu_is_that_of_the_reference(alpha, with_bias, draw, dtype, tolerance) -> None:
    activation, bias = ELU(alpha), draw(10) if with_bias else None
    sums, d_outputs, d_sums = draw(37, 10), draw(37, 10), draw(37, 10)
    expected = activation.forward(sums if bias is None else sums + bias)

    compiled.elu_forward(sums, bias, alpha, sums)
    compiled.elu_backward(sums, d_outputs, alpha, d_sums)

    np.testing.assert_allclose(sums, expected, rtol=tolerance, atol=tolerance)
    wanted = activation.backward(expected, expected, d_outputs)
    np.testing.assert_allclose(d_sums, wanted, rtol=tolerance, atol=tolerance)
    assert sums.dtype == dtype


def test_elu_keeps_what_is_not_a_number(dtype) -> None:
    sums = np.array([[np.nan, 1.0]], dtype)

    compiled.elu_forward(sums, None, 1.0, sums)

    assert np.isnan(sums).tolist() == [[True, False]]

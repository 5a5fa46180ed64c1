"""Compiled activations compute what those of `glassnet.nn` compute from sums and bias."""

from __future__ import annotations

import numpy as np
import pytest
from tests.engine.compiled.conftest import IN_ONE_PRECISION

from glassnet.nn import Identity, LeakyReLU, ReLU, Sigmoid, Tanh

pytest.importorskip("numba", reason="compiled functions need numba, which is not installed")

from glassnet.engine.compiled import activations as compiled

# Few and many columns, fewer and more elements than a repeated bias has, images.
SHAPES = pytest.mark.parametrize("shape", [(37, 10), (3, 300), (64, 16), (2, 3, 4, 5)], ids=str)

FORWARD = {
    compiled.add_bias: (Identity(), ()),
    compiled.relu_forward: (ReLU(), ()),
    compiled.leaky_relu_forward: (LeakyReLU(0.1), (0.1,)),
}
BACKWARD = {
    compiled.relu_backward: (ReLU(), ()),
    compiled.leaky_relu_backward: (LeakyReLU(0.1), (0.1,)),
    compiled.sigmoid_backward: (Sigmoid(), ()),
    compiled.tanh_backward: (Tanh(), ()),
}
COVERED = [*FORWARD, *BACKWARD, compiled.add_rows]


def name(value: object) -> str | None:
    return getattr(value, "__name__", None)


@SHAPES
@pytest.mark.parametrize("with_bias", [True, False])
@pytest.mark.parametrize("forward", FORWARD, ids=name)
def test_forward_is_the_activation_of_sums_and_bias(
    forward, with_bias, shape, draw, dtype, tolerance
) -> None:
    (activation, settings), sums = FORWARD[forward], draw(*shape)
    bias, out = draw(shape[-1]) if with_bias else None, np.empty_like(sums)
    expected = activation.forward(sums if bias is None else sums + bias)

    forward(sums, bias, *settings, out)

    np.testing.assert_allclose(out, expected, rtol=tolerance, atol=tolerance)
    assert out.dtype == dtype


@pytest.mark.parametrize("forward", FORWARD, ids=name)
def test_forward_may_write_into_the_sums(forward, draw) -> None:
    (_, settings), sums, bias = FORWARD[forward], draw(37, 10), draw(10)
    expected = np.empty_like(sums)
    forward(sums, bias, *settings, expected)

    forward(sums, bias, *settings, sums)

    np.testing.assert_array_equal(sums, expected)


@pytest.mark.parametrize("forward", FORWARD, ids=name)
def test_forward_keeps_what_is_not_a_number(forward, draw) -> None:
    (_, settings), sums, out = FORWARD[forward], draw(4, 10), draw(4, 10)
    sums[2, 3] = np.nan

    forward(sums, draw(10), *settings, out)

    np.testing.assert_array_equal(np.isnan(out), np.isnan(sums))


@IN_ONE_PRECISION
@pytest.mark.parametrize("forward", FORWARD, ids=name)
def test_forward_reads_sums_in_any_memory_layout(forward, draw) -> None:
    (_, settings), bias = FORWARD[forward], draw(10)
    for sums in (np.asfortranarray(draw(37, 10)), draw(37, 20)[:, ::2]):
        out, expected = np.empty((2, 37, 10), sums.dtype)
        forward(np.ascontiguousarray(sums), bias, *settings, expected)

        forward(sums, bias, *settings, out)

        np.testing.assert_array_equal(out, expected)


@SHAPES
@pytest.mark.parametrize("backward", BACKWARD, ids=name)
def test_backward_is_that_of_the_activation(backward, shape, draw, dtype, tolerance) -> None:
    activation, settings = BACKWARD[backward]
    outputs, d_outputs, out = draw(*shape), draw(*shape), draw(*shape)
    expected = activation.backward(outputs, outputs, d_outputs)

    backward(outputs, d_outputs, *settings, out)

    np.testing.assert_allclose(out, expected, rtol=tolerance, atol=tolerance)
    assert out.dtype == dtype


@IN_ONE_PRECISION
@pytest.mark.parametrize("backward", BACKWARD, ids=name)
def test_backward_reads_arrays_in_any_memory_layout(backward, draw) -> None:
    _, settings = BACKWARD[backward]
    outputs, d_outputs = np.asfortranarray(draw(37, 10)), draw(37, 10)[::-1]
    out, expected = np.empty((2, 37, 10), outputs.dtype)
    contiguous = np.ascontiguousarray(outputs), np.ascontiguousarray(d_outputs)
    backward(*contiguous, *settings, expected)

    backward(outputs, d_outputs, *settings, out)

    np.testing.assert_array_equal(out, expected)


@SHAPES
def test_add_rows_adds_the_sum_of_all_rows(shape, draw, tolerance) -> None:
    rows, total = draw(*shape), draw(shape[-1])
    expected = total + rows.reshape(-1, shape[-1]).sum(axis=0)

    compiled.add_rows(rows, total)

    np.testing.assert_allclose(total, expected, rtol=tolerance, atol=tolerance)


@IN_ONE_PRECISION
def test_rows_are_added_in_any_memory_layout(draw, tolerance) -> None:
    rows, total = np.asfortranarray(draw(37, 10)), np.zeros_like(draw(10))

    compiled.add_rows(rows, total)

    np.testing.assert_allclose(total, rows.sum(axis=0), rtol=tolerance, atol=tolerance)

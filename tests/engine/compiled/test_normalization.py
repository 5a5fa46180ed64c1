"""The four compiled steps of layer normalization are the layer of `glassnet.nn`."""

from __future__ import annotations

import numpy as np
import pytest
from tests.engine.compiled.conftest import IN_ONE_PRECISION

from glassnet.nn import LayerNorm

pytest.importorskip("numba", reason="compiled functions need numba, which is not installed")

from glassnet.engine.compiled.normalization import (
    gain_and_bias_backward,
    normalize,
    normalize_backward,
    scale_and_shift,
)

COVERED = [normalize, scale_and_shift, gain_and_bias_backward, normalize_backward]


def test_the_steps_are_those_of_layer_norm(draw, dtype, tolerance) -> None:
    inputs, d_outputs, gain, bias = 5 * draw(4, 6, 3) + 3, draw(4, 6, 3), draw(3), draw(3)
    expected, backward = LayerNorm(1e-5).forward({"gain": gain, "bias": bias}, inputs)
    gradients = {"gain": np.empty(3, dtype), "bias": np.empty(3, dtype)}
    d_expected = backward(d_outputs, gradients)
    normalized, outputs, d_inputs = np.full((3, 4, 6, 3), np.nan, dtype)
    std, d_gain, d_bias = np.empty(4, dtype), np.empty(3, dtype), np.empty(3, dtype)

    normalize(inputs, 1e-5, normalized, std)
    scale_and_shift(normalized, gain, bias, outputs)
    gain_and_bias_backward(d_outputs, normalized, d_gain, d_bias)
    normalize_backward(d_outputs, gain, normalized, std, d_inputs)

    for found, wanted in (
        (std, np.sqrt(inputs.var(axis=(1, 2)) + 1e-5)),
        (outputs, expected),
        (d_inputs, d_expected),
        (d_gain, gradients["gain"]),
        (d_bias, gradients["bias"]),
    ):
        np.testing.assert_allclose(found, wanted, rtol=10 * tolerance, atol=10 * tolerance)


@IN_ONE_PRECISION
def test_an_example_that_lies_apart_in_memory_is_normalized_as_its_copy(draw) -> None:
    inputs = draw(4, 6, 6)[:, ::2]
    results = np.empty((2, *inputs.shape), inputs.dtype)
    std = np.empty((2, 4), inputs.dtype)

    normalize(inputs, 1e-5, results[0], std[0])
    normalize(inputs.copy(), 1e-5, results[1], std[1])

    np.testing.assert_array_equal(results[0], results[1])
    np.testing.assert_array_equal(std[0], std[1])

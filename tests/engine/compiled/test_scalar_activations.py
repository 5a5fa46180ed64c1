"""Activations by their code, on part of an array."""

from __future__ import annotations

import numpy as np
import pytest

from glassnet.engine.layer_codes import LINEAR, SIGMOID, TANH
from glassnet.nn import Identity, LeakyReLU, ReLU, Sigmoid, Tanh

pytest.importorskip("numba", reason="compiled functions need numba, which is not installed")

from glassnet.engine.compiled import scalar_activations as compiled

ACTIVATIONS = pytest.mark.parametrize(
    ("activation", "code", "slope"),
    [
        (Identity(), LINEAR, 1.0),
        (ReLU(), LINEAR, 0.0),
        (LeakyReLU(0.1), LINEAR, 0.1),
        (Sigmoid(), SIGMOID, 0.0),
        (Tanh(), TANH, 0.0),
    ],
    ids=str,
)
COVERED = [
    compiled.activate,
    compiled.activate_backward,
    # The formulas of these two, and of `test_activations.py`.
    compiled.relu,
    compiled.relu_derivative,
    compiled.leaky_relu,
    compiled.leaky_relu_derivative,
    compiled.sigmoid_derivative,
    compiled.tanh_derivative,
]


@ACTIVATIONS
def test_activate_changes_its_part_of_the_values(
    activation, code, slope, draw, dtype, tolerance
) -> None:
    values = draw(50)
    expected = np.concatenate([values[:7], activation.forward(values[7:40]), values[40:]])

    compiled.activate(values, 7, 33, float(code), dtype(slope))

    np.testing.assert_allclose(values, expected, rtol=0, atol=tolerance)


@ACTIVATIONS
def test_activate_backward_multiplies_by_the_derivative(
    activation, code, slope, draw, dtype, tolerance
) -> None:
    outputs, d_outputs, d_sums = draw(50), draw(33), draw(40)
    own = outputs[7:40]
    expected = np.concatenate([activation.backward(own, own, d_outputs), d_sums[33:]])

    compiled.activate_backward(outputs, 7, 33, float(code), dtype(slope), d_outputs, d_sums)

    np.testing.assert_allclose(d_sums, expected, rtol=0, atol=tolerance)


def test_formulas_keep_what_is_not_a_number() -> None:
    assert np.isnan(compiled.relu(np.nan, 0.0))
    assert np.isnan(compiled.leaky_relu(np.nan, 0.1, 0.0))


def test_the_derivative_of_relu_is_zero_at_the_kink() -> None:
    assert [compiled.relu_derivative(y, 3.0, 0.0) for y in (0.0, 1.0)] == [0, 3]
    assert [compiled.leaky_relu_derivative(y, 3.0, 0.5, 0.0) for y in (0.0, 1.0)] == [1.5, 3]
    assert compiled.sigmoid_derivative(0.25, 2.0, 1.0) == 0.375
    assert compiled.tanh_derivative(0.5, 2.0, 1.0) == 1.5

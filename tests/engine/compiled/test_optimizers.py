"""Compiled updates are those of the optimizers and averages of `glassnet.nn`."""

from __future__ import annotations

import numpy as np
import pytest

from glassnet.nn import Adam, AdamW, GradientDescent, Momentum, Nesterov, RMSProp
from glassnet.nn.parameters import Layout, Parameters

pytest.importorskip("numba", reason="compiled functions need numba, which is not installed")

from glassnet.engine.compiled import optimizers as compiled

RATE = 0.1
UPDATES = {
    compiled.descend: (GradientDescent(), ()),
    compiled.momentum: (Momentum(0.9), (0.9,)),
    compiled.nesterov: (Nesterov(0.9), (0.9,)),
    compiled.rmsprop: (RMSProp(0.9, 1e-8), (0.9, 1e-8)),
}
# Moments of the function, and the settings after the rate.
WITH_MOMENTS = {
    compiled.momentum: (1, (0.9,)),
    compiled.nesterov: (1, (0.9,)),
    compiled.rmsprop: (1, (0.9, 1e-8)),
    compiled.adam: (2, (0.9, 0.99, 1e-8, 0.0)),
}
COVERED = [*UPDATES, compiled.adam, compiled.move_average]
SIZE = 503


def name(value: object) -> str | None:
    return getattr(value, "__name__", None)


def as_parameters(vector: np.ndarray) -> Parameters:
    return Parameters(Layout((("1.weights", (SIZE,)),)), vector)


@pytest.mark.parametrize("update", UPDATES, ids=name)
def test_updates_are_those_of_the_optimizer(update, draw, dtype, tolerance) -> None:
    optimizer, settings = UPDATES[update]
    expected = as_parameters(draw(SIZE))
    state = optimizer.initialize(expected)
    vector = expected.vector.copy()
    moments = [each.copy() for each in state.values()]

    for _ in range(3):
        gradients = draw(SIZE)
        optimizer.update(expected, as_parameters(gradients), state, RATE)
        update(vector, gradients, *moments, RATE, *settings)

    np.testing.assert_allclose(vector, expected.vector, rtol=0, atol=10 * tolerance)
    for moment, own in zip(moments, state.values(), strict=True):
        np.testing.assert_allclose(moment, own, rtol=0, atol=10 * tolerance)
    assert vector.dtype == dtype


@pytest.mark.parametrize("decay", [0.0, 0.01])
def test_adam_takes_its_bias_correction_in_rate_and_epsilon(decay, draw, tolerance) -> None:
    optimizer = AdamW(weight_decay=decay) if decay else Adam()
    beta1, beta2, epsilon = optimizer.beta1, optimizer.beta2, optimizer.epsilon
    expected = as_parameters(draw(SIZE))
    state = optimizer.initialize(expected)
    vector, m, v = expected.vector.copy(), np.zeros_like(draw(SIZE)), np.zeros_like(draw(SIZE))

    for t in range(1, 4):
        gradients = draw(SIZE)
        optimizer.update(expected, as_parameters(gradients), state, RATE)
        root = (1 - beta2**t) ** 0.5
        rate = RATE * root / (1 - beta1**t)
        compiled.adam(vector, gradients, m, v, rate, beta1, beta2, epsilon * root, RATE * decay)

    np.testing.assert_allclose(vector, expected.vector, rtol=0, atol=100 * tolerance)
    np.testing.assert_allclose(m, state["first_moment"], rtol=0, atol=10 * tolerance)
    np.testing.assert_allclose(v, state["second_moment"], rtol=0, atol=10 * tolerance)


def test_move_average_moves_by_a_share_of_the_difference(draw, tolerance) -> None:
    average, vector = draw(SIZE), draw(SIZE)
    expected = average + 0.1 * (vector - average)

    compiled.move_average(average, vector, 0.1)

    np.testing.assert_allclose(average, expected, rtol=0, atol=tolerance)


@pytest.mark.parametrize("update", WITH_MOMENTS, ids=name)
def test_moments_too_small_to_matter_become_zero(update) -> None:
    # 0.9 times the smallest denormal number is itself, and CPUs are some thirty times slower on such numbers.
    count, settings = WITH_MOMENTS[update]
    moments = [np.full(3, 1e-45, np.float32) for _ in range(count)]
    vector, gradients = np.ones(3, np.float32), np.zeros(3, np.float32)

    update(vector, gradients, *moments, RATE, *settings)

    assert not np.any(moments)
    assert vector.tolist() == [1, 1, 1]


@pytest.mark.parametrize("update", WITH_MOMENTS, ids=name)
def test_a_gradient_that_is_not_a_number_stays_visible(update) -> None:
    count, settings = WITH_MOMENTS[update]
    moments = [np.zeros(3, np.float32) for _ in range(count)]
    vector, gradients = np.ones(3, np.float32), np.array([0, np.nan, 0], np.float32)

    update(vector, gradients, *moments, RATE, *settings)

    assert np.isnan(vector).tolist() == [False, True, False]
    assert all(np.isnan(moment[1]) for moment in moments)

"""An update by compiled code is that of the reference implementation, on any number of threads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pytest

from glassnet import engine, nn
from glassnet.engine import using
from glassnet.nn import (
    Adam,
    AdamW,
    Averaging,
    ClipNorm,
    Clock,
    ExponentialAverage,
    GradientDescent,
    GradientRule,
    L1Penalty,
    Layout,
    Optimizer,
    Parameters,
    TailAverage,
    WeightDecay,
)
from glassnet.nn.catalog import PARTS

OPTIMIZERS: list[Optimizer] = [
    *(optimizer() for optimizer in PARTS["optimizer"].values()),
    Adam(0.5, 0.7, 1e-3),
    AdamW(weight_decay=0.3),
]
LAYOUT = Layout((("1.weights", (40, 25)), ("1.bias", (25,))))


def random_parameters(seed: int, dtype: type) -> Parameters:
    vector = np.random.default_rng(seed).normal(size=LAYOUT.size).astype(dtype)
    return Parameters(LAYOUT, vector)


def run_updates(
    optimizer: Optimizer,
    dtype: type,
    rules: Sequence[GradientRule] = (),
    implementation: str = "engine",
    count: int = 5,
) -> tuple[np.ndarray, nn.State]:
    """Parameters and state after some updates; by the engine or the reference."""
    parameters = random_parameters(0, dtype)
    state = optimizer.initialize(parameters)
    for step in range(count):
        gradients = random_parameters(step + 1, dtype)
        rate = 0.01 / (step + 1)
        update = nn.update if implementation == "reference" else engine.update
        update(optimizer, parameters, gradients, state, rate, rules)
    return parameters.vector, state


@pytest.mark.parametrize("optimizer", OPTIMIZERS, ids=str)
@pytest.mark.parametrize(
    "rules", [(), (WeightDecay(0.1), L1Penalty(0.01), ClipNorm(1.0))], ids=["", "rules"]
)
@pytest.mark.parametrize(("dtype", "tolerance"), [(np.float64, 1e-13), (np.float32, 2e-6)])
def test_updates_are_those_of_the_reference(
    optimizer: Optimizer, rules: Sequence[GradientRule], dtype: type, tolerance: float
) -> None:
    expected, expected_state = run_updates(optimizer, dtype, rules, implementation="reference")

    found, state = run_updates(optimizer, dtype, rules)

    assert found.dtype == dtype
    np.testing.assert_allclose(found, expected, rtol=0, atol=tolerance)
    assert state.keys() == expected_state.keys()
    for name, array in expected_state.items():
        np.testing.assert_allclose(state[name], array, rtol=0, atol=tolerance * 10)


@pytest.mark.parametrize("optimizer", OPTIMIZERS, ids=str)
def test_updates_resumed_from_copies_end_with_the_same_bits(optimizer: Optimizer) -> None:
    straight = random_parameters(0, np.float32)
    state = optimizer.initialize(straight)
    for step in range(3):
        engine.update(optimizer, straight, random_parameters(step, np.float32), state, 0.01)
    resumed, kept = straight.copy(), {name: array.copy() for name, array in state.items()}
    for step in range(3, 6):
        engine.update(optimizer, straight, random_parameters(step, np.float32), state, 0.01)
        engine.update(optimizer, resumed, random_parameters(step, np.float32), kept, 0.01)

    np.testing.assert_array_equal(resumed.vector, straight.vector)


@pytest.mark.parametrize("optimizer", OPTIMIZERS, ids=str)
def test_a_nan_stays_visible_in_its_own_parameter(optimizer: Optimizer) -> None:
    parameters, gradients = (random_parameters(each, np.float32) for each in (0, 1))
    gradients.vector[7] = np.nan

    engine.update(optimizer, parameters, gradients, optimizer.initialize(parameters), 0.01)

    assert np.flatnonzero(np.isnan(parameters.vector)).tolist() == [7]


@dataclass(frozen=True)
class Ascent(GradientDescent):
    """w <- w + rate g."""

    def update(self, parameters, gradients, state, rate):
        parameters.vector += rate * gradients.vector


@dataclass(frozen=True)
class Lazy(Adam):
    """Adam that never moves."""

    def update(self, parameters, gradients, state, rate):
        pass


@pytest.mark.parametrize("optimizer", [Ascent(), Lazy()], ids=str)
def test_a_subclass_with_another_rule_runs_as_it_is_written(optimizer: Optimizer) -> None:
    expected, _ = run_updates(optimizer, np.float64, implementation="reference")

    np.testing.assert_array_equal(run_updates(optimizer, np.float64)[0], expected)


@pytest.mark.parametrize("averaging", [ExponentialAverage(0.9), TailAverage(0.5)], ids=str)
@pytest.mark.parametrize(("dtype", "tolerance"), [(np.float64, 1e-14), (np.float32, 1e-6)])
def test_averages_move_as_in_the_reference(
    averaging: Averaging, dtype: type, tolerance: float
) -> None:
    expected, found = random_parameters(0, dtype), random_parameters(0, dtype)
    for step in range(8):
        parameters, clock = random_parameters(step + 1, dtype), Clock(step, 4, 2)
        nn.move_average(averaging, expected, parameters, clock)
        engine.move_average(averaging, found, parameters, clock)
        np.testing.assert_array_equal(parameters.vector, random_parameters(step + 1, dtype).vector)

    np.testing.assert_allclose(found.vector, expected.vector, rtol=0, atol=tolerance)


def test_the_reference_implementation_can_be_asked_for() -> None:
    expected, _ = run_updates(Adam(), np.float32, implementation="reference")

    with using("reference"):
        found, _ = run_updates(Adam(), np.float32)

    np.testing.assert_array_equal(found, expected)

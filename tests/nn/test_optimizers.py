"""Each optimizer: two steps worked by hand, two functions to minimize, and what it remembers."""

from dataclasses import FrozenInstanceError

import numpy as np
import pytest

from glassnet.nn import (
    Adam,
    AdamW,
    GradientDescent,
    Layout,
    Momentum,
    Nesterov,
    Optimizer,
    Parameters,
    RMSProp,
    SettingError,
)

# From w = 1 at rate 0.1, with gradients 0.5, then -1; settings chosen for round numbers.
BY_HAND = [
    (GradientDescent(), 1 - 0.05, 0.95 + 0.1),
    # v = 0.5, then 0.9 * 0.5 - 1 = -0.55
    (Momentum(0.9), 1 - 0.05, 0.95 + 0.055),
    # g + 0.9 v = 0.5 + 0.45, then -1 - 0.495
    (Nesterov(0.9), 1 - 0.095, 0.905 + 0.1495),
    # s = 0.0625, then 0.046875 + 0.25 = 0.296875
    (
        RMSProp(0.75, epsilon=0.5),
        1 - 0.1 * 0.5 / 0.75,
        1 - 0.1 * 0.5 / 0.75 + 0.1 / (0.296875**0.5 + 0.5),
    ),
    # corrected m = 0.5, v = 0.25, then m = -0.375 / 0.75, v = 0.296875 / 0.4375
    (
        Adam(0.5, 0.75, epsilon=0.5),
        1 - 0.1 * 0.5 / (0.5 + 0.5),
        0.95 + 0.1 * 0.5 / ((0.296875 / 0.4375) ** 0.5 + 0.5),
    ),
    # as Adam, from 1 * (1 - 0.1 * 0.2) and 0.93 * (1 - 0.1 * 0.2)
    (
        AdamW(0.5, 0.75, epsilon=0.5, weight_decay=0.2),
        0.98 - 0.05,
        0.93 * 0.98 + 0.1 * 0.5 / ((0.296875 / 0.4375) ** 0.5 + 0.5),
    ),
]
ALL = [GradientDescent(), Momentum(), Nesterov(), RMSProp(), Adam(), AdamW()]


def to_parameters(values, dtype: type = np.float64) -> Parameters:
    vector = np.array(values, dtype)
    return Parameters(Layout((("1.weights", vector.shape),)), vector)


def minimize(optimizer: Optimizer, start, gradient, rate: float, steps: int) -> np.ndarray:
    parameters = to_parameters(start)
    state = optimizer.initialize(parameters)
    for _ in range(steps):
        optimizer.update(parameters, to_parameters(gradient(parameters.vector)), state, rate)
    return parameters.vector


@pytest.mark.parametrize(("optimizer", "first", "second"), BY_HAND, ids=str)
def test_two_steps_are_those_worked_by_hand(optimizer, first: float, second: float) -> None:
    parameters = to_parameters([1.0])
    state = optimizer.initialize(parameters)

    optimizer.update(parameters, to_parameters([0.5]), state, 0.1)
    assert parameters.vector[0] == pytest.approx(first, rel=1e-14)
    optimizer.update(parameters, to_parameters([-1.0]), state, 0.1)
    assert parameters.vector[0] == pytest.approx(second, rel=1e-14)


@pytest.mark.parametrize(
    ("optimizer", "rate", "close"),
    [
        (GradientDescent(), 0.1, 1e-6),
        (Momentum(), 0.02, 1e-6),
        (Nesterov(), 0.02, 1e-6),
        (RMSProp(), 0.01, 0.01),  # ends on steps of about its rate
        (Adam(), 0.1, 1e-3),
        (AdamW(weight_decay=0), 0.1, 1e-3),
    ],
    ids=str,
)
def test_a_parabola_is_minimized_in_a_few_hundred_steps(
    optimizer, rate: float, close: float
) -> None:
    center, curvature = np.array([3.0, -1.0]), np.array([1.0, 5.0])

    found = minimize(optimizer, [0, 0], lambda w: curvature * (w - center), rate, 500)

    assert abs(found - center).max() < close


@pytest.mark.parametrize(
    ("optimizer", "rate", "steps"),
    [
        (Momentum(), 1e-3, 4000),
        (Nesterov(), 1e-3, 4000),
        (Adam(), 0.05, 2000),
        (AdamW(weight_decay=0), 0.05, 2000),
        (RMSProp(), 0.001, 8000),
    ],
    ids=str,
)
def test_the_function_of_rosenbrock_is_minimized(optimizer, rate, steps) -> None:
    def gradient(w: np.ndarray) -> np.ndarray:
        x, y = w
        return np.array([-2 * (1 - x) - 400 * x * (y - x * x), 200 * (y - x * x)])

    found = minimize(optimizer, [-1, 1], gradient, rate, steps)

    assert abs(found - 1).max() < 0.05


@pytest.mark.parametrize("optimizer", ALL, ids=str)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_step_keeps_precision_and_leaves_gradients_alone(optimizer, dtype, rng) -> None:
    parameters, gradients = (to_parameters(rng.normal(size=50), dtype) for _ in range(2))
    before, state = gradients.copy(), optimizer.initialize(parameters)
    optimizer.update(parameters, gradients, state, 0.01)

    assert np.array_equal(gradients.vector, before.vector)
    assert parameters.vector.dtype == dtype
    assert all(each.dtype == dtype for name, each in state.items() if name != "steps")


@pytest.mark.parametrize("optimizer", ALL, ids=str)
def test_updates_resumed_from_copies_end_with_the_same_bits(optimizer, rng) -> None:
    gradients = [to_parameters(each) for each in rng.normal(size=(6, 20))]
    straight = to_parameters(np.ones(20))
    state = optimizer.initialize(straight)
    for gradient in gradients[:3]:
        optimizer.update(straight, gradient, state, 0.01)
    resumed, kept = straight.copy(), {name: array.copy() for name, array in state.items()}
    for gradient in gradients[3:]:
        optimizer.update(straight, gradient, state, 0.01)
        optimizer.update(resumed, gradient, kept, 0.01)

    assert np.array_equal(straight.vector, resumed.vector)


@pytest.mark.parametrize("optimizer", ALL, ids=str)
def test_a_diverged_gradient_stays_visible_in_the_parameters(optimizer) -> None:
    parameters = to_parameters(np.ones(3))
    state = optimizer.initialize(parameters)
    optimizer.update(parameters, to_parameters([0.1, np.nan, 0.1]), state, 0.01)

    assert np.isnan(parameters.vector).tolist() == [False, True, False]


@pytest.mark.parametrize("optimizer", ALL, ids=str)
def test_parameters_whose_gradient_is_always_zero_stay(optimizer: Optimizer) -> None:
    found = minimize(optimizer, [1.0, -2.0], np.zeros_like, 0.1, 5)

    if not isinstance(optimizer, AdamW):
        assert found.tolist() == [1.0, -2.0]
    else:
        assert found == pytest.approx(np.array([1.0, -2.0]) * (1 - 0.001) ** 5)


@pytest.mark.parametrize("optimizer", ALL, ids=str)
def test_an_optimizer_is_frozen(optimizer: Optimizer) -> None:
    with pytest.raises(FrozenInstanceError):
        setattr(optimizer, next(iter(vars(optimizer)), "anything"), 1)


@pytest.mark.parametrize(
    ("build", "message"),
    [
        (lambda: Momentum(1), "Momentum expects momentum in [0, 1), got 1."),
        (lambda: Nesterov(-0.1), "Nesterov expects momentum in [0, 1), got -0.1."),
        (lambda: RMSProp(decay=1), "RMSProp expects decay in [0, 1), got 1."),
        (lambda: RMSProp(epsilon=0), "RMSProp expects epsilon above 0, got 0."),
        (lambda: Adam(beta1=1), "Adam expects beta1 in [0, 1), got 1."),
        (lambda: Adam(beta2=1), "Adam expects beta2 in [0, 1), got 1."),
        (lambda: Adam(epsilon=0), "Adam expects epsilon above 0, got 0."),
        (lambda: AdamW(weight_decay=-1), "AdamW expects weight_decay in [0, inf), got -1."),
    ],
)
def test_invalid_settings_are_refused(build, message: str) -> None:
    with pytest.raises(SettingError) as caught:
        build()

    assert str(caught.value).startswith(message)

"""Weights begin with the right mean, size and range, and the same way for the same seed."""

from typing import cast

import numpy as np
import pytest

from glassnet.nn import (
    Glorot,
    He,
    Initializer,
    LeCun,
    ScaledNormal,
    SettingError,
    UniformRange,
    Zeros,
)
from glassnet.nn.catalog import PARTS

SHAPE, FAN_IN, FAN_OUT = (300, 200), 300, 200
DEVIATIONS = [
    (He(), (2 / FAN_IN) ** 0.5),
    (Glorot(), (2 / (FAN_IN + FAN_OUT)) ** 0.5),
    (LeCun(), (1 / FAN_IN) ** 0.5),
    (ScaledNormal(0.1), 0.1),
    (UniformRange(-0.3, 0.3), 0.3 / 3**0.5),
]


def draw(initializer: Initializer, seed: int = 0, shape: tuple[int, ...] = SHAPE) -> np.ndarray:
    return initializer(np.random.default_rng(seed), shape, FAN_IN, FAN_OUT)


@pytest.mark.parametrize(("initializer", "deviation"), DEVIATIONS, ids=str)
def test_weights_have_the_standard_deviation_of_their_formula(
    initializer: Initializer, deviation: float
) -> None:
    assert draw(initializer).std() == pytest.approx(deviation, rel=0.01)


@pytest.mark.parametrize(("initializer", "deviation"), DEVIATIONS, ids=str)
def test_weights_have_mean_zero(initializer: Initializer, deviation: float) -> None:
    assert abs(draw(initializer).mean()) < 4 * deviation / np.prod(SHAPE) ** 0.5


def test_the_mean_of_a_range_is_its_middle() -> None:
    assert draw(UniformRange(1, 2)).mean() == pytest.approx(1.5, abs=0.01)


@pytest.mark.parametrize("cls", PARTS["initializer"].values(), ids=lambda cls: cls.__name__)
def test_every_initializer_repeats_itself_for_the_same_seed(cls: type) -> None:
    initializer = cast(Initializer, cls())

    assert draw(initializer).shape == SHAPE
    assert np.array_equal(draw(initializer), draw(initializer))


def test_zeros_are_zero() -> None:
    assert not draw(Zeros()).any()


def test_glorot_stays_within_its_limit() -> None:
    limit = (6 / (FAN_IN + FAN_OUT)) ** 0.5

    assert 0.99 * limit < abs(draw(Glorot())).max() <= limit


def test_a_range_is_kept() -> None:
    drawn = draw(UniformRange(0.25, 0.5))

    assert drawn.min() >= 0.25
    assert drawn.max() < 0.5


def test_outputs_first_draws_the_numbers_of_transposed_code() -> None:
    theirs = np.random.default_rng(3).standard_normal((2, 5)) * 0.1

    ours = draw(ScaledNormal(0.1, drawn="outputs_first"), seed=3, shape=(5, 2))

    assert np.array_equal(ours, theirs.T)


@pytest.mark.parametrize(
    ("build", "message"),
    [
        (lambda: ScaledNormal(0), "ScaledNormal expects scale above 0, got 0."),
        (lambda: UniformRange(1, 1), "UniformRange expects high - low above 0, got 0."),
        (
            lambda: ScaledNormal(drawn="rows"),  # pyright: ignore[reportArgumentType] # wrong on purpose
            "ScaledNormal expects drawn to be 'inputs_first' or 'outputs_first', got 'rows'.",
        ),
    ],
)
def test_invalid_settings_are_refused(build, message: str) -> None:
    with pytest.raises(SettingError) as caught:
        build()

    assert str(caught.value).startswith(message)

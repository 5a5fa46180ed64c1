"""Averages of weights, worked by hand."""

import numpy as np
import pytest

from glassnet.nn import (
    Averaging,
    Clock,
    ExponentialAverage,
    Layout,
    Parameters,
    SettingError,
    TailAverage,
    move_average,
)

LAYOUT = Layout((("1.weights", (1,)),))


def averages(averaging: Averaging, weights: list[float], start: float = 0.0) -> list[float]:
    """The average after each update, when the updates bring these weights."""
    average, found = Parameters(LAYOUT, np.array([start], float)), []
    for step, weight in enumerate(weights):
        parameters = Parameters(LAYOUT, np.array([weight], float))
        move_average(averaging, average, parameters, Clock(step, len(weights), 1))
        found.append(float(average.vector[0]))
    return found


def test_an_exponential_average_keeps_its_decay_of_the_past() -> None:
    # (1 + t) / (10 + t) is 2/11 and 3/12 at first: larger than 0.1.
    assert averages(ExponentialAverage(0.1), [1, 2, 4]) == pytest.approx([0.9, 1.89, 3.789])


def test_an_exponential_average_forgets_its_start_faster() -> None:
    first = 2 / 11 * 5 + 9 / 11 * 1

    assert averages(ExponentialAverage(0.999), [1, 2], start=5) == pytest.approx(
        [first, 3 / 12 * first + 9 / 12 * 2]
    )


def test_the_share_of_an_exponential_average_falls_to_one_minus_its_decay() -> None:
    averaging = ExponentialAverage(0.9)
    shares = [averaging.share(Clock(step, 1000, 1)) for step in (0, 1, 999)]

    assert shares == pytest.approx([9 / 11, 9 / 12, 0.1])


def test_a_tail_average_follows_until_the_tail_and_is_its_plain_mean_then() -> None:
    found = averages(TailAverage(0.5), [1, 2, 3, 4, 6, 11])

    assert found == pytest.approx([1, 2, 3, 4, 5, 7])


def test_the_share_of_a_tail_average_is_one_over_the_number_averaged() -> None:
    shares = [TailAverage(0.5).share(Clock(step, 3, 2)) for step in range(6)]

    assert shares == pytest.approx([1, 1, 1, 1, 1 / 2, 1 / 3])


def test_a_tail_from_the_start_is_the_mean_of_all() -> None:
    assert averages(TailAverage(0), [2, 4, 9], start=100) == pytest.approx([2, 3, 5])


@pytest.mark.parametrize("averaging", [ExponentialAverage(), TailAverage()], ids=str)
def test_the_average_of_weights_that_stay_is_those_weights(averaging: Averaging) -> None:
    assert averages(averaging, [3.0] * 20, start=3.0) == pytest.approx([3.0] * 20)


@pytest.mark.parametrize("averaging", [ExponentialAverage(), TailAverage()], ids=str)
def test_the_precision_and_the_parameters_stay(averaging: Averaging) -> None:
    parameters = Parameters(LAYOUT, np.array([2], np.float32))
    average = parameters.like()
    move_average(averaging, average, parameters, Clock(0, 1, 1))

    assert average.vector.dtype == np.float32
    assert parameters.vector.tolist() == [2]


@pytest.mark.parametrize(
    ("build", "message"),
    [
        (lambda: ExponentialAverage(1), "ExponentialAverage expects decay in [0, 1), got 1."),
        (lambda: TailAverage(1), "TailAverage expects start in [0, 1), got 1."),
    ],
)
def test_invalid_settings_are_refused(build, message: str) -> None:
    with pytest.raises(SettingError) as caught:
        build()

    assert str(caught.value).startswith(message)

"""What backpropagation claims of a parameter, nudging the parameter shows."""

import numpy as np
import pytest

from glassnet.data.labeled_images import Dataset
from glassnet.explain import Trace, nudge, steepest, step, trace
from glassnet.models import find_model
from glassnet.nn import SettingError


@pytest.fixture(params=["tiny", "cnn", "wang"])
def traced(request: pytest.FixtureRequest, small_dataset: Dataset) -> Trace:
    return trace(find_model(request.param), small_dataset.split("test").images[2], "5")


def test_the_derivative_is_the_slope(traced: Trace) -> None:
    for name, gradient in traced.gradients.items():
        place = steepest(traced, name)
        found = nudge(traced, name, place)

        assert found.derivative == gradient[place]
        assert abs(found.derivative) == np.abs(gradient).max()
        assert found.slope == pytest.approx(found.derivative, rel=1e-5, abs=1e-9)
        assert found.value == traced.parameters[name][place]


def test_a_small_step_lowers_the_loss_as_promised(traced: Trace) -> None:
    tried = step(traced, 1e-4 / float(traced.gradients.vector @ traced.gradients.vector))

    assert tried.loss_after < tried.loss_before == traced.loss
    assert tried.loss_before - tried.loss_after == pytest.approx(1e-4, rel=0.1)
    assert tried.expected == pytest.approx(tried.loss_before - 1e-4)


def test_nothing_is_left_nudged(traced: Trace) -> None:
    before = traced.parameters.vector.copy()
    nudge(traced, "1.weights", steepest(traced, "1.weights"))
    step(traced, 1.0)

    assert np.array_equal(traced.parameters.vector, before)


@pytest.mark.parametrize(
    ("name", "place", "message"),
    [
        ("9.weights", (0, 0), "There are: 1.weights, 1.bias"),
        ("1.bias", (0, 0), "one of 1.bias by 1 numbers"),
        ("1.bias", (10_000,), "one of 1.bias by 1 numbers"),
        ("1.bias", (-1,), "Count from 0"),
    ],
)
def test_a_parameter_that_there_is_not_is_told(
    traced: Trace, name: str, place: tuple[int, ...], message: str
) -> None:
    with pytest.raises(SettingError, match=message):
        nudge(traced, name, place)

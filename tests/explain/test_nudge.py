"""The derivative of a parameter is what a nudge to it shows."""

import numpy as np
import pytest

from glassnet.data.labeled_images import Dataset
from glassnet.explain import Trace, find_steepest, nudge, take_step, trace
from glassnet.models import load_model
from glassnet.nn import SettingError


@pytest.fixture(params=["tiny", "cnn", "wang"])
def traced(request: pytest.FixtureRequest, small_dataset: Dataset) -> Trace:
    return trace(load_model(request.param), small_dataset.split("test").images[2], "5")


def test_the_derivative_is_the_slope(traced: Trace) -> None:
    for name, gradient in traced.gradients.items():
        index = find_steepest(traced, name)
        found = nudge(traced, name, index)

        assert found.derivative == gradient[index]
        assert abs(found.derivative) == np.abs(gradient).max()
        assert found.slope == pytest.approx(found.derivative, rel=1e-5, abs=1e-9)
        assert found.value == traced.parameters[name][index]


def test_a_small_step_lowers_the_loss_as_predicted(traced: Trace) -> None:
    tried = take_step(traced, 1e-4 / float(traced.gradients.vector @ traced.gradients.vector))

    assert tried.loss_after < tried.loss_before == traced.loss
    assert tried.loss_before - tried.loss_after == pytest.approx(1e-4, rel=0.1)
    assert tried.expected == pytest.approx(tried.loss_before - 1e-4)


def test_nothing_is_left_nudged(traced: Trace) -> None:
    before = traced.parameters.vector.copy()
    nudge(traced, "1.weights", find_steepest(traced, "1.weights"))
    take_step(traced, 1.0)

    assert np.array_equal(traced.parameters.vector, before)


@pytest.mark.parametrize(
    ("name", "index", "message"),
    [
        ("9.weights", (0, 0), r"Unknown parameters '9.weights'\. Did you mean"),
        ("1.bias", (0, 0), "A parameter of 1.bias expects an index below"),
        ("1.bias", (10_000,), "A parameter of 1.bias expects an index below"),
        ("1.bias", (-1,), "counted from 0"),
    ],
)
def test_an_unknown_parameter_is_refused(
    traced: Trace, name: str, index: tuple[int, ...], message: str
) -> None:
    with pytest.raises(SettingError, match=message):
        nudge(traced, name, index)

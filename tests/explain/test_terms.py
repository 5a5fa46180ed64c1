"""One neuron's sum adds up, for every kind of layer that sums."""

import numpy as np
import pytest

from glassnet.data.labeled_images import Dataset
from glassnet.explain import Trace, sum_of_neuron, trace
from glassnet.models import load_model
from glassnet.nn import Activate, SettingError


@pytest.fixture(params=["tiny", "cnn"])
def traced(request: pytest.FixtureRequest, small_dataset: Dataset) -> Trace:
    return trace(load_model(request.param), small_dataset.split("test").images[1], "4")


def some_neurons(shape: tuple[int, ...]) -> list[tuple[int, ...]]:
    rng = np.random.default_rng(0)
    return [tuple(int(rng.integers(side)) for side in shape) for _ in range(5)]


def test_inputs_times_weights_and_the_bias_make_the_sum(traced: Trace) -> None:
    for layer in traced.layers:
        if isinstance(layer.layer, Activate):
            continue
        for neuron in some_neurons(layer.outputs.shape):
            found = sum_of_neuron(layer, neuron)
            assert found.terms.sum() + found.bias == pytest.approx(found.total, abs=1e-11)
            assert found.total == layer.sums[neuron]
            assert found.output == layer.outputs[neuron]


def test_derivatives_of_weights_are_those_of_the_trace(traced: Trace) -> None:
    last = traced.layers[-1]
    for neuron in range(10):
        found = sum_of_neuron(last, (neuron,))
        assert np.allclose(found.weights, last.parameters["weights"][:, neuron])
        assert np.allclose(found.d_weights, last.gradients["weights"][:, neuron])


def test_gradients_of_inputs_are_the_sum_over_neurons(traced: Trace) -> None:
    last = traced.layers[-1]
    count = len(last.outputs)

    back = sum(sum_of_neuron(last, (neuron,)).d_inputs for neuron in range(count))

    assert np.allclose(back, last.d_inputs)


def test_the_largest_terms_come_first_and_none_is_zero(traced: Trace) -> None:
    found = sum_of_neuron(traced.layers[-1], (4,))

    sizes = [abs(found.terms[index]) for index in found.largest(1000)]

    assert sizes == sorted(sizes, reverse=True)
    assert min(sizes) > 0
    assert len(sizes) == np.count_nonzero(found.terms)


@pytest.mark.parametrize("neuron", [(10_000,), (-1,), (0, 0), ()])
def test_an_unknown_neuron_is_refused(traced: Trace, neuron: tuple[int, ...]) -> None:
    with pytest.raises(SettingError, match=r"A neuron expects an index below \d+, counted from 0"):
        sum_of_neuron(traced.layers[-1], neuron)


def test_an_activation_alone_is_no_sum(small_dataset: Dataset) -> None:
    layers = trace(load_model("cnn"), small_dataset.split("test").images[0]).layers
    activation = next(each for each in layers if isinstance(each.layer, Activate))

    with pytest.raises(SettingError, match="a layer that sums"):
        sum_of_neuron(activation, (0, 0, 0))

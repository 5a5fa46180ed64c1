"""Networks: shapes checked when built, names, both passes, and threads."""

import threading
from dataclasses import FrozenInstanceError

import numpy as np
import pytest

from glassnet.nn import (
    Activate,
    Array,
    Dense,
    Dropout,
    DtypeError,
    Flatten,
    GradientDescent,
    Network,
    NetworkPass,
    Parameters,
    ReLU,
    SettingError,
    ShapeError,
    SoftmaxCrossEntropy,
)

NETWORK = Network((Flatten(), Dense(6, ReLU()), Dropout(0.5), Dense(3)), (2, 2))
LOSS = SoftmaxCrossEntropy()


@pytest.fixture
def parameters(rng: np.random.Generator) -> Parameters:
    return NETWORK.initialize(rng, np.float64)


@pytest.fixture
def inputs(rng: np.random.Generator) -> Array:
    return rng.random((8, 2, 2))


@pytest.fixture
def labels() -> Array:
    return np.arange(8) % 3


def gradients_of(forward: NetworkPass, parameters: Parameters, labels: Array) -> Array:
    gradients = parameters.like()
    forward.backward(LOSS(forward.outputs[-1], labels)[1], gradients)
    return gradients.vector


def test_shapes_are_known_when_it_is_built() -> None:
    assert NETWORK.shapes == ((2, 2), (4,), (6,), (6,), (3,))
    assert NETWORK.output_shape == (3,)


def test_layers_with_parameters_are_numbered_from_one() -> None:
    assert NETWORK.layer_names == ("", "1", "", "2")
    assert dict(NETWORK.layout.shapes) == {
        "1.weights": (4, 6),
        "1.bias": (6,),
        "2.weights": (6, 3),
        "2.bias": (3,),
    }


def test_layers_that_do_not_fit_are_refused_when_built_with_the_number_of_the_layer() -> None:
    with pytest.raises(ShapeError) as caught:
        Network((Dense(6), Flatten(), Dense(3)), (28, 28))

    assert str(caught.value) == (
        "Layer 1 of 3: Dense(6) expects inputs of shape (batch, features), "
        "got (batch, 28, 28). Put Flatten() before it."
    )


def test_a_network_without_layers_is_refused() -> None:
    with pytest.raises(SettingError) as caught:
        Network((), (4,))

    assert str(caught.value) == "Network expects at least one layer, got none. Add Dense(10)."


def test_a_network_is_frozen_and_equal_to_one_of_the_same_layers() -> None:
    with pytest.raises(FrozenInstanceError):
        NETWORK.layers = ()  # pyright: ignore[reportAttributeAccessIssue] # wrong on purpose
    assert Network(list(NETWORK.layers), [2, 2]) == NETWORK  # pyright: ignore[reportArgumentType] # lists
    assert hash(Network(NETWORK.layers, (2, 2))) == hash(NETWORK)


def test_the_same_seed_begins_with_the_same_numbers_in_both_precisions() -> None:
    double = NETWORK.initialize(np.random.default_rng(1), np.float64)
    single = NETWORK.initialize(np.random.default_rng(1))

    assert single.vector.dtype == np.float32
    assert np.array_equal(double.vector.astype(np.float32), single.vector)


def test_a_pass_keeps_the_outputs_of_each_layer(parameters, inputs) -> None:
    outputs = NETWORK.forward(parameters, inputs).outputs

    assert [each.shape for each in outputs] == [(8, 4), (8, 6), (8, 6), (8, 3)]
    assert np.allclose(
        outputs[-1], outputs[2] @ parameters["2.weights"] + parameters["2.bias"], rtol=1e-12
    )


def test_a_batch_of_many_is_as_many_batches_of_one(parameters, inputs) -> None:
    together = NETWORK.forward(parameters, inputs).outputs[-1]
    apart = [NETWORK.forward(parameters, each[np.newaxis]).outputs[-1] for each in inputs]

    assert np.allclose(together, np.concatenate(apart), rtol=1e-13)


def test_the_gradient_of_a_batch_is_the_mean_over_its_examples(parameters, inputs, labels) -> None:
    together = gradients_of(NETWORK.forward(parameters, inputs), parameters, labels)
    apart = [
        gradients_of(NETWORK.forward(parameters, inputs[i : i + 1]), parameters, labels[i : i + 1])
        for i in range(len(inputs))
    ]

    assert np.allclose(together, np.mean(apart, axis=0), rtol=1e-12)


def test_dropout_draws_from_the_generator_of_the_pass(parameters, inputs, labels) -> None:
    def pass_with(seed: int) -> Array:
        forward = NETWORK.forward(parameters, inputs, np.random.default_rng(seed))
        return gradients_of(forward, parameters, labels)

    assert np.array_equal(pass_with(3), pass_with(3))
    assert not np.array_equal(pass_with(3), pass_with(4))


def test_the_backward_pass_returns_the_derivative_by_the_inputs(parameters, inputs, labels) -> None:
    forward, gradients = NETWORK.forward(parameters, inputs), parameters.like()
    d_inputs = forward.backward(LOSS(forward.outputs[-1], labels)[1], gradients)

    assert d_inputs.shape == inputs.shape
    assert np.array_equal(gradients.vector, gradients_of(forward, parameters, labels))
    value = LOSS(forward.outputs[-1], labels)[0]
    changed = inputs.copy()
    changed[3, 1, 0] += 1e-6
    difference = LOSS(NETWORK.forward(parameters, changed).outputs[-1], labels)[0] - value
    assert difference / 1e-6 == pytest.approx(d_inputs[3, 1, 0], abs=1e-6)


def test_gradients_are_replaced_not_added_to(parameters, inputs, labels) -> None:
    forward = NETWORK.forward(parameters, inputs)
    gradients = parameters.like()
    gradients.vector[:] = 7.0
    forward.backward(LOSS(forward.outputs[-1], labels)[1], gradients)

    assert np.array_equal(gradients.vector, gradients_of(forward, parameters, labels))


def test_predicting_while_another_thread_trains_is_safe(parameters, inputs, labels) -> None:
    snapshot, stop = parameters.copy(), threading.Event()
    expected = NETWORK.forward(snapshot, inputs).outputs[-1]

    def train() -> None:
        rng = np.random.default_rng(0)
        while True:
            forward = NETWORK.forward(parameters, inputs, rng)
            gradients = Parameters(parameters.layout, gradients_of(forward, parameters, labels))
            GradientDescent().update(parameters, gradients, {}, 0.1)
            if stop.is_set():
                return

    thread = threading.Thread(target=train)
    thread.start()
    try:
        predictions = [NETWORK.forward(snapshot, inputs).outputs[-1] for _ in range(60)]
    finally:
        stop.set()
        thread.join()

    assert all(np.array_equal(each, expected) for each in predictions)
    assert not np.array_equal(parameters.vector, snapshot.vector)


@pytest.mark.parametrize(
    ("shape", "hint"),
    [
        ((2, 2), "One example is a batch of one: write inputs[np.newaxis]."),
        ((8, 4), "Write inputs.reshape(len(inputs), *(2, 2))."),
        ((8, 3), "Reshape the images to this shape."),
    ],
)
def test_inputs_of_the_wrong_shape_are_refused_with_the_remedy(parameters, shape, hint) -> None:
    with pytest.raises(ShapeError) as caught:
        NETWORK.forward(parameters, np.zeros(shape))

    assert (
        str(caught.value) == f"Network expects inputs of shape (batch, 2, 2), got {shape}. {hint}"
    )


def test_inputs_of_another_precision_are_refused(parameters, inputs) -> None:
    with pytest.raises(DtypeError) as caught:
        NETWORK.forward(parameters, inputs.astype(np.float32))

    assert str(caught.value) == (
        "Network expects inputs of the dtype of its parameters, float64, got float32. "
        "Write inputs.astype('float64')."
    )


def test_gradients_of_another_precision_are_refused(parameters, inputs) -> None:
    forward = NETWORK.forward(parameters, inputs)

    with pytest.raises(DtypeError) as caught:
        forward.backward(np.zeros((8, 3)), parameters.astype(np.float32).like())

    assert str(caught.value) == (
        "The backward pass expects gradients of the dtype of the outputs, float64, got float32. "
        "Make them with parameters.like()."
    )


def test_parameters_of_another_network_are_refused(rng, parameters, inputs) -> None:
    other = Network((Flatten(), Dense(3)), (2, 2)).initialize(rng, np.float64)
    message = r"^Network expects parameters in its own layout, \{'1.weights': \(4, 6\), "

    with pytest.raises(ShapeError, match=message):
        NETWORK.forward(other, inputs)
    with pytest.raises(ShapeError, match=message):
        NETWORK.forward(parameters, inputs).backward(np.zeros((8, 3)), other.like())


def test_derivatives_by_outputs_of_another_shape_are_refused(parameters, inputs) -> None:
    forward = NETWORK.forward(parameters, inputs)

    with pytest.raises(ShapeError) as caught:
        forward.backward(np.zeros(3), parameters.like())

    assert str(caught.value) == (
        "The backward pass expects d_outputs of the shape of the outputs, (8, 3), got (3,). "
        "Pass the gradient that the loss returned for these outputs."
    )


def test_a_network_without_parameters_has_both_passes(inputs) -> None:
    network = Network((Flatten(), Activate(ReLU())), (2, 2))
    parameters = network.empty_parameters(np.float64)
    forward = network.forward(parameters, inputs)

    assert parameters.vector.size == 0
    assert forward.backward(np.ones((8, 4)), parameters.like()).shape == (8, 2, 2)

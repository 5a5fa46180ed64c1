"""Networks: shapes checked when built, names, passes forwards and back, and threads."""

import threading
import tracemalloc
from dataclasses import FrozenInstanceError, dataclass, field

import numpy as np
import pytest

from glassnet.nn import (
    PREDICTING,
    Activate,
    Array,
    Buffers,
    Context,
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
    Tanh,
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


def test_a_network_of_dense_layers_reads_784_pixels_unless_told() -> None:
    assert Network((Dense(10),)).input_shape == (784,)


def test_a_misfit_is_found_when_built_and_says_which_layer() -> None:
    with pytest.raises(ShapeError) as caught:
        Network((Dense(6), Flatten(), Dense(3)), (28, 28))

    assert str(caught.value) == (
        "Layer 1 of 3: Dense(6) expects inputs of shape (batch, features), "
        "got (batch, 28, 28). Put Flatten() before it."
    )


def test_a_network_without_layers_is_refused() -> None:
    with pytest.raises(SettingError) as caught:
        Network(())

    assert str(caught.value) == "Network expects at least one layer, got none. Add Dense(10)."


def test_a_network_is_frozen_and_equal_to_its_like() -> None:
    with pytest.raises(FrozenInstanceError):
        NETWORK.layers = ()  # pyright: ignore[reportAttributeAccessIssue]
    assert Network(list(NETWORK.layers), [2, 2]) == NETWORK  # pyright: ignore[reportArgumentType]
    assert hash(Network(NETWORK.layers, (2, 2))) == hash(NETWORK)


def test_the_same_seed_begins_with_the_same_numbers_in_both_precisions() -> None:
    double = NETWORK.initialize(np.random.default_rng(1), np.float64)
    single = NETWORK.initialize(np.random.default_rng(1))

    assert single.vector.dtype == np.float32
    assert np.array_equal(double.vector.astype(np.float32), single.vector)


def test_a_pass_keeps_what_each_layer_handed_on(parameters, inputs) -> None:
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


@pytest.mark.parametrize("batch", [1, 3, 8, 100])
def test_predictions_do_not_depend_on_how_many_are_made_at_once(parameters, inputs, batch) -> None:
    whole = NETWORK.forward(parameters, inputs).outputs[-1]

    assert np.allclose(NETWORK.predict(parameters, inputs, batch), whole, rtol=1e-13)


def test_a_pass_with_buffers_equals_one_without(form, parameters, inputs, labels) -> None:
    buffers, context = Buffers(), lambda buffers: Context(np.random.default_rng(3), buffers)
    with_buffers = [
        gradients_of(NETWORK.forward(parameters, inputs, context(buffers)), parameters, labels)
        for _ in range(2)
    ]
    without = NETWORK.forward(parameters, inputs, Context(np.random.default_rng(3)))

    assert np.array_equal(with_buffers[0], gradients_of(without, parameters, labels))
    assert np.array_equal(with_buffers[0], with_buffers[1])


def test_layers_of_one_size_do_not_share_memory(rng, labels) -> None:
    network = Network((Dense(4, Tanh()), Dense(4, Tanh()), Dense(4)), (4,))
    parameters, inputs = network.initialize(rng, np.float64), rng.normal(size=(8, 4))
    lent = network.forward(parameters, inputs, Context(None, Buffers()))
    fresh = network.forward(parameters, inputs)

    assert np.array_equal(
        gradients_of(lent, parameters, labels), gradients_of(fresh, parameters, labels)
    )


def test_a_repeated_pass_with_buffers_works_in_the_same_memory(parameters, inputs) -> None:
    context = Context(np.random.default_rng(3), Buffers())
    first, second = (NETWORK.forward(parameters, inputs, context).outputs for _ in range(2))

    assert all(one is other for one, other in zip(first[1:], second[1:], strict=True))


def test_a_repeated_step_allocates_no_arrays(rng: np.random.Generator) -> None:
    pytest.importorskip("numba", reason="the plain kernels make arrays as they go")
    network = Network((Dense(300, ReLU()), Dropout(0.5), Dense(10)), (50,))
    parameters, buffers = network.initialize(rng), Buffers()
    gradients, context = parameters.like(), Context(rng, buffers)
    inputs, labels = rng.random((400, 50), np.float32), rng.integers(0, 10, 400)

    def step() -> None:
        forward = network.forward(parameters, inputs, context)
        forward.backward(LOSS(forward.outputs[-1], labels, buffers)[1], gradients)

    step()
    step()
    tracemalloc.start()
    step()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert peak < 400 * 10 * 4, "the smallest array of a pass is larger than all that it made"


@dataclass(frozen=True)
class Watched(Dense):
    """A dense layer that notes whether it was asked for d_inputs."""

    asked: list[bool] = field(default_factory=list, hash=False)

    def forward(self, parameters, inputs, context):
        outputs, backward = super().forward(parameters, inputs, context)

        def watched(d_outputs, gradients, need_d_inputs=True):
            self.asked.append(need_d_inputs)
            return backward(d_outputs, gradients, need_d_inputs)

        return outputs, watched


def test_the_first_layer_that_learns_is_not_asked_for_d_inputs(rng, inputs, labels) -> None:
    first, second = Watched(6, Tanh()), Watched(3)
    network = Network((Flatten(), first, second), (2, 2))
    parameters = network.initialize(rng, np.float64)

    gradients_of(network.forward(parameters, inputs), parameters, labels)

    assert (first.asked, second.asked) == ([False], [True])


def test_layers_before_the_first_that_learns_are_not_run_backwards(rng, inputs, labels) -> None:
    network = Network((Flatten(), Activate(ReLU()), Dense(3)), (2, 2))
    parameters = network.initialize(rng, np.float64)
    forward = network.forward(parameters, inputs)

    def never(*args: object, **kwargs: object) -> None:
        raise AssertionError("nobody reads this layer's d_inputs")

    cut = NetworkPass(network, forward.outputs, (never, never, forward.backwards[2]))

    assert gradients_of(cut, parameters, labels).any()


def test_on_request_the_way_back_leads_to_the_inputs(parameters, inputs, labels) -> None:
    forward, gradients = NETWORK.forward(parameters, inputs), parameters.like()
    d_inputs = forward.backward_to_inputs(LOSS(forward.outputs[-1], labels)[1], gradients)

    assert d_inputs.shape == inputs.shape
    assert np.array_equal(gradients.vector, gradients_of(forward, parameters, labels))


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
        context = Context(np.random.default_rng(0), Buffers())
        while True:
            forward = NETWORK.forward(parameters, inputs, context)
            gradients = Parameters(parameters.layout, gradients_of(forward, parameters, labels))
            GradientDescent().update(parameters.vector, gradients.vector, {}, 0.1)
            if stop.is_set():
                return

    thread = threading.Thread(target=train)
    thread.start()
    try:
        predictions = [NETWORK.forward(snapshot, inputs).outputs[-1] for _ in range(300)]
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
        "Network expects inputs in the precision of its parameters, float64, got float32. "
        "Write inputs.astype('float64')."
    )


def test_gradients_of_another_precision_are_refused(parameters, inputs) -> None:
    forward = NETWORK.forward(parameters, inputs)

    with pytest.raises(DtypeError) as caught:
        forward.backward(np.zeros((8, 3)), parameters.astype(np.float32).like())

    assert str(caught.value) == (
        "The way back expects gradients in the precision of the pass, float64, got float32. "
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
        forward.backward_to_inputs(np.zeros(3), parameters.like())

    assert str(caught.value) == (
        "The way back expects d_outputs of the outputs' shape, (8, 3), got (3,). "
        "Give it the gradient that the loss returned for these outputs."
    )


def test_a_network_without_parameters_still_runs_both_ways(inputs) -> None:
    network = Network((Flatten(), Activate(ReLU())), (2, 2))
    parameters = network.empty_parameters(np.float64)
    forward = network.forward(parameters, inputs, PREDICTING)

    assert parameters.vector.size == 0
    assert forward.backward_to_inputs(np.ones((8, 4)), parameters.like()).shape == (8, 2, 2)

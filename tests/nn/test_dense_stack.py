from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from glassnet.nn.dense_stack import DenseStack
from glassnet.nn.lit import LitImages

from glassnet.engine.kernel import compiler_available, using
from glassnet.nn import (
    Activate,
    Dense,
    Dropout,
    DtypeError,
    Flatten,
    Identity,
    LeakyReLU,
    MeanSquaredError,
    Network,
    ReLU,
    ShapeError,
    Sigmoid,
    SigmoidCrossEntropy,
    Softmax,
    SoftmaxCrossEntropy,
    SquaredError,
    Tanh,
)
from glassnet.nn.arrays import Buffers
from glassnet.nn.losses import Loss

FORMS = ["plain", *["compiled"] * compiler_available()]
NETWORKS = [
    Network((Dense(7, Tanh()), Dense(5, Sigmoid()), Dense(4)), (12,)),
    Network((Flatten(), Dense(6, LeakyReLU(0.1)), Dense(4, Sigmoid())), (3, 4, 1)),
    Network((Dense(4, Identity()),), (12,)),
    Network((Dense(130, ReLU()), Dense(3), Dense(4, Tanh())), (12,)),
]


def examples(count: int = 30) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(0)
    images = rng.integers(0, 256, (count, 12), np.uint8) * (rng.random((count, 12)) < 0.5)
    return images.astype(np.uint8), rng.integers(0, 4, count)


def descended_by_network(
    network: Network, loss: Loss, order: np.ndarray, rate: float, update_first: bool
):
    """The same steps through `Network`: gradients of one example, then the update."""
    images, labels = examples()
    parameters = network.initialize(np.random.default_rng(1), np.float64)
    gradients = parameters.like()
    loss_sum, correct = 0.0, 0
    for example in order:
        inputs = (images[example] / 255).reshape(1, *network.input_shape)
        forward = network.forward(parameters, inputs)
        value, d_outputs = loss(forward.outputs[-1], labels[example : example + 1])
        loss_sum += value
        correct += int(forward.outputs[-1].argmax() == labels[example])
        for index in reversed(range(len(network.layers))):
            name = network.layer_names[index]
            d_inputs = forward.backwards[index](d_outputs, gradients.of_layer(name))
            if update_first:
                for own_name, view in parameters.of_layer(name).items():
                    view -= rate * gradients.of_layer(name)[own_name]
                d_inputs = forward.backwards[index](d_outputs, gradients.of_layer(name))
            d_outputs = d_inputs if d_inputs is not None else d_outputs
        if not update_first:
            parameters.vector -= rate * gradients.vector
    return parameters, loss_sum, correct


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("update_first", [False, True])
@pytest.mark.parametrize(
    "loss",
    [SquaredError(), MeanSquaredError(), SoftmaxCrossEntropy(), SigmoidCrossEntropy()],
    ids=str,
)
@pytest.mark.parametrize("network", NETWORKS, ids=["tanh", "leaky", "linear", "relu"])
def test_it_descends_as_the_network_does(network, loss, update_first, form) -> None:
    images, labels = examples()
    order = np.random.default_rng(2).permutation(len(images))
    expected, loss_sum, correct = descended_by_network(network, loss, order, 0.05, update_first)
    stack = DenseStack.of(network)
    parameters = network.initialize(np.random.default_rng(1), np.float64)
    rates = np.full(len(order), 0.05)

    assert stack is not None
    with using(form):
        found = stack.descend(
            parameters, loss, images, labels, order, rates, update_first=update_first
        )

    np.testing.assert_allclose(parameters.vector, expected.vector, rtol=0, atol=1e-12)
    assert found == (pytest.approx(loss_sum, rel=1e-12), correct)


@pytest.mark.parametrize("form", FORMS)
def test_each_step_has_its_own_rate(form) -> None:
    images, labels = examples(3)
    network = NETWORKS[0]
    stack = DenseStack.of(network)
    assert stack is not None
    together, apart = (network.initialize(np.random.default_rng(1), np.float64) for _ in range(2))
    rates = np.array([0.1, 0.0, 0.3])

    with using(form):
        stack.descend(together, SquaredError(), images, labels, np.arange(3), rates)
        for i in (0, 2):
            each = slice(i, i + 1)
            stack.descend(apart, SquaredError(), images, labels, np.arange(3)[each], rates[each])

    np.testing.assert_allclose(together.vector, apart.vector, atol=1e-15)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    ("images", "labels", "rates", "told"),
    [
        ((3, 28), 3, 3, "the images' width to be that of the inputs, 12, got 28"),
        ((3, 12), 2, 3, "the number of labels to be that of the images, 3, got 2"),
        ((3, 12), 3, 2, "the number of rates to be that of the steps, 3, got 2"),
    ],
)
def test_what_does_not_fit_together_is_refused(form, images, labels, rates, told) -> None:
    stack = DenseStack.of(NETWORKS[0])
    parameters = NETWORKS[0].initialize(np.random.default_rng(1))
    given = np.zeros(images, np.uint8), np.zeros(labels, int), np.arange(3), np.full(rates, 0.1)

    assert stack is not None
    with using(form), pytest.raises(ShapeError, match=told):
        stack.descend(parameters, SquaredError(), *given)


@pytest.mark.parametrize("form", FORMS)
def test_float32_stays_near_float64(form) -> None:
    images, labels = examples()
    network = NETWORKS[0]
    stack = DenseStack.of(network)
    assert stack is not None
    single, double = (
        network.initialize(np.random.default_rng(1), dtype) for dtype in (np.float32, np.float64)
    )

    with using(form):
        for parameters in (single, double):
            arguments = (images, labels, np.arange(30), np.full(30, 0.1))
            stack.descend(parameters, SquaredError(), *arguments)

    assert single.vector.dtype == np.float32
    np.testing.assert_allclose(single.vector, double.vector, rtol=0, atol=1e-5)


@pytest.mark.parametrize("form", FORMS)
def test_a_diverged_network_shows_it(form) -> None:
    images, labels = examples()
    network = NETWORKS[2]
    stack = DenseStack.of(network)
    assert stack is not None
    parameters = network.initialize(np.random.default_rng(1), np.float64)
    parameters.vector[:] = np.nan

    with using(form), np.errstate(all="ignore"):
        loss_sum, _ = stack.descend(
            parameters, SquaredError(), images, labels, np.arange(30), np.full(30, 0.1)
        )

    assert np.isnan(loss_sum)


@pytest.mark.parametrize(
    "layers",
    [(Dense(4), Dropout(0.5)), (Dense(4), Activate(ReLU())), (Dense(4, Softmax()),)],
    ids=["dropout", "activate", "softmax"],
)
def test_networks_of_other_parts_are_not_for_it(layers) -> None:
    assert DenseStack.of(Network(layers, (12,)), training=True) is None


@pytest.mark.parametrize(
    ("labels", "order", "message"),
    [
        ([0, 99], [0, 1], "labels from 0 to 3, got 99"),
        ([0, -3], [0, 1], "labels from 0 to 3, got -3"),
        ([0, 1], [0, 2], "an order of places below 2, got 0 to 2"),
        ([0, 1], [-1, 1], "an order of places below 2, got -1 to 1"),
    ],
)
def test_what_lies_outside_of_the_examples_is_refused(labels, order, message) -> None:
    stack = DenseStack.of(NETWORKS[0])
    assert stack is not None
    parameters = NETWORKS[0].initialize(np.random.default_rng(0))

    with pytest.raises(ValueError, match=message):
        stack.descend(
            parameters, SquaredError(), examples(2)[0], np.array(labels), np.array(order),
            np.full(2, 0.1),
        )  # fmt: skip


def passed(network: Network) -> tuple[np.ndarray, np.ndarray]:
    """What a stack computes of 700 images in groups, and its gradient for some d_outputs."""
    images, _ = examples(700)
    parameters = network.initialize(np.random.default_rng(1), np.float64)
    gradients, stack = parameters.like(), DenseStack.of(network)
    assert stack is not None
    lists = replace(LitImages.of(images, np.float64), comes_again=True)
    forward = stack.forward(parameters, lists, Buffers())
    forward.backward(np.cos(np.arange(2800.0)).reshape(700, 4), gradients)
    return forward.outputs[-1].copy(), gradients.vector


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("network", NETWORKS, ids=["tanh", "leaky", "linear", "relu"])
def test_images_in_groups_pass_as_through_the_network(network: Network, form) -> None:
    images, _ = examples(700)
    parameters = network.initialize(np.random.default_rng(1), np.float64)
    gradients = parameters.like()
    forward = network.forward(parameters, (images / 255).reshape(700, *network.input_shape))
    forward.backward(np.cos(np.arange(2800.0)).reshape(700, 4), gradients)

    with using(form):
        outputs, found = passed(network)

    np.testing.assert_allclose(outputs, forward.outputs[-1], rtol=0, atol=1e-12)
    np.testing.assert_allclose(found, gradients.vector, rtol=0, atol=1e-11)


@pytest.mark.parametrize("processors", [1, 2, 5])
def test_blocks_of_groups_shared_among_processors_give_the_same_bits(
    processors: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = passed(NETWORKS[0])
    monkeypatch.setattr("glassnet.nn.lit.WORTH_SHARING", 0)
    monkeypatch.setattr("glassnet.engine.threads.processors", lambda: processors)

    together = passed(NETWORKS[0])

    for one, other in zip(alone, together, strict=True):
        np.testing.assert_array_equal(one, other)


def test_only_stacks_of_narrow_layers_are_for_groups() -> None:
    stacks = [DenseStack.of(network) for network in NETWORKS]

    assert [stack is not None and stack.reads_groups for stack in stacks] == [True] * 3 + [False]


@pytest.mark.parametrize(("width", "dtype", "other", "error", "told"), [
    (13, np.float64, NETWORKS[0], ShapeError, "the images' width to be that of the inputs, 12, got 13"),
    (12, np.float32, NETWORKS[0], DtypeError, "precision of the parameters, float64, got float32"),
    (12, np.float64, NETWORKS[2], ShapeError, "number of parameters to be that of the stack"),
])  # fmt: skip
def test_groups_that_do_not_fit_are_refused(width, dtype, other, error, told) -> None:
    stack = DenseStack.of(NETWORKS[0])
    parameters = other.initialize(np.random.default_rng(1), np.float64)
    lists = replace(LitImages.of(np.ones((9, width), np.uint8), dtype), comes_again=True)

    assert stack is not None
    with pytest.raises(error, match=told):
        stack.forward(parameters, lists, Buffers())

"""Online descent in one call of compiled code makes the updates of the reference implementation."""

from __future__ import annotations

import numpy as np
import pytest

from glassnet import nn
from glassnet.engine import descend, has_compiled_descent, using
from glassnet.engine.kernel import Implementation, compiler_available
from glassnet.nn import (
    GELU,
    Activate,
    Array,
    Conv2D,
    Dense,
    Dropout,
    Flatten,
    Identity,
    LeakyReLU,
    Loss,
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
    UnshiftedCrossEntropy,
)
from glassnet.nn.deviations import descend_during_backward

IMPLEMENTATIONS = ["reference", *["compiled"] * compiler_available()]
NETWORKS = {
    "tanh": Network((Dense(7, Tanh()), Dense(5, Sigmoid()), Dense(4)), (12,)),
    "leaky": Network((Flatten(), Dense(6, LeakyReLU(0.1)), Dense(4, Sigmoid())), (3, 4, 1)),
    "linear": Network((Dense(4, Identity()),), (12,)),
    "relu": Network((Dense(130, ReLU()), Dense(3), Dense(4, Tanh())), (12,)),
}
TANH = NETWORKS["tanh"]
LOSSES = [SquaredError(), MeanSquaredError(), SoftmaxCrossEntropy(), SigmoidCrossEntropy()]


def examples(count: int = 30) -> tuple[Array, Array]:
    rng = np.random.default_rng(0)
    images = rng.integers(0, 256, (count, 12), np.uint8) * (rng.random((count, 12)) < 0.5)
    return images.astype(np.uint8), rng.integers(0, 4, count)


@pytest.mark.parametrize("implementation", IMPLEMENTATIONS)
@pytest.mark.parametrize("during_backward", [False, True])
@pytest.mark.parametrize("loss", LOSSES, ids=str)
@pytest.mark.parametrize("network", NETWORKS.values(), ids=NETWORKS)
def test_it_descends_as_the_reference_does_in_any_order(
    network: Network, loss: Loss, during_backward: bool, implementation: Implementation
) -> None:
    images, labels = examples()
    order = np.random.default_rng(2).permutation(len(images))[:20]
    rates = np.linspace(0.1, 0, 20)
    expected, found = (network.initialize(np.random.default_rng(1), np.float64) for _ in range(2))
    reference = descend_during_backward if during_backward else nn.descend
    inputs = (images[order] / 255).reshape(-1, *network.input_shape)

    result = reference(network, loss, expected, inputs, labels[order], rates)
    with using(implementation):
        found_result = descend(
            network, loss, found, images, labels, rates, order,
            update_during_backward=during_backward,
        )  # fmt: skip

    np.testing.assert_allclose(found.vector, expected.vector, rtol=0, atol=1e-12)
    assert found_result == (pytest.approx(result[0], rel=1e-12), result[1])


def test_without_an_order_examples_follow_each_other() -> None:
    images, labels = examples()
    first, second = (TANH.initialize(np.random.default_rng(1), np.float64) for _ in range(2))
    rates = np.full(30, 0.1)

    descend(TANH, SquaredError(), first, images, labels, rates)
    descend(TANH, SquaredError(), second, images, labels, rates, np.arange(30))

    np.testing.assert_array_equal(first.vector, second.vector)


def test_numbers_are_taken_as_stored_images_are() -> None:
    images, labels = examples()
    first, second = (TANH.initialize(np.random.default_rng(1), np.float64) for _ in range(2))
    rates = np.full(30, 0.1)

    descend(TANH, SquaredError(), first, images, labels, rates)
    descend(TANH, SquaredError(), second, images / 255, labels, rates)

    np.testing.assert_allclose(first.vector, second.vector, rtol=0, atol=1e-12)


def test_images_may_have_any_memory_order() -> None:
    images, labels = examples()
    rates = np.full(30, 0.1)
    results = []
    for given in (images, np.repeat(images, 2, axis=0)[::2], np.asfortranarray(images)):
        parameters = TANH.initialize(np.random.default_rng(1), np.float64)
        descend(TANH, SquaredError(), parameters, given, labels, rates)
        results.append(parameters.vector)

    np.testing.assert_array_equal(results[1], results[0])
    np.testing.assert_array_equal(results[2], results[0])


def test_in_two_calls_it_makes_the_same_updates_as_in_one() -> None:
    images, labels = examples()
    whole, halves = (TANH.initialize(np.random.default_rng(1), np.float64) for _ in range(2))
    rates, order = np.linspace(0.2, 0.1, 30), np.random.default_rng(3).permutation(30)
    arguments = TANH, SquaredError()

    loss_sum, correct = descend(*arguments, whole, images, labels, rates, order)
    results = [
        descend(*arguments, halves, images, labels, rates[part], order[part])
        for part in (slice(0, 11), slice(11, 30))
    ]

    np.testing.assert_array_equal(whole.vector, halves.vector)
    assert loss_sum == pytest.approx(sum(value for value, _ in results), rel=1e-12)
    assert correct == sum(right for _, right in results)


@pytest.mark.parametrize("implementation", IMPLEMENTATIONS)
@pytest.mark.parametrize(
    ("images", "labels", "rates", "message"),
    [
        ((3, 28), 3, 3, "descend expects 12 pixels of an image, got 28"),
        ((3, 12), 2, 3, "descend expects 3 labels, got 2"),
        ((3, 12), 3, 2, "descend expects 3 rates, got 2"),
    ],
)
def test_arrays_that_do_not_fit_together_are_refused(
    images: tuple[int, int], labels: int, rates: int, message: str, implementation: Implementation
) -> None:
    parameters = TANH.initialize(np.random.default_rng(1))
    arrays = np.zeros(images, np.uint8), np.zeros(labels, int), np.full(rates, 0.1)

    with using(implementation), pytest.raises(ShapeError, match=message):
        descend(TANH, SquaredError(), parameters, *arrays, np.arange(3))


def test_parameters_of_another_network_are_refused() -> None:
    images, labels = examples(3)
    other = NETWORKS["linear"].initialize(np.random.default_rng(1))

    with pytest.raises(ShapeError, match="parameters in its own layout"):
        descend(TANH, SquaredError(), other, images, labels, np.full(3, 0.1))


@pytest.mark.parametrize(
    ("labels", "order", "message"),
    [
        ([0, 99], [0, 1], "labels from 0 to 3, got 99"),
        ([0, -3], [0, 1], "labels from 0 to 3, got -3"),
        ([0, 1], [0, 2], "an order of indices below 2, got 0 to 2"),
        ([0, 1], [-1, 1], "an order of indices below 2, got -1 to 1"),
    ],
)
def test_labels_and_indices_out_of_range_are_refused(
    labels: list[int], order: list[int], message: str
) -> None:
    parameters = TANH.initialize(np.random.default_rng(0))

    with pytest.raises(ValueError, match=message):
        descend(
            TANH, SquaredError(), parameters, examples(2)[0], np.array(labels), np.full(2, 0.1),
            np.array(order),
        )  # fmt: skip


@pytest.mark.parametrize("implementation", IMPLEMENTATIONS)
def test_float32_stays_close_to_float64(implementation: Implementation) -> None:
    images, labels = examples()
    single, double = (
        TANH.initialize(np.random.default_rng(1), dtype) for dtype in (np.float32, np.float64)
    )

    with using(implementation):
        for parameters in (single, double):
            descend(TANH, SquaredError(), parameters, images, labels, np.full(30, 0.1))

    assert single.vector.dtype == np.float32
    np.testing.assert_allclose(single.vector, double.vector, rtol=0, atol=1e-5)


@pytest.mark.parametrize("implementation", IMPLEMENTATIONS)
def test_the_loss_of_a_diverged_network_is_nan(implementation: Implementation) -> None:
    images, labels = examples()
    network = NETWORKS["linear"]
    parameters = network.initialize(np.random.default_rng(1), np.float64)
    parameters.vector[:] = np.nan

    with using(implementation), np.errstate(all="ignore"):
        loss_sum, correct = descend(
            network, SquaredError(), parameters, images, labels, np.full(30, 0.1)
        )

    assert np.isnan(loss_sum)
    assert correct == 0


@pytest.mark.parametrize("loss", LOSSES, ids=str)
def test_dense_networks_have_a_compiled_descent(loss: Loss) -> None:
    pytest.importorskip("numba", reason="compiled code needs numba, which is not installed")

    assert all(has_compiled_descent(network, loss) for network in NETWORKS.values())
    with using("reference"):
        assert not has_compiled_descent(TANH, loss)


@pytest.mark.parametrize(
    ("layers", "loss"),
    [
        ((Dense(4), Dropout(0.5)), SquaredError()),
        ((Dense(4), Activate(ReLU())), SquaredError()),
        ((Dense(4, Softmax()),), SquaredError()),
        ((Dense(4, GELU()),), SquaredError()),
        ((Dense(4),), UnshiftedCrossEntropy()),
        ((Dense(4),), SoftmaxCrossEntropy(label_smoothing=0.1)),
    ],
    ids=["dropout", "activate", "softmax", "GELU", "deviation", "smoothing"],
)
def test_other_networks_and_losses_have_none_and_descend_all_the_same(layers, loss: Loss) -> None:
    network = Network(layers, (12,))
    images, labels = examples()
    expected, found = (network.initialize(np.random.default_rng(1), np.float64) for _ in range(2))

    descend(network, loss, found, images, labels, np.full(30, 0.1))

    nn.descend(network, loss, expected, images / 255, labels, np.full(30, 0.1))
    assert not has_compiled_descent(network, loss)
    np.testing.assert_allclose(found.vector, expected.vector, rtol=0, atol=1e-12)


def test_convolutions_have_no_compiled_descent() -> None:
    network = Network((Conv2D(3, 2), Flatten(), Dense(4)), (4, 3, 1))

    assert not has_compiled_descent(network, SquaredError())

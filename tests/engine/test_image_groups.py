"""Full batches of narrow networks over groups of similar images."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from glassnet import nn
from glassnet.data.labeled_images import LabeledImages
from glassnet.engine import Engine, Rows, Tuning, plan_training
from glassnet.nn import (
    Array,
    Dense,
    DtypeError,
    Identity,
    LeakyReLU,
    Loss,
    MeanSquaredError,
    Network,
    Parameters,
    ReLU,
    ShapeError,
    Sigmoid,
    SoftmaxCrossEntropy,
    Tanh,
)

pytest.importorskip("numba", reason="groups are made by compiled code")
from glassnet.engine.image_groups import ImageGroups, order_by_similarity
from glassnet.engine.layer_table import encode_dense
from glassnet.engine.sparse_images import SparseImages
from glassnet.engine.steps.narrow_mlp import NarrowMLPStep
from glassnet.engine.steps.step import StepContext
from glassnet.engine.workspace import Workspace

# Of few numbers of units: first layers are compiled for each.
NETWORKS = {
    "tanh": Network((Dense(11, Tanh()), Dense(5, Sigmoid()), Dense(4)), (12,)),
    "leaky": Network((Dense(10, LeakyReLU(0.1)), Dense(4, Sigmoid())), (12,)),
    "linear": Network((Dense(4, Identity()),), (12,)),
    "sixteen": Network((Dense(16, ReLU()), Dense(1), Dense(4)), (12,)),
}


def examples(count: int = 700) -> tuple[Array, Array]:
    rng = np.random.default_rng(0)
    images = rng.integers(0, 256, (count, 3, 4)) * (rng.random((count, 3, 4)) < 0.5)
    return images.astype(np.uint8), rng.integers(0, 4, count)


def run_gradient(
    network: Network, loss: Loss, count: int, tuning: Tuning
) -> tuple[float, int, Array]:
    images, labels = examples(count)
    plan = plan_training(network, loss, images, None, tuning)
    assert plan.reading == "groups of similar images"
    parameters = network.initialize(np.random.default_rng(1), np.float64)
    engine, gradients = Engine(plan, loss, np.float64), parameters.like()
    batch = engine.prepare(Rows.all(images), labels)
    return *engine.gradient(parameters, batch, gradients), gradients.vector


@pytest.mark.parametrize("count", [2, 5, 33, 700])
@pytest.mark.parametrize("loss", [SoftmaxCrossEntropy(), MeanSquaredError()], ids=str)
@pytest.mark.parametrize("network", NETWORKS.values(), ids=NETWORKS)
def test_gradients_are_those_of_the_reference(network: Network, loss: Loss, count: int) -> None:
    images, labels = examples(count)
    parameters = network.initialize(np.random.default_rng(1), np.float64)
    gradients = parameters.like()
    value, correct = nn.gradient(
        network, loss, parameters, images.reshape(count, 12) / 255, labels, gradients
    )

    found_value, found_correct, found = run_gradient(network, loss, count, Tuning())

    assert found_value == pytest.approx(value, rel=1e-12)
    assert found_correct == correct
    np.testing.assert_allclose(found, gradients.vector, rtol=0, atol=1e-13)


@pytest.mark.parametrize("threads", [2, 5])
def test_blocks_of_groups_shared_by_threads_give_the_same_bits(threads: int) -> None:
    shared = Tuning(min_parallel_products=0)

    alone, together = (
        run_gradient(NETWORKS["tanh"], SoftmaxCrossEntropy(), 700, replace(shared, threads=each))
        for each in (1, threads)
    )

    assert alone[:2] == together[:2]
    np.testing.assert_array_equal(alone[2], together[2])


def groups_of(pixels: int, dtype: type, count: int = 9) -> ImageGroups:
    images = np.ones((count, pixels), np.uint8)
    return ImageGroups.of(SparseImages.of(images, dtype, Workspace()), 7)


@pytest.mark.parametrize(
    ("pixels", "dtype", "parameters", "error", "message"),
    [
        (13, np.float64, NETWORKS["tanh"], ShapeError, "images of 12 pixels .*, got 13 pixels"),
        (
            12,
            np.float32,
            NETWORKS["tanh"],
            DtypeError,
            "dtype of the parameters, float64, got float32",
        ),
        (12, np.float64, NETWORKS["linear"], ShapeError, "227 parameters, got 12 pixels and 52"),
    ],
)
def test_groups_and_parameters_that_do_not_fit_are_refused(
    pixels: int, dtype: type, parameters: Network, error: type, message: str
) -> None:
    network = NETWORKS["tanh"]
    table = encode_dense(network.layers, network.shapes, training=True)
    assert table is not None
    given: Parameters = parameters.initialize(np.random.default_rng(1), np.float64)

    with pytest.raises(error, match=message):
        NarrowMLPStep(table).forward(given, groups_of(pixels, dtype), StepContext(Workspace()))


def test_groups_know_their_images() -> None:
    groups = groups_of(12, np.float32)

    assert (len(groups), groups.shape, groups.dtype) == (9, (9, 12), np.float32)


def count_nonzero_in_groups(images: Array) -> int:
    """The number of pixels that are nonzero in groups of 16, one after the other."""
    groups = images[: len(images) // 16 * 16].reshape(-1, 16, 28 * 28)
    return int(groups.any(axis=1).sum())


def test_adjacent_images_of_the_order_share_their_ink(simulated_digits: LabeledImages) -> None:
    images = simulated_digits.images

    order = order_by_similarity(images)

    assert sorted(order) == list(range(len(images)))
    assert count_nonzero_in_groups(images[order]) < 0.9 * count_nonzero_in_groups(images)


def test_every_part_of_the_order_has_about_as_much_ink() -> None:
    # Images with ink in more and more of their rows.
    images = np.zeros((8192, 28, 28), np.uint8)
    for number, image in enumerate(images):
        image[: 1 + number // 300] = 255

    inks = images[order_by_similarity(images)].reshape(4, -1).mean(axis=1)

    assert inks.max() < 1.3 * inks.min()


@pytest.mark.parametrize("shape", [(5, 28, 28), (3, 5, 6), (1, 1, 1), (2, 3, 9)])
def test_images_of_any_size_have_an_order(shape: tuple[int, ...]) -> None:
    images = np.random.default_rng(3).integers(0, 2, shape).astype(np.uint8)

    assert sorted(order_by_similarity(images)) == list(range(len(images)))

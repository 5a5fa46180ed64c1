"""Images as lists of their nonzero pixels: the products with them are those with the images."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from glassnet import nn
from glassnet.engine import DEFAULT_TUNING, Tuning, gradient, plan_training
from glassnet.engine.workspace import Workspace
from glassnet.nn import Array, Dense, Network, SoftmaxCrossEntropy, Tanh

pytest.importorskip("numba", reason="sparse images are made by compiled code")
from glassnet.engine.compiled.sparse import multiply_sparse_transposed
from glassnet.engine.sparse_images import IMAGES_IN_PART, SparseImages
from glassnet.engine.steps.dense import multiply_sparse

STORED = np.random.default_rng(0).integers(0, 3, (6, 30)).astype(np.uint8) * 80
SHARED = Tuning(min_parallel_products=0)


def random_images(count: int, pixels: int = 30, density: float = 0.3) -> Array:
    rng = np.random.default_rng(count)
    images = rng.integers(1, 256, (count, pixels)) * (rng.random((count, pixels)) < density)
    return images.astype(np.uint8)


def to_lists(images: Array, dtype: type = np.float64) -> SparseImages:
    return SparseImages.of(images, dtype, Workspace())


@pytest.mark.parametrize("units", [1, 7, 16, 17, 150])
@pytest.mark.parametrize("threads", [1, 2, 5])
def test_products_are_those_with_the_images(units: int, threads: int) -> None:
    images = random_images(50)
    weights, sums = np.random.default_rng(1).normal(size=(30, units)), np.empty((50, units))

    multiply_sparse(to_lists(images), weights, sums, replace(SHARED, threads=threads))

    np.testing.assert_allclose(sums, images / 255 @ weights, rtol=0, atol=1e-12)


@pytest.mark.parametrize("units", [7, 150])
@pytest.mark.parametrize("threads", [2, 5])
def test_the_bits_of_a_product_do_not_depend_on_the_number_of_threads(
    units: int, threads: int
) -> None:
    lists = to_lists(random_images(50), np.float32)
    weights = np.random.default_rng(1).normal(size=(30, units)).astype(np.float32)
    alone, together = np.empty((2, 50, units), np.float32)

    multiply_sparse(lists, weights, alone, replace(SHARED, threads=1))
    multiply_sparse(lists, weights, together, replace(SHARED, threads=threads))

    np.testing.assert_array_equal(together, alone)


@pytest.mark.parametrize("units", [1, 7, 16])
def test_products_of_the_transposed_images_are_those_of_the_images(units: int) -> None:
    images = random_images(50)
    d_sums, gradients = np.random.default_rng(1).normal(size=(50, units)), np.empty((30, units))

    multiply_sparse_transposed(*to_lists(images).lists, d_sums, gradients)

    np.testing.assert_allclose(gradients, images.T / 255 @ d_sums, rtol=0, atol=1e-12)


@pytest.mark.parametrize("count", [6, 9000])
def test_transposed_images_are_images(count: int) -> None:
    images = random_images(count, 5)
    d_sums, gradients = np.random.default_rng(4).normal(size=(count, 17)), np.empty((5, 17))

    transposed = to_lists(images).begin_transpose()()
    multiply_sparse(transposed, d_sums, gradients, DEFAULT_TUNING)

    assert transposed.shape == (5, count)
    np.testing.assert_allclose(gradients, images.T / 255 @ d_sums, rtol=0, atol=1e-9)


def test_images_are_transposed_once() -> None:
    lists = to_lists(STORED)

    assert lists.begin_transpose()() is lists.begin_transpose()()


@pytest.mark.parametrize("units", [7, 150])
@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize("shared_from", [0, 1 << 60])
@pytest.mark.parametrize("background_from", [0, 1 << 60])
def test_outputs_and_gradients_are_those_of_the_images_wherever_they_are_transposed(
    units: int, threads: int, shared_from: int, background_from: int
) -> None:
    network = Network((Dense(units, Tanh()), Dense(3)), (30,))
    images, labels = random_images(40), np.arange(40) % 3
    tuning = Tuning(
        threads=threads, min_parallel_products=shared_from, min_background_pixels=background_from,
        max_density=1, min_units_to_train_sparse=1,
    )  # fmt: skip
    loss, parameters = (
        SoftmaxCrossEntropy(),
        network.initialize(np.random.default_rng(1), np.float64),
    )
    expected, found = parameters.like(), parameters.like()
    assert plan_training(network, loss, images, 40, tuning).reading == "sparse images"

    nn.gradient(network, loss, parameters, images / 255, labels, expected)
    gradient(network, loss, parameters, images, labels, found, tuning=tuning)

    np.testing.assert_allclose(found.vector, expected.vector, rtol=0, atol=1e-13)


@pytest.mark.parametrize("threads", [1, 2, 5])
@pytest.mark.parametrize("count", [1, 230, IMAGES_IN_PART + 7])
def test_lists_to_keep_are_the_same_for_any_number_of_threads(threads: int, count: int) -> None:
    images = random_images(count)

    kept, lists = SparseImages.to_keep(images, np.float32, threads), to_lists(images, np.float32)

    assert kept.shape == lists.shape
    for image in range(count):
        for name in ("offsets", "values"):
            one, other = (
                getattr(each, name)[each.starts[image] : each.ends[image]] for each in (kept, lists)
            )
            np.testing.assert_array_equal(one, other)


def test_no_images_make_no_lists() -> None:
    assert len(SparseImages.to_keep(STORED[:0], np.float32)) == 0
    assert len(to_lists(STORED[:0])) == 0


def test_some_of_the_images_are_listed_without_copying() -> None:
    lists = to_lists(STORED)
    weights, sums = np.random.default_rng(2).normal(size=(30, 5)), np.empty((3, 5))

    some = lists[np.array([4, 0, 4])]
    multiply_sparse(some, weights, sums, DEFAULT_TUNING)

    np.testing.assert_allclose(sums, STORED[[4, 0, 4]] / 255 @ weights, rtol=0, atol=1e-12)
    assert some.offsets is lists.offsets
    assert some.entries == 2 * lists[4:5].entries + lists[:1].entries

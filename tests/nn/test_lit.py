from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from glassnet.nn.lit import LitImages, multiply, multiply_transposed
from glassnet.nn.lit import _multiply_lists as multiply_lists

from glassnet.engine.kernel import using
from glassnet.nn import Dense, Flatten, Network, SoftmaxCrossEntropy, Tanh
from glassnet.nn.arrays import Array

STORED = np.random.default_rng(0).integers(0, 3, (6, 30)).astype(np.uint8) * 80
NETWORK = Network((Dense(7, Tanh()), Dense(3)), (30,))


@pytest.mark.parametrize("units", [7, 150])
def test_lists_lead_to_the_outputs_and_gradients_of_the_images_themselves(units: int) -> None:
    network = Network((Dense(units, Tanh()), Dense(3)), (30,))
    parameters = network.initialize(np.random.default_rng(1), np.float64)
    results = []
    for inputs in (STORED / 255, LitImages.of(STORED, np.float64)):
        gradients = parameters.like()
        forward = network.forward(parameters, inputs)
        _, d_outputs = SoftmaxCrossEntropy()(forward.outputs[-1], np.arange(6) % 3)
        d_inputs = forward.backward_to_inputs(d_outputs, gradients)
        results.append((forward.outputs[-1], gradients.vector, d_inputs))

    for whole, lists in zip(*results, strict=True):
        np.testing.assert_allclose(lists, whole, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("processors", [1, 2, 5])
def test_lists_to_keep_are_the_same_whoever_makes_them(
    processors: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("glassnet.engine.threads.processors", lambda: processors)
    monkeypatch.setattr("glassnet.nn.lit.IMAGES_OF_A_PART", 50)
    rng = np.random.default_rng(0)
    stored = (rng.integers(1, 256, (230, 30)) * (rng.random((230, 30)) < 0.3)).astype(np.uint8)

    kept, lists = LitImages.kept(stored, np.float32), LitImages.of(stored, np.float32)

    assert kept.shape == lists.shape
    for image in range(230):
        for name in ("places", "values"):
            one, other = (
                getattr(each, name)[each.starts[image] : each.ends[image]] for each in (kept, lists)
            )
            np.testing.assert_array_equal(one, other)


def test_no_images_make_no_lists() -> None:
    assert len(LitImages.kept(STORED[:0], np.float32)) == 0


@pytest.mark.parametrize(
    ("units", "images", "learning", "reading"),
    [
        (16, "bright", True, True),
        (64, "dark", False, True),
        (128, "dark", True, True),
        (800, "dark", True, True),
        (800, "bright", False, False),
    ],
)
def test_lists_are_preferred_where_they_are_faster(
    units: int, images: str, learning: bool, reading: bool
) -> None:
    pytest.importorskip("numba", reason="compiled kernels need numba, which is not installed")
    network = Network((Dense(units), Dense(3)), (30,))
    stored = np.full((9, 30), 200 if images == "bright" else 0, np.uint8)

    with using("compiled"):
        assert network.prefers_lists_of(stored, learning=True) == learning
        assert network.prefers_lists_of(stored, learning=False) == reading
    with using("plain"):
        assert not network.prefers_lists_of(stored, learning=False)


def test_a_network_that_begins_with_another_layer_reads_whole_images() -> None:
    stored, network = np.zeros((9, 30), np.uint8), Network((Flatten(), Dense(3)), (5, 6, 1))

    assert not network.prefers_lists_of(stored, learning=False)


@pytest.mark.parametrize("processors", [1, 2])
@pytest.mark.parametrize("shared_from", [0, 1 << 60])
def test_lists_to_learn_from_are_turned_meanwhile_to_the_same_gradient(
    processors: int, shared_from: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("glassnet.engine.threads.processors", lambda: processors)
    monkeypatch.setattr("glassnet.nn.lit.WORTH_TURNING_ASIDE", 0)
    monkeypatch.setattr("glassnet.nn.lit.WORTH_SHARING", shared_from)
    rng = np.random.default_rng(5)
    weights, d_sums = rng.normal(size=(30, 150)), rng.normal(size=(6, 150))
    lists = replace(LitImages.of(STORED, np.float64), to_learn=True)
    sums, gradients = np.empty((6, 150)), np.empty((30, 150))
    begun_before = []

    def product(images: LitImages, *matrices: Array) -> None:
        begun_before.append("coming_by_pixel" in vars(lists))
        multiply_lists(images, *matrices)

    monkeypatch.setattr("glassnet.nn.lit._multiply_lists", product)

    multiply(lists, weights, sums)
    assert begun_before == [shared_from > 0]
    assert "coming_by_pixel" in vars(lists)
    multiply_transposed(lists, d_sums, gradients)

    np.testing.assert_allclose(sums, STORED / 255 @ weights, atol=1e-12)
    np.testing.assert_allclose(gradients, STORED.T / 255 @ d_sums, atol=1e-12)


def test_lists_to_read_are_not_turned(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("glassnet.nn.lit.WORTH_TURNING_ASIDE", 0)
    lists = LitImages.of(STORED, np.float64)

    multiply(lists, np.ones((30, 150)), np.empty((6, 150)))

    assert "coming_by_pixel" not in vars(lists)


def test_many_images_are_turned_as_few_are() -> None:
    stored = np.random.default_rng(3).integers(0, 2, (9000, 5)).astype(np.uint8) * 255
    d_sums = np.random.default_rng(4).normal(size=(9000, 17))
    gradients = np.empty((5, 17))

    multiply_transposed(LitImages.of(stored, np.float64), d_sums, gradients)

    np.testing.assert_allclose(gradients, stored.T / 255 @ d_sums, atol=1e-9)


def test_some_of_the_images_are_listed_without_copying() -> None:
    lists = LitImages.of(STORED, np.float64)
    weights, sums = np.random.default_rng(2).normal(size=(30, 5)), np.empty((3, 5))

    some = lists[np.array([4, 0, 4])]
    multiply(some, weights, sums)

    np.testing.assert_allclose(sums, STORED[[4, 0, 4]] / 255 @ weights, atol=1e-12)
    assert some.places is lists.places
    assert some.entries == 2 * lists[4:5].entries + lists[:1].entries

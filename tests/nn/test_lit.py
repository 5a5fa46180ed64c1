from __future__ import annotations

import numpy as np
import pytest

from glassnet.nn import Dense, Flatten, Network, SoftmaxCrossEntropy, Tanh
from glassnet.nn.arrays import Buffers
from glassnet.nn.kernels.dispatch import using
from glassnet.nn.lit import LitImages

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


def test_what_is_kept_does_not_change_when_its_buffers_are_lent_again() -> None:
    buffers = Buffers()
    kept = LitImages.of(STORED, np.float32, buffers).kept()
    values = kept.values.copy()

    LitImages.of(255 - STORED, np.float32, buffers)

    assert np.array_equal(kept.values, values)
    assert kept.shape == STORED.shape


def test_lists_are_preferred_where_kernels_are_compiled_and_images_dark_or_units_few() -> None:
    pytest.importorskip("numba", reason="compiled kernels need numba, which is not installed")
    wide, convolutional = Network((Dense(17), Dense(3)), (30,)), Network((Flatten(),), (5, 6, 1))
    bright, dark = np.full((9, 30), 200, np.uint8), np.zeros((9, 30), np.uint8)
    with using("plain"):
        assert not NETWORK.prefers_lists_of(dark)
    with using("compiled"):
        assert NETWORK.prefers_lists_of(bright)
        assert wide.prefers_lists_of(dark)
        assert not wide.prefers_lists_of(bright)
        assert not convolutional.prefers_lists_of(dark)

"""Compiled pooling is that of the layers of `glassnet.nn`."""

from __future__ import annotations

import numpy as np
import pytest
from tests.engine.compiled.conftest import IN_ONE_PRECISION

from glassnet.nn import AveragePool2D, MaxPool2D

pytest.importorskip("numba", reason="compiled functions need numba, which is not installed")

from glassnet.engine.compiled.pooling import (
    average_pool_backward,
    average_pool_forward,
    max_pool_backward,
    max_pool_forward,
)

COVERED = [max_pool_forward, max_pool_backward, average_pool_forward, average_pool_backward]

# Windows side by side, overlapping ones, and pixels that no window reaches.
WINDOWS = pytest.mark.parametrize(("size", "stride"), [(2, 2), (3, 1), (2, 3), (4, 4)])


@pytest.fixture
def images(draw) -> np.ndarray:
    # Rounded, so that some windows have two equal maxima.
    return draw(3, 6, 6, 5).round(1)


@WINDOWS
def test_max_pooling_is_that_of_the_layer(images, size, stride, draw, tolerance) -> None:
    images[0, 0, 0, 0] = np.nan
    expected, backward = MaxPool2D(size, stride).forward({}, images)
    d_outputs = draw(*expected.shape)
    outputs, d_inputs = np.empty_like(expected), np.full_like(images, np.nan)
    argmax = np.empty(expected.shape, np.int32)

    max_pool_forward(images, size, stride, outputs, argmax)
    max_pool_backward(d_outputs, argmax, size, stride, d_inputs)

    np.testing.assert_array_equal(outputs, expected)
    np.testing.assert_allclose(d_inputs, backward(d_outputs, {}), rtol=0, atol=10 * tolerance)


def test_argmax_is_the_first_of_equal_pixels() -> None:
    images = np.array([[1, 3, 0, 0], [3, 2, 0, 0]], float).reshape(1, 2, 4, 1)
    outputs, argmax = np.empty((1, 1, 2, 1)), np.empty((1, 1, 2, 1), np.int32)

    max_pool_forward(images, 2, 2, outputs, argmax)

    assert outputs.ravel().tolist() == [3, 0]
    assert argmax.ravel().tolist() == [1, 0]


@WINDOWS
def test_average_pooling_is_that_of_the_layer(images, size, stride, draw, tolerance) -> None:
    expected, backward = AveragePool2D(size, stride).forward({}, images)
    d_outputs = draw(*expected.shape)
    outputs, d_inputs = np.empty_like(expected), np.full_like(images, np.nan)

    average_pool_forward(images, size, stride, outputs)
    average_pool_backward(d_outputs, size, stride, d_inputs)

    np.testing.assert_allclose(outputs, expected, rtol=0, atol=10 * tolerance)
    np.testing.assert_allclose(d_inputs, backward(d_outputs, {}), rtol=0, atol=10 * tolerance)


@IN_ONE_PRECISION
@pytest.mark.parametrize("size", [2, 3])
def test_images_in_any_memory_layout_are_pooled_as_their_copies(images, size) -> None:
    apart = images[:, :, ::-1]
    side = (6 - size) // size + 1
    outputs = np.empty((2, 3, side, side, 5), images.dtype)
    argmax = np.empty(outputs.shape, np.int32)

    max_pool_forward(apart, size, size, outputs[0], argmax[0])
    max_pool_forward(apart.copy(), size, size, outputs[1], argmax[1])

    np.testing.assert_array_equal(outputs[0], outputs[1])
    np.testing.assert_array_equal(argmax[0], argmax[1])

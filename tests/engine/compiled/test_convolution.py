"""Compiled convolution and its gradient are those of `Conv2D`."""

from __future__ import annotations

import ctypes
import mmap
import sys

import numpy as np
import pytest
from tests.engine.compiled.conftest import IN_ONE_PRECISION

from glassnet.nn import Conv2D, MaxPool2D
from glassnet.nn.arrays import Array

pytest.importorskip("numba", reason="compiled functions need numba, which is not installed")

from glassnet.engine.compiled.convolution import convolve, convolve_and_pool, correlate

COVERED = [convolve, convolve_and_pool, correlate]

# Images, kernel, filters, stride: fewer and more filters and positions than a tile has, and odd numbers.
GEOMETRIES = [
    ((3, 6, 7, 2), (3, 3), 3, 1),
    ((2, 9, 8, 1), (5, 2), 24, 1),
    ((2, 20, 28, 1), (5, 5), 24, 1),
    ((3, 12, 12, 24), (3, 3), 32, 1),
    ((2, 9, 9, 3), (2, 3), 40, 2),
    ((1, 3, 3, 1), (3, 3), 1, 1),
    ((2, 7, 7, 4), (3, 3), 33, 3),
]
GEOMETRY = pytest.mark.parametrize(("images", "kernel", "filters", "stride"), GEOMETRIES)
# Those with at least 2x2 sums.
WITH_WINDOWS = pytest.mark.parametrize(
    ("images", "kernel", "filters", "stride"),
    [each for each in GEOMETRIES if each[0][1] > each[1][0]],
)


@pytest.fixture
def close(dtype: type) -> float:
    return 1e-11 if dtype is np.float64 else 1e-3


def reference_sums(pixels: Array, weights: Array, stride: int, bias: Array | None = None):
    *kernel, _, filters = weights.shape
    layer = Conv2D(filters, (kernel[0], kernel[1]), stride)
    bias = np.zeros(filters, weights.dtype) if bias is None else bias
    return layer.forward({"weights": weights, "bias": bias}, pixels)


def with_a_guard(shape: tuple[int, ...], dtype: type) -> tuple[Array, Array]:
    """An array, and one that lies after it in memory, in which every element is 7."""
    memory = np.full((shape[0] + 1, *shape[1:]), 7, dtype)
    return memory[:-1], memory[-1]


@GEOMETRY
def test_convolve_makes_the_sums_of_conv2d(
    images, kernel, filters, stride, draw, dtype, close
) -> None:
    pixels, weights = draw(*images), draw(*kernel, images[3], filters)
    expected, _ = reference_sums(pixels, weights, stride)
    sums, guard = with_a_guard(expected.shape, dtype)

    convolve(pixels, weights, stride, sums)

    np.testing.assert_allclose(sums, expected, rtol=0, atol=close)
    assert (guard == 7).all()


@pytest.mark.parametrize("step", [1, 2, 3])
@WITH_WINDOWS
def test_convolve_and_pool_makes_the_maxima_of_the_sums(
    images, kernel, filters, stride, step, draw, rng, dtype, close
) -> None:
    pixels, weights = draw(*images), draw(*kernel, images[3], filters)
    # Zeros may be skipped, what is not a number may not.
    pixels[:, :, 2:] *= rng.random(pixels[:, :, 2:].shape) < 0.1
    pixels[0, 1, 1, 0] = np.nan
    bias = np.arange(filters).astype(dtype)
    expected, _ = MaxPool2D(2, step).forward({}, reference_sums(pixels, weights, stride, bias)[0])
    maxima, guard = with_a_guard(expected.shape, dtype)

    convolve_and_pool(pixels, weights, bias, stride, step, maxima)

    assert np.isnan(expected).any()
    np.testing.assert_allclose(maxima, expected, rtol=0, atol=close)
    assert (guard == 7).all()


@GEOMETRY
def test_correlate_adds_the_gradient_of_conv2d(
    images, kernel, filters, stride, draw, dtype, close
) -> None:
    pixels, weights = draw(*images), draw(*kernel, images[3], filters)
    sums, backward = reference_sums(pixels, weights, stride)
    d_sums, gradients = draw(*sums.shape), {"weights": weights.copy(), "bias": draw(filters)}
    backward(d_sums, gradients)
    found, guard = with_a_guard(weights.shape, dtype)

    correlate(pixels, d_sums, stride, found)

    np.testing.assert_allclose(found, gradients["weights"] + 7, rtol=0, atol=close)
    assert (guard == 7).all()


@GEOMETRY
def test_correlation_is_the_derivative_of_convolution(
    images, kernel, filters, stride, draw, close
) -> None:
    pixels, weights = draw(*images), draw(*kernel, images[3], filters)
    sums = np.empty_like(reference_sums(pixels, weights, stride)[0])
    d_sums, d_weights = draw(*sums.shape), np.zeros_like(weights)

    convolve(pixels, weights, stride, sums)
    correlate(pixels, d_sums, stride, d_weights)

    # Sums are linear in the weights: sums . d_sums = weights . d_weights.
    assert (sums * d_sums).sum() == pytest.approx((weights * d_weights).sum(), rel=close, abs=0.1)


@IN_ONE_PRECISION
def test_arrays_in_any_memory_layout_give_the_results_of_their_copies(draw) -> None:
    pixels, weights, d_sums = draw(2, 9, 16, 3)[:, :, ::2], draw(3, 3, 3, 5), draw(2, 7, 5, 6)
    d_sums = d_sums.transpose(0, 1, 3, 2)
    sums, gradients = np.empty((2, 2, 7, 6, 5), pixels.dtype), np.zeros((2, 3, 3, 3, 5))
    gradients = gradients.astype(pixels.dtype)

    for i, arrays in enumerate([(pixels, d_sums), (pixels.copy(), np.ascontiguousarray(d_sums))]):
        convolve(arrays[0], weights, 1, sums[i])
        correlate(*arrays, 1, gradients[i])

    np.testing.assert_array_equal(sums[0], sums[1])
    np.testing.assert_array_equal(gradients[0], gradients[1])


@pytest.mark.skipif(sys.platform == "win32", reason="protects memory with a POSIX call")
@pytest.mark.parametrize("filters", [1, 3, 5, 7, 8, 9, 17, 33])
def test_nothing_is_read_after_the_derivatives(filters, draw, dtype, close) -> None:
    pixels, weights = draw(1, 5, 5, 1), np.zeros((3, 3, 1, filters), dtype)
    d_sums, gradients = draw(1, 3, 3, filters), {"weights": weights.copy(), "bias": draw(filters)}
    reference_sums(pixels, weights, 1)[1](d_sums, gradients)
    # After the derivatives begins a page that may not be read.
    page = mmap.PAGESIZE
    memory = mmap.mmap(-1, 4 * page)
    start = np.frombuffer(memory, np.uint8).ctypes.data
    assert ctypes.CDLL(None).mprotect(ctypes.c_void_p(start + 2 * page), page, 0) == 0
    guarded = np.frombuffer(memory, dtype, d_sums.size, 2 * page - d_sums.nbytes)
    guarded = guarded.reshape(d_sums.shape)
    guarded[:] = d_sums

    correlate(pixels, guarded, 1, weights)

    np.testing.assert_allclose(weights, gradients["weights"], rtol=0, atol=close)

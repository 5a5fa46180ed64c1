from __future__ import annotations

import ctypes
import mmap
import sys

import numpy as np
import pytest
from glassnet.nn.kernels.convolution import convolve, convolve_and_pool, correlate

# Images, kernel, filters, stride: fewer and more filters and places than a tile has, and uneven ones.
GEOMETRIES = [
    ((3, 6, 7, 2), (3, 3), 3, 1),
    ((2, 9, 8, 1), (5, 2), 24, 1),
    ((2, 20, 28, 1), (5, 5), 24, 1),
    ((3, 12, 12, 24), (3, 3), 32, 1),
    ((2, 9, 9, 3), (2, 3), 40, 2),
    ((1, 3, 3, 1), (3, 3), 1, 1),
    ((2, 7, 7, 4), (3, 3), 33, 3),
]
# Where there are at least two by two sums.
WITH_WINDOWS = [each for each in GEOMETRIES if each[0][1] > each[1][0]]


def arrays(images: tuple, kernel: tuple, filters: int, stride: int, dtype: type):
    rng = np.random.default_rng(0)
    weights = (*kernel, images[3], filters)
    places = [(images[axis + 1] - kernel[axis]) // stride + 1 for axis in (0, 1)]
    shapes = (images, weights, (images[0], *places, filters))
    return [rng.normal(size=shape).astype(dtype) for shape in shapes]


def close(dtype: type) -> float:
    return 1e-11 if dtype is np.float64 else 1e-3


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize(("images", "kernel", "filters", "stride"), GEOMETRIES)
def test_both_forms_convolve_the_same(images, kernel, filters, stride, dtype) -> None:
    pytest.importorskip("numba")
    pixels, weights, sums = arrays(images, kernel, filters, stride, dtype)
    # What lies behind the sums must not be touched.
    plain, compiled = np.full((2, len(sums) + 1, *sums.shape[1:]), 7, dtype)

    convolve.plain(pixels, weights, stride, plain[:-1])
    convolve.compiled(pixels, weights, stride, compiled[:-1])

    np.testing.assert_allclose(compiled, plain, rtol=0, atol=close(dtype))
    assert (compiled[-1] == 7).all()


@pytest.mark.parametrize("step", [1, 2, 3])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize(("images", "kernel", "filters", "stride"), WITH_WINDOWS)
def test_both_forms_pool_what_they_convolve(images, kernel, filters, stride, dtype, step) -> None:
    pytest.importorskip("numba")
    pixels, weights, sums = arrays(images, kernel, filters, stride, dtype)
    # What is dark may be passed over, what is not a number may not.
    pixels[:, :, 2:] *= np.random.default_rng(1).random(pixels[:, :, 2:].shape) < 0.1
    pixels[0, 1, 1, 0] = np.nan
    bias = np.arange(filters).astype(dtype)
    places = [(size - 2) // step + 1 for size in sums.shape[1:3]]
    # What lies behind the windows must not be touched.
    plain, compiled = np.full((2, len(sums) + 1, *places, filters), 7, dtype)

    convolve_and_pool.plain(pixels, weights, bias, stride, step, plain[:-1])
    convolve_and_pool.compiled(pixels, weights, bias, stride, step, compiled[:-1])

    assert np.isnan(plain[0]).any()
    np.testing.assert_allclose(compiled, plain, rtol=0, atol=close(dtype))
    assert (compiled[-1] == 7).all()


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize(("images", "kernel", "filters", "stride"), GEOMETRIES)
def test_both_forms_correlate_the_same(images, kernel, filters, stride, dtype) -> None:
    pytest.importorskip("numba")
    pixels, weights, d_sums = arrays(images, kernel, filters, stride, dtype)
    plain, compiled = np.full((2, len(weights) + 1, *weights.shape[1:]), 7, dtype)

    correlate.plain(pixels, d_sums, stride, plain[:-1])
    correlate.compiled(pixels, d_sums, stride, compiled[:-1])

    np.testing.assert_allclose(compiled, plain, rtol=0, atol=close(dtype))
    assert (compiled[-1] == 7).all()


@pytest.mark.parametrize(("images", "kernel", "filters", "stride"), GEOMETRIES)
def test_correlating_is_the_derivative_of_convolving(images, kernel, filters, stride) -> None:
    pixels, weights, d_sums = arrays(images, kernel, filters, stride, np.float64)
    sums, d_weights = np.empty_like(d_sums), np.zeros_like(weights)

    convolve(pixels, weights, stride, sums)
    correlate(pixels, d_sums, stride, d_weights)

    # Sums are linear in the weights: sum . d_sums = weights . d_weights.
    assert (sums * d_sums).sum() == pytest.approx((weights * d_weights).sum())


@pytest.mark.skipif(sys.platform == "win32", reason="asks the system for memory that is guarded")
@pytest.mark.parametrize("filters", [1, 3, 5, 7, 8, 9, 17, 33])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_nothing_is_read_behind_the_derivatives(filters: int, dtype: type) -> None:
    pytest.importorskip("numba")
    pixels, weights, d_sums = arrays((1, 5, 5, 1), (3, 3), filters, 1, dtype)
    plain, compiled = np.zeros_like(weights), np.zeros_like(weights)
    # Behind the derivatives begins a page that may not be read.
    page = mmap.PAGESIZE
    memory = mmap.mmap(-1, 4 * page)
    start = np.frombuffer(memory, np.uint8).ctypes.data
    assert ctypes.CDLL(None).mprotect(ctypes.c_void_p(start + 2 * page), page, 0) == 0
    guarded = np.frombuffer(memory, dtype, d_sums.size, 2 * page - d_sums.nbytes)
    guarded = guarded.reshape(d_sums.shape)
    guarded[:] = d_sums

    correlate.plain(pixels, guarded, 1, plain)
    correlate.compiled(pixels, guarded, 1, compiled)

    np.testing.assert_allclose(compiled, plain, rtol=0, atol=close(dtype))

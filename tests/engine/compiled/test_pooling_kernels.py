from __future__ import annotations

import numpy as np
import pytest
from glassnet.nn.kernels import pooling as kernels

pytest.importorskip("numba")

WINDOWS = [(2, 2, (3, 3, 3)), (3, 1, (3, 4, 4)), (2, 3, (3, 2, 2))]


def images() -> np.ndarray:
    # Rounded, so that equals meet.
    return np.random.default_rng(0).normal(size=(3, 6, 6, 2)).round(1)


@pytest.mark.parametrize(("size", "stride", "places"), WINDOWS)
def test_both_forms_take_the_same_maximum(size: int, stride: int, places: tuple[int, ...]) -> None:
    inputs = images()
    inputs[0, 0, 0, 0] = np.nan
    outputs = np.empty((2, *places, 2))
    winners = np.empty((2, *places, 2), np.int32)
    d_inputs = np.empty((2, *inputs.shape))

    for form, out, won, d_in in zip(("plain", "compiled"), outputs, winners, d_inputs, strict=True):
        getattr(kernels.max_pool_forward, form)(inputs, size, stride, out, won)
        getattr(kernels.max_pool_backward, form)(out, won, size, stride, d_in)

    np.testing.assert_array_equal(*outputs)
    np.testing.assert_array_equal(*winners)
    np.testing.assert_allclose(*d_inputs, atol=1e-12)


@pytest.mark.parametrize(("size", "stride", "places"), WINDOWS)
def test_both_forms_take_the_same_mean(size: int, stride: int, places: tuple[int, ...]) -> None:
    inputs = images()
    outputs, d_inputs = np.empty((2, *places, 2)), np.empty((2, *inputs.shape))

    for form, out, d_in in zip(("plain", "compiled"), outputs, d_inputs, strict=True):
        getattr(kernels.average_pool_forward, form)(inputs, size, stride, out)
        getattr(kernels.average_pool_backward, form)(out, size, stride, d_in)

    np.testing.assert_allclose(*outputs, atol=1e-12)
    np.testing.assert_allclose(*d_inputs, atol=1e-12)

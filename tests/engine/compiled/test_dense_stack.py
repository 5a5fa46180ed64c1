from __future__ import annotations

import numpy as np
import pytest
from glassnet.nn.kernels.dense_stack import (
    LINEAR,
    MEAN_SQUARED,
    SIGMOID,
    SIGMOID_CROSS_ENTROPY,
    SOFTMAX_CROSS_ENTROPY,
    SQUARED,
    TANH,
    class_of_one,
    descend_examples,
    outputs_of_one,
    sums_of_one,
)

pytest.importorskip("numba")

LOSSES = (SQUARED, MEAN_SQUARED, SOFTMAX_CROSS_ENTROPY, SIGMOID_CROSS_ENTROPY)
LAYERS = np.array([[9, 18, LINEAR, 0.0], [18, 6, SIGMOID, 0.0], [6, 5, TANH, 0.0]])
SIZE = 10 * 18 + 19 * 6 + 7 * 5


@pytest.mark.parametrize("update_first", [False, True])
@pytest.mark.parametrize("loss", LOSSES)
def test_both_forms_of_descend_examples_end_at_the_same_weights(
    loss: int, update_first: bool
) -> None:
    rng = np.random.default_rng(0)
    images = rng.integers(0, 256, (20, 9), np.uint8)
    labels, order, rates = rng.integers(0, 5, 20), rng.permutation(20), rng.uniform(0, 0.1, 20)
    plain = rng.normal(size=SIZE)
    compiled = plain.copy()
    settings = (LAYERS, loss, images, labels, order, rates, update_first)

    expected = descend_examples.plain(plain, *settings)
    found = descend_examples.compiled(compiled, *settings)

    assert found == (pytest.approx(expected[0], rel=1e-12), expected[1])
    np.testing.assert_allclose(compiled, plain, rtol=0, atol=1e-12)


def test_both_forms_of_outputs_of_one_agree() -> None:
    rng = np.random.default_rng(0)
    vector, inputs = rng.normal(size=SIZE), rng.normal(size=9)

    np.testing.assert_allclose(
        outputs_of_one.compiled(vector, LAYERS, inputs),
        outputs_of_one.plain(vector, LAYERS, inputs),
        rtol=0,
        atol=1e-14,
    )


def test_both_forms_of_class_of_one_read_the_same() -> None:
    rng = np.random.default_rng(0)
    vector = rng.normal(size=SIZE)

    for inputs in rng.normal(size=(20, 9)):
        read = class_of_one.compiled(vector, LAYERS, inputs)
        assert read == class_of_one.plain(vector, LAYERS, inputs)
        assert read == outputs_of_one.plain(vector, LAYERS, inputs).argmax()


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("units", [3, 16, 70])
def test_both_forms_of_sums_of_one_agree(units: int, dtype: type) -> None:
    rng = np.random.default_rng(0)
    inputs = np.maximum(rng.normal(size=30), 0).astype(dtype)
    weights, plain = rng.normal(size=(30, units)).astype(dtype), np.empty(units, dtype)
    # What lies behind the sums must not be touched.
    compiled = np.full(units + 20, 7, dtype)

    sums_of_one.plain(inputs, weights, plain)
    sums_of_one.compiled(inputs, weights, compiled[:units])

    np.testing.assert_allclose(
        compiled[:units], plain, rtol=0, atol=1e-13 if dtype is np.float64 else 1e-5
    )
    assert (compiled[units:] == 7).all()

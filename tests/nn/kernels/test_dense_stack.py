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

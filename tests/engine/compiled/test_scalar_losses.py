"""Losses by their code, of one example that is part of an array."""

from __future__ import annotations

import numpy as np
import pytest

from glassnet.engine.layer_codes import (
    MEAN_SQUARED,
    SIGMOID_CROSS_ENTROPY,
    SOFTMAX_CROSS_ENTROPY,
    SQUARED,
)
from glassnet.nn import (
    MeanSquaredError,
    SigmoidCrossEntropy,
    SoftmaxCrossEntropy,
    SquaredError,
)

pytest.importorskip("numba", reason="compiled functions need numba, which is not installed")

from glassnet.engine.compiled.scalar_losses import compute_loss, find_largest

COVERED = [compute_loss, find_largest]
CODES = {
    SquaredError(): SQUARED,
    MeanSquaredError(): MEAN_SQUARED,
    SoftmaxCrossEntropy(): SOFTMAX_CROSS_ENTROPY,
    SigmoidCrossEntropy(): SIGMOID_CROSS_ENTROPY,
}


@pytest.mark.parametrize("loss", CODES, ids=str)
def test_the_loss_of_one_example_is_that_of_a_batch_of_one(loss, draw, tolerance) -> None:
    values, d_outputs = 3 * draw(30), draw(12)
    expected, gradient = loss(values[np.newaxis, 7:17], np.array([4]))
    untouched = d_outputs[10:].copy()

    value = compute_loss(CODES[loss], values, 7, 10, 4, d_outputs)

    assert value == pytest.approx(expected, rel=10 * tolerance)
    np.testing.assert_allclose(d_outputs[:10], gradient[0], rtol=0, atol=tolerance)
    np.testing.assert_array_equal(d_outputs[10:], untouched)


def test_find_largest_is_argmax_of_its_part(draw) -> None:
    values = draw(30)

    assert find_largest(values, 7, 10) == values[7:17].argmax()
    assert find_largest(np.ones(9), 2, 5) == 0

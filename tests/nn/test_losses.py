"""Each loss: its value and gradient worked by hand, and what it does at the edges."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from glassnet.nn import (
    DtypeError,
    Loss,
    MeanSquaredError,
    SettingError,
    ShapeError,
    SigmoidCrossEntropy,
    SoftmaxCrossEntropy,
    SquaredError,
    count_correct,
)

LN2, LN3, LN4 = np.log([2, 3, 4])
BY_HAND = [
    # softmax(0, ln 3) = (1/4, 3/4)
    (SoftmaxCrossEntropy(), [0, LN3], 1, LN4 - LN3, [0.25, -0.25]),
    # targets (0.1, 0.9)
    (
        SoftmaxCrossEntropy(label_smoothing=0.2),
        [0, LN3],
        1,
        0.1 * LN4 + 0.9 * (LN4 - LN3),
        [0.15, -0.15],
    ),
    # sigmoid(0) = 1/2, sigmoid(ln 3) = 3/4
    (SigmoidCrossEntropy(), [0, LN3], 1, LN2 + LN4 - LN3, [0.5, -0.25]),
    (SquaredError(), [0.5, 0.25, 0, 0], 0, 0.15625, [-0.5, 0.25, 0, 0]),
    (MeanSquaredError(), [0.5, 0.25, 0, 0], 0, 0.078125, [-0.25, 0.125, 0, 0]),
]
ALL: list[Loss] = [
    SoftmaxCrossEntropy(),
    SoftmaxCrossEntropy(0.1),
    SigmoidCrossEntropy(),
    SquaredError(),
    MeanSquaredError(),
]
LOGITS = arrays(np.float64, (3, 4), elements=st.floats(-50, 50))
LABELS = arrays(np.int64, 3, elements=st.integers(0, 3))


@pytest.mark.parametrize(("loss", "outputs", "label", "value", "gradient"), BY_HAND, ids=str)
def test_value_and_gradient_are_those_worked_by_hand(loss, outputs, label, value, gradient) -> None:
    found, d_outputs = loss(np.array([outputs], float), np.array([label]))

    assert found == pytest.approx(value, rel=1e-14)
    assert d_outputs == pytest.approx(np.array([gradient]), rel=1e-14)


@pytest.mark.parametrize("loss", ALL, ids=str)
def test_a_batch_counts_as_the_mean_of_its_examples(loss: Loss, rng: np.random.Generator) -> None:
    outputs, labels = rng.normal(size=(6, 4)), rng.integers(0, 4, 6)
    value, d_outputs = loss(outputs, labels)
    each = [loss(outputs[i : i + 1], labels[i : i + 1]) for i in range(6)]

    assert value == pytest.approx(np.mean([one for one, _ in each]), rel=1e-13)
    assert np.allclose(d_outputs, np.concatenate([d for _, d in each]) / 6, rtol=1e-13)


@given(LOGITS, LABELS, st.sampled_from([0.0, 0.1]))
def test_gradients_of_cross_entropy_sum_to_zero_in_every_row(logits, labels, smoothing) -> None:
    _, d_logits = SoftmaxCrossEntropy(smoothing)(logits, labels)

    assert np.allclose(d_logits.sum(axis=1), 0, atol=1e-15)


@given(LOGITS, LABELS, st.floats(-100, 100))
def test_cross_entropy_does_not_change_when_all_logits_shift(logits, labels, shift) -> None:
    value, _ = SoftmaxCrossEntropy()(logits, labels)
    shifted, _ = SoftmaxCrossEntropy()(logits + shift, labels)

    assert shifted == pytest.approx(value, rel=1e-9, abs=1e-9)


@given(LOGITS, LABELS)
def test_losses_are_never_negative(logits, labels) -> None:
    assert all(loss(logits, labels)[0] >= 0 for loss in ALL)


@pytest.mark.parametrize("loss", ALL, ids=str)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("label", [0, 1])
def test_value_and_gradient_are_finite_at_logits_of_ten_thousand(loss, dtype, label) -> None:
    value, d_outputs = loss(np.array([[-1e4, 1e4]], dtype), np.array([label]))

    assert np.isfinite(value)
    assert np.isfinite(d_outputs).all()


@pytest.mark.parametrize("loss", ALL, ids=str)
def test_nan_outputs_make_the_value_nan(loss: Loss) -> None:
    with np.errstate(invalid="ignore"):
        value, _ = loss(np.array([[0.0, 1.0], [np.nan, 1.0]]), np.array([0, 1]))

    assert np.isnan(value)


@pytest.mark.parametrize("loss", ALL, ids=str)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_gradient_has_the_dtype_of_the_outputs_and_the_value_is_a_float(
    loss: Loss, dtype: type
) -> None:
    value, d_outputs = loss(np.zeros((2, 3), dtype), np.array([0, 1], np.uint8))

    assert type(value) is float
    assert d_outputs.dtype == dtype


@pytest.mark.parametrize("loss", ALL, ids=str)
def test_outputs_and_labels_are_left_as_they_were(loss: Loss, rng: np.random.Generator) -> None:
    outputs, labels = rng.normal(size=(6, 4)), rng.integers(0, 4, 6)
    before = outputs.copy(), labels.copy()
    loss(outputs, labels)

    assert np.array_equal(outputs, before[0])
    assert np.array_equal(labels, before[1])


@pytest.mark.parametrize(
    ("loss", "probabilities"),
    [
        (SoftmaxCrossEntropy(), [0.25, 0.75]),
        (SigmoidCrossEntropy(), [0.5, 0.75]),
        (SquaredError(), [0, LN3]),
        (MeanSquaredError(), [0, LN3]),
    ],
    ids=str,
)
def test_probabilities_are_those_that_the_loss_means(loss: Loss, probabilities) -> None:
    assert loss.probabilities(np.array([[0, LN3]])) == pytest.approx(np.array([probabilities]))


@pytest.mark.parametrize("loss", ALL, ids=str)
@pytest.mark.parametrize(
    ("outputs", "labels"), [((2, 3), (3,)), ((2, 3), (2, 3)), ((3,), (3,)), ((0, 3), (0,))]
)
def test_shapes_that_do_not_fit_are_refused(loss, outputs, labels) -> None:
    with pytest.raises(ShapeError) as caught:
        loss(np.zeros(outputs), np.zeros(labels, int))

    assert str(caught.value) == (
        "A loss expects outputs of shape (batch, classes) and labels of shape (batch,), "
        f"for a batch of at least one, got {outputs} and {labels}. "
        "Labels are integers, one for each example; one-hot vectors are made inside the loss."
    )


@pytest.mark.parametrize("loss", ALL, ids=str)
@pytest.mark.parametrize("label", [-1, 3])
def test_labels_out_of_range_are_refused(loss: Loss, label: int) -> None:
    with pytest.raises(SettingError) as caught:
        loss(np.zeros((2, 3)), np.array([0, label]))

    assert str(caught.value) == (
        f"A loss expects labels from 0 to 2, got {label}. "
        "Give the last layer one unit for each class."
    )


@pytest.mark.parametrize("loss", ALL, ids=str)
def test_labels_that_are_not_integers_are_refused(loss: Loss) -> None:
    with pytest.raises(DtypeError) as caught:
        loss(np.zeros((2, 3)), np.array([0.0, 1.0]))

    assert str(caught.value) == (
        "A loss expects integer labels, got float64. Write labels.astype(int)."
    )


@pytest.mark.parametrize("smoothing", [-0.1, 1.0])
def test_smoothing_outside_its_range_is_refused(smoothing: float) -> None:
    with pytest.raises(SettingError, match=r"^SoftmaxCrossEntropy expects label_smoothing in "):
        SoftmaxCrossEntropy(smoothing)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_loss_of_thousands_of_equal_examples_is_that_of_one(dtype: type) -> None:
    value, _ = SoftmaxCrossEntropy()(np.zeros((5000, 10), dtype), np.arange(5000) % 10)

    assert value == pytest.approx(np.log(10), rel=1e-6)


def test_rows_that_are_largest_at_their_label_are_correct() -> None:
    outputs = np.array([[0.1, 0.9], [0.1, 0.9], [0.5, 0.5], [0.5, 0.5]])

    # Of equal outputs the first one counts as the largest.
    assert count_correct(outputs, np.array([1, 0, 0, 1])) == 2


def test_a_row_with_a_nan_is_never_correct() -> None:
    outputs = np.array([[np.nan, 0.0], [np.nan, 0.0], [1.0, np.nan], [0.0, 1.0]])

    assert count_correct(outputs, np.array([0, 1, 0, 1])) == 1


def test_no_loss_here_depends_on_the_rest_of_the_batch() -> None:
    assert not any(loss.whole_batch for loss in ALL)

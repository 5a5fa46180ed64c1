"""Each activation's values, its derivative, and what it does at the edges."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from glassnet.nn import (
    Activation,
    Identity,
    LeakyReLU,
    ReLU,
    SettingError,
    Sigmoid,
    Softmax,
    Tanh,
    softmax,
)

BY_HAND = [
    (Identity(), [-2.0, 0.0, 3.0], [-2.0, 0.0, 3.0], [1.0, 1.0, 1.0]),
    (ReLU(), [-2.0, 0.0, 3.0], [0.0, 0.0, 3.0], [0.0, 0.0, 1.0]),
    (LeakyReLU(0.25), [-2.0, 0.0, 3.0], [-0.5, 0.0, 3.0], [0.25, 0.25, 1.0]),
    (Sigmoid(), [-np.log(3), 0.0, np.log(3)], [0.25, 0.5, 0.75], [0.1875, 0.25, 0.1875]),
    (Tanh(), [-np.log(3), 0.0, np.log(3)], [-0.8, 0.0, 0.8], [0.36, 1.0, 0.36]),
]
ALL = [Identity(), ReLU(), LeakyReLU(), Sigmoid(), Tanh(), Softmax()]
LOGITS = arrays(np.float64, (2, 5), elements=st.floats(-50, 50))

pytestmark = pytest.mark.usefixtures("form")


def forward(activation: Activation, sums: np.ndarray, bias: np.ndarray | None = None) -> np.ndarray:
    out = np.empty_like(sums)
    activation.forward(sums, bias, out)
    return out


def backward(activation: Activation, outputs: np.ndarray, d_outputs: np.ndarray) -> np.ndarray:
    out = np.empty_like(outputs)
    activation.backward(outputs, d_outputs, out)
    return out


@pytest.mark.parametrize(("activation", "sums", "expected", "_"), BY_HAND, ids=str)
def test_outputs_are_those_worked_by_hand(activation, sums, expected, _) -> None:
    assert forward(activation, np.array([sums])) == pytest.approx(np.array([expected]))


@pytest.mark.parametrize(("activation", "_", "outputs", "slopes"), BY_HAND, ids=str)
def test_derivatives_are_those_worked_by_hand(activation, _, outputs, slopes) -> None:
    d_sums = backward(activation, np.array([outputs]), np.array([[2.0, 2.0, 2.0]]))

    assert d_sums == pytest.approx(2 * np.array([slopes]))


def test_softmax_is_that_worked_by_hand() -> None:
    outputs = forward(Softmax(), np.log(np.array([[1.0, 2.0, 5.0]])))

    assert outputs == pytest.approx(np.array([[0.125, 0.25, 0.625]]))


def test_the_derivative_of_softmax_is_that_worked_by_hand() -> None:
    outputs, d_outputs = np.array([[0.25, 0.75]]), np.array([[1.0, 0.0]])

    assert backward(Softmax(), outputs, d_outputs) == pytest.approx(np.array([[0.1875, -0.1875]]))


@pytest.mark.parametrize("activation", ALL, ids=str)
def test_a_bias_is_added_first(activation: Activation, rng: np.random.Generator) -> None:
    sums, bias = rng.normal(size=(4, 3)), rng.normal(size=3)

    assert np.allclose(forward(activation, sums, bias), forward(activation, sums + bias))


@pytest.mark.parametrize("activation", ALL, ids=str)
def test_outputs_may_be_written_over_the_sums(
    activation: Activation, rng: np.random.Generator
) -> None:
    sums, bias = rng.normal(size=(4, 3)), rng.normal(size=3)
    expected = forward(activation, sums, bias)

    activation.forward(sums, bias, sums)

    assert np.array_equal(sums, expected)


@pytest.mark.parametrize("activation", ALL, ids=str)
def test_sums_and_bias_are_left_as_they_were(
    activation: Activation, rng: np.random.Generator
) -> None:
    sums, bias = rng.normal(size=(4, 3)), rng.normal(size=3)
    before = sums.copy(), bias.copy()

    forward(activation, sums, bias)

    assert np.array_equal(sums, before[0])
    assert np.array_equal(bias, before[1])


@pytest.mark.parametrize("activation", ALL, ids=str)
def test_strided_and_image_shaped_arrays_are_taken(
    activation: Activation, rng: np.random.Generator
) -> None:
    sums, d_outputs = rng.normal(size=(2, 3, 4, 10))[..., ::2], rng.normal(size=(2, 3, 5, 4))
    d_outputs = d_outputs.swapaxes(2, 3)

    outputs = forward(activation, sums)

    assert np.allclose(outputs, forward(activation, sums.copy()))
    assert np.allclose(
        backward(activation, outputs, d_outputs), backward(activation, outputs, d_outputs.copy())
    )


@pytest.mark.parametrize("activation", ALL, ids=str)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_outputs_are_finite_for_sums_of_ten_thousand(activation: Activation, dtype: type) -> None:
    sums = np.array([[-1e4, 0, 1e4]], dtype)
    outputs = forward(activation, sums)

    assert np.isfinite(outputs).all()
    assert np.isfinite(backward(activation, outputs, np.ones_like(outputs))).all()


@pytest.mark.parametrize("activation", ALL, ids=str)
def test_what_is_not_a_number_stays_visible(activation: Activation) -> None:
    assert np.isnan(forward(activation, np.array([[1.0, np.nan, 2.0]]))).any()


@pytest.mark.parametrize("activation", ALL, ids=str)
def test_a_batch_of_none_is_taken(activation: Activation) -> None:
    outputs = forward(activation, np.empty((0, 3)))

    assert backward(activation, outputs, np.empty((0, 3))).shape == (0, 3)


@given(LOGITS, st.floats(-100, 100))
def test_softmax_does_not_change_when_all_logits_shift(logits: np.ndarray, shift: float) -> None:
    assert np.allclose(softmax(logits + shift), softmax(logits), rtol=1e-9)


@given(LOGITS)
def test_softmax_gives_probabilities(logits: np.ndarray) -> None:
    probabilities = softmax(logits)

    assert (probabilities >= 0).all()
    assert np.allclose(probabilities.sum(axis=-1), 1)


def test_softmax_leaves_its_logits_alone() -> None:
    logits = np.array([[1.0, 2.0]])
    softmax(logits)

    assert logits.tolist() == [[1.0, 2.0]]


@pytest.mark.parametrize("slope", [-0.1, 1.0])
def test_leaky_relu_refuses_slopes_from_which_its_derivative_cannot_be_read(slope: float) -> None:
    with pytest.raises(SettingError, match=r"^LeakyReLU expects slope in \[0, 1\), got "):
        LeakyReLU(slope)

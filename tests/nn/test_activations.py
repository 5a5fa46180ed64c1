"""Each activation's values, its derivative, and what it does at the edges."""

from math import erf, exp, pi, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from glassnet.nn import (
    ELU,
    GELU,
    Activation,
    Identity,
    LeakyReLU,
    ReLU,
    SettingError,
    Sigmoid,
    SiLU,
    Softmax,
    Softplus,
    Tanh,
    log_softmax,
    softmax,
)
from glassnet.nn.catalog import PARTS

LN2, LN3 = np.log([2, 3])
# The normal distribution and its density at 1.
P1, D1 = (1 + erf(1 / sqrt(2))) / 2, exp(-0.5) / sqrt(2 * pi)

# Sums, outputs, derivatives.
BY_HAND = [
    (Identity(), [-2.0, 0.0, 3.0], [-2.0, 0.0, 3.0], [1.0, 1.0, 1.0]),
    (ReLU(), [-2.0, 0.0, 3.0], [0.0, 0.0, 3.0], [0.0, 0.0, 1.0]),
    (LeakyReLU(0.25), [-2.0, 0.0, 3.0], [-0.5, 0.0, 3.0], [0.25, 0.25, 1.0]),
    # exp(-ln 2) - 1 = -1/2, and the derivative below 0 is f(x) + alpha.
    (ELU(), [-LN2, 0.0, 3.0], [-0.5, 0.0, 3.0], [0.5, 1.0, 1.0]),
    (ELU(0.5), [-LN2, 0.0, 3.0], [-0.25, 0.0, 3.0], [0.25, 0.5, 1.0]),
    (GELU(), [-1.0, 0.0, 1.0], [P1 - 1, 0.0, P1], [1 - P1 - D1, 0.5, P1 + D1]),
    # sigmoid(ln 3) = 3/4; s (1 + x (1 - s)).
    (
        SiLU(),
        [-LN3, 0.0, LN3],
        [-LN3 / 4, 0.0, 3 * LN3 / 4],
        [0.25 * (1 - 0.75 * LN3), 0.5, 0.75 * (1 + 0.25 * LN3)],
    ),
    (Softplus(), [-LN3, 0.0, LN3], [np.log(4 / 3), LN2, np.log(4)], [0.25, 0.5, 0.75]),
    (Sigmoid(), [-LN3, 0.0, LN3], [0.25, 0.5, 0.75], [0.1875, 0.25, 0.1875]),
    (Tanh(), [-LN3, 0.0, LN3], [-0.8, 0.0, 0.8], [0.36, 1.0, 0.36]),
]
ALL = [activation() for activation in PARTS["activation"].values()]
LOGITS = arrays(np.float64, (2, 5), elements=st.floats(-50, 50))


def backward(activation: Activation, sums: np.ndarray, d_outputs: np.ndarray) -> np.ndarray:
    return activation.backward(sums, activation.forward(sums), d_outputs)


@pytest.mark.parametrize(("activation", "sums", "expected", "_"), BY_HAND, ids=str)
def test_outputs_are_those_worked_by_hand(activation, sums, expected, _) -> None:
    assert activation.forward(np.array([sums])) == pytest.approx(np.array([expected]))


@pytest.mark.parametrize(("activation", "sums", "_", "slopes"), BY_HAND, ids=str)
def test_derivatives_are_those_worked_by_hand(activation, sums, _, slopes) -> None:
    d_sums = backward(activation, np.array([sums]), np.array([[2.0, 2.0, 2.0]]))

    assert d_sums == pytest.approx(2 * np.array([slopes]))


def test_softmax_is_that_worked_by_hand() -> None:
    outputs = Softmax().forward(np.log(np.array([[1.0, 2.0, 5.0]])))

    assert outputs == pytest.approx(np.array([[0.125, 0.25, 0.625]]))


def test_the_derivative_of_softmax_is_that_worked_by_hand() -> None:
    sums, d_outputs = np.array([[0.0, LN3]]), np.array([[1.0, 0.0]])

    assert backward(Softmax(), sums, d_outputs) == pytest.approx(np.array([[0.1875, -0.1875]]))


def test_every_activation_is_worked_by_hand_or_compared_with_pytorch() -> None:
    others = set(PARTS["activation"].values()) - {type(each) for each, *_ in BY_HAND} - {Softmax}
    if others:
        from tests.nn.test_parity import ACTIVATIONS  # skips where there is no PyTorch

        others -= {type(each) for each in ACTIVATIONS}

    assert not others, "work them out in BY_HAND, or add them to ACTIVATIONS of test_parity.py"


@pytest.mark.parametrize("activation", ALL, ids=str)
def test_sums_are_read_only_where_the_activation_says_so(
    activation: Activation, rng: np.random.Generator
) -> None:
    sums, d_outputs = rng.normal(size=(2, 4, 3))
    outputs = activation.forward(sums)
    unread = np.full_like(sums, np.nan)

    expected = activation.backward(sums, outputs, d_outputs)

    changed = activation.backward(unread, outputs, d_outputs)
    assert np.array_equal(changed, expected) == (not activation.needs_sums)


@pytest.mark.parametrize("activation", ALL, ids=str)
def test_sums_and_outputs_are_left_as_they_were(
    activation: Activation, rng: np.random.Generator
) -> None:
    sums, d_outputs = rng.normal(size=(2, 4, 3))
    outputs = activation.forward(sums)
    before = sums.copy(), outputs.copy(), d_outputs.copy()

    activation.backward(sums, outputs, d_outputs)

    for now, then in zip((sums, outputs, d_outputs), before, strict=True):
        assert np.array_equal(now, then)


@pytest.mark.parametrize("activation", ALL, ids=str)
def test_strided_and_image_shaped_arrays_are_taken(
    activation: Activation, rng: np.random.Generator
) -> None:
    sums, d_outputs = rng.normal(size=(2, 3, 4, 10))[..., ::2], rng.normal(size=(2, 3, 5, 4))
    d_outputs = d_outputs.swapaxes(2, 3)

    assert np.allclose(activation.forward(sums), activation.forward(sums.copy()))
    assert np.allclose(
        backward(activation, sums, d_outputs), backward(activation, sums.copy(), d_outputs.copy())
    )


@pytest.mark.parametrize("activation", ALL, ids=str)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_outputs_are_finite_for_sums_of_ten_thousand(activation: Activation, dtype: type) -> None:
    sums = np.array([[-1e4, 0, 1e4]], dtype)
    outputs = activation.forward(sums)

    assert np.isfinite(outputs).all()
    assert np.isfinite(activation.backward(sums, outputs, np.ones_like(outputs))).all()


@pytest.mark.parametrize("activation", ALL, ids=str)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_dtype_of_the_sums_is_kept(activation: Activation, dtype: type) -> None:
    sums = np.array([[-1.5, 0, 2]], dtype)
    outputs = activation.forward(sums)

    assert outputs.dtype == dtype
    assert activation.backward(sums, outputs, np.ones_like(outputs)).dtype == dtype


@pytest.mark.parametrize("activation", ALL, ids=str)
def test_nan_stays_visible(activation: Activation) -> None:
    with np.errstate(invalid="ignore"):
        assert np.isnan(activation.forward(np.array([[1.0, np.nan, 2.0]]))).any()


@pytest.mark.parametrize("activation", ALL, ids=str)
def test_an_empty_batch_is_taken(activation: Activation) -> None:
    assert backward(activation, np.empty((0, 3)), np.empty((0, 3))).shape == (0, 3)


@given(LOGITS, st.floats(-100, 100))
def test_softmax_does_not_change_when_all_logits_shift(logits: np.ndarray, shift: float) -> None:
    assert np.allclose(softmax(logits + shift), softmax(logits), rtol=1e-9)


@given(LOGITS)
def test_softmax_gives_probabilities(logits: np.ndarray) -> None:
    probabilities = softmax(logits)

    assert (probabilities >= 0).all()
    assert np.allclose(probabilities.sum(axis=-1), 1)


@given(LOGITS)
def test_log_softmax_is_the_logarithm_of_softmax(logits: np.ndarray) -> None:
    assert np.allclose(np.exp(log_softmax(logits)), softmax(logits), rtol=1e-12)


def test_softmax_leaves_its_logits_alone() -> None:
    logits = np.array([[1.0, 2.0]])
    softmax(logits)

    assert logits.tolist() == [[1.0, 2.0]]


@pytest.mark.parametrize("slope", [-0.1, 1.0])
def test_leaky_relu_refuses_slopes_for_which_its_output_does_not_tell_its_derivative(
    slope: float,
) -> None:
    with pytest.raises(SettingError, match=r"^LeakyReLU expects slope in \[0, 1\), got "):
        LeakyReLU(slope)


@pytest.mark.parametrize("alpha", [-1, 0])
def test_elu_refuses_an_alpha_that_is_not_above_zero(alpha: float) -> None:
    with pytest.raises(SettingError, match=rf"^ELU expects alpha above 0, got {alpha}\."):
        ELU(alpha)

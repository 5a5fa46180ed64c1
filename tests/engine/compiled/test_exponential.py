"""exp, sigmoid and tanh in plain arithmetic."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("numba", reason="compiled functions need numba, which is not installed")

from glassnet.engine.compiled.exponential import exp, sigmoid, tanh

COVERED = [exp, sigmoid, tanh]


def test_exp_has_an_error_of_at_most_two_units_in_the_last_place(rng) -> None:
    x = rng.uniform(-700, 700, 2000)
    found = np.array([exp(each) for each in x])

    assert np.abs(found / np.exp(x) - 1).max() < 4.5e-16


def test_in_float32_the_error_is_two_units_of_that_precision(rng) -> None:
    x = rng.uniform(-87, 87, 2000).astype(np.float32)
    found = np.array([exp(each) for each in x])

    assert np.abs(found / np.exp(x.astype(np.float64)) - 1).max() < 2.4e-7


def test_large_arguments_are_limited() -> None:
    assert exp(-np.inf) == exp(-708.0) > 0
    assert exp(np.inf) == exp(708.0) < np.inf
    assert exp(np.float32(np.inf)) == exp(np.float32(87)) < np.inf
    assert exp(np.float32(-np.inf)) == exp(np.float32(-87)) > 0
    assert sigmoid(1e6) == tanh(1e6) == 1
    assert tanh(-1e6) == -1


def test_a_nan_stays_one() -> None:
    assert np.isnan([exp(np.nan), sigmoid(np.nan), tanh(np.nan), exp(np.float32(np.nan))]).all()


def test_sigmoid_and_tanh_are_right_to_rounding() -> None:
    x = np.linspace(-20, 20, 801)

    np.testing.assert_allclose([tanh(each) for each in x], np.tanh(x), rtol=0, atol=4e-16)
    np.testing.assert_allclose(
        [sigmoid(each) for each in x], 1 / (1 + np.exp(-x)), rtol=0, atol=3e-16
    )
    np.testing.assert_allclose(
        [tanh(each) for each in x.astype(np.float32)], np.tanh(x), rtol=0, atol=3e-7
    )

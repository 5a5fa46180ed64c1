"""Quantized weights follow the formula, and a model keeps working with them."""

import numpy as np
import pytest

from glassnet.errors import SettingError
from glassnet.explain import dequantize, quantize, quantize_weights
from glassnet.models import load_model
from glassnet.nn import Conv2D, Dense, Flatten, LayerNorm, Network


@pytest.fixture
def network() -> Network:
    return Network((Conv2D(3, 3), Flatten(), LayerNorm(), Dense(4)), (6, 6, 1))


def test_scale_and_codes_of_one_output_by_hand() -> None:
    quantized = quantize_weights(np.array([[0.5], [-1.27], [0.004], [0.006]], np.float32))

    assert quantized.scales.tolist() == pytest.approx([0.01])
    assert quantized.codes.ravel().tolist() == [50, -127, 0, 1]
    assert quantized.codes.dtype == np.int8


def test_two_bits_leave_three_values() -> None:
    quantized = quantize_weights(np.array([[1.0, 0.4, -0.6, -1.0]]).T, bits=2)

    assert quantized.codes.ravel().tolist() == [1, 0, -1, -1]


@pytest.mark.parametrize("bits", range(2, 9))
def test_each_output_has_its_scale_and_no_weight_moves_by_more_than_half_of_it(
    network: Network, bits: int
) -> None:
    parameters = network.initialize(np.random.default_rng(3))
    rounded = dequantize(parameters, quantize(network, parameters, bits))

    for name in ("1.weights", "3.weights"):
        weights, outputs = parameters[name], parameters[name].shape[-1]
        largest = np.abs(weights).reshape(-1, outputs).max(axis=0)
        half = largest / (2 ** (bits - 1) - 1) / 2
        assert (np.abs(rounded[name] - weights) <= half * (1 + 1e-5)).all()
        assert len(np.unique(rounded[name][..., 0])) <= 2**bits - 1


def test_only_weights_of_dense_layers_and_convolutions_are_quantized(network: Network) -> None:
    parameters = network.initialize(np.random.default_rng(3))
    parameters.vector += np.float32(0.01)
    before = parameters.copy()
    quantized = quantize(network, parameters)
    rounded = dequantize(parameters, quantized)

    assert list(quantized) == ["1.weights", "3.weights"]
    assert np.array_equal(parameters.vector, before.vector)
    for name in set(parameters) - set(quantized):
        assert np.array_equal(rounded[name], parameters[name])


def test_an_output_without_weights_stays_zero() -> None:
    quantized = quantize_weights(np.zeros((3, 2), np.float32))

    assert not quantized.dequantize().any()
    assert np.isfinite(quantized.scales).all()


def test_quantizing_twice_changes_nothing() -> None:
    once = quantize_weights(np.random.default_rng(1).normal(size=(50, 7)).astype(np.float32))
    twice = quantize_weights(once.dequantize())

    assert np.array_equal(twice.codes, once.codes)


def test_a_shipped_model_shrinks_to_about_a_quarter() -> None:
    model = load_model("cnn")
    quantized = quantize(model.network, model.parameters)
    bits = sum(each.bit_count for each in quantized.values())
    weights = sum(each.codes.size for each in quantized.values())

    assert 0.25 < bits / (32 * weights) < 0.27


@pytest.mark.parametrize("bits", [1, 9, 2.5])
def test_bits_out_of_range_are_refused(bits: int) -> None:
    with pytest.raises(SettingError, match="bits from 2 to 8"):
        quantize_weights(np.ones((2, 2)), bits)

"""Weights as small integers: symmetric quantization with one scale for each output.

For the weights w into one output (one unit of a dense layer, one filter of a convolution) and b bits:

    scale = max |w| / (2^(b-1) - 1)        code = round(w / scale)        w' = code * scale

Codes lie between -(2^(b-1) - 1) and 2^(b-1) - 1, zero stays zero, and |w' - w| <= scale / 2 up to
rounding. Biases and the parameters of normalization are few, and stay as they are.
Source: Krishnamoorthi 2018, "Quantizing deep convolutional networks for efficient inference", 2.2.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from glassnet.errors import SettingError, format_error
from glassnet.nn import Array, Conv2D, Dense, Network, Parameters

MIN_BITS: Final = 2
MAX_BITS: Final = 8


@dataclass(frozen=True, eq=False)
class QuantizedWeights:
    """One layer's weights as integers.

    `codes` int8 have the weights' shape, `(inputs, units)` or `(height, width, channels, filters)`;
    `scales` float32 `(units,)` or `(filters,)`.
    """

    codes: Array
    scales: Array
    bits: int

    def dequantize(self) -> Array:
        """The rounded weights code * scale, float32."""
        return self.codes.astype(np.float32) * self.scales

    @property
    def bit_count(self) -> int:
        """The bits that codes and scales take, without padding."""
        return self.codes.size * self.bits + self.scales.size * 32


def quantize(
    network: Network, parameters: Parameters, bits: int = MAX_BITS
) -> dict[str, QuantizedWeights]:
    """Quantize the weights of all dense layers and convolutions, by name: {"1.weights": ...}.

    Raises `SettingError` for bits out of range, `ShapeError` for parameters of another network.
    """
    network.expect_own(parameters)
    return {name: quantize_weights(parameters[name], bits) for name in names_of_weights(network)}


def quantize_weights(weights: Array, bits: int = MAX_BITS) -> QuantizedWeights:
    """Quantize one array of weights `(..., outputs)`.

    Raises `SettingError` for bits out of range.
    """
    if not isinstance(bits, int) or not MIN_BITS <= bits <= MAX_BITS:
        wanted = f"a whole number of bits from {MIN_BITS} to {MAX_BITS}"
        raise SettingError(format_error("Quantization", wanted, repr(bits), "Choose 8."))
    largest_code = 2 ** (bits - 1) - 1
    largest = np.abs(weights).max(axis=tuple(range(weights.ndim - 1)))
    scales = (largest.astype(np.float64) / largest_code).astype(np.float32)
    scales[scales == 0] = 1  # no weights, or none that float32 holds divided by the largest code
    codes = np.rint(weights.astype(np.float64) / scales).clip(-largest_code, largest_code)
    return QuantizedWeights(codes.astype(np.int8), scales, bits)


def dequantize(parameters: Parameters, quantized: Mapping[str, QuantizedWeights]) -> Parameters:
    """The parameters with the rounded weights in place of theirs, in a vector of their own."""
    rounded = parameters.copy()
    for name, each in quantized.items():
        rounded[name][...] = each.dequantize()
    return rounded


def names_of_weights(network: Network) -> tuple[str, ...]:
    """The names of the weights of dense layers and convolutions, in order: "1.weights", ..."""
    return tuple(
        f"{name}.weights"
        for layer, name in zip(network.layers, network.layer_names, strict=True)
        if isinstance(layer, Dense | Conv2D)
    )

"""One neuron's sum, term by term: input times weight, and the effect of each weight on the loss.

A sum is linear in its inputs, so its derivative by an input is the weight of that input. The layer's own
backward pass yields these derivatives for dense layers, convolutions and pooling alike.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from glassnet.errors import SettingError, format_error
from glassnet.explain.trace import LayerTrace, expect_index, split_activation
from glassnet.nn import Activate, Array, LayerNorm


@dataclass(frozen=True, eq=False)
class NeuronSum:
    """One neuron's sum: `(inputs * weights).sum() + bias == total`.

    `inputs` and `weights` have the shape of the layer's inputs; `delta` is dL/d(total).
    """

    inputs: Array
    weights: Array
    bias: float
    total: float
    output: float
    delta: float

    @property
    def terms(self) -> Array:
        """Input times weight, for each input."""
        return self.inputs * self.weights

    @property
    def d_weights(self) -> Array:
        """dL/d(weight) through this neuron: all of it, unless the weight is shared."""
        return self.delta * self.inputs

    @property
    def d_inputs(self) -> Array:
        """dL/d(input) through this neuron."""
        return self.delta * self.weights

    def largest(self, count: int) -> list[tuple[int, ...]]:
        """The indices of the inputs with the largest terms, without those that are zero."""
        sizes = np.abs(self.terms).ravel()
        chosen = np.argsort(-sizes, kind="stable")[:count]
        return [
            tuple(map(int, np.unravel_index(position, self.inputs.shape)))
            for position in chosen
            if sizes[position] > 0
        ]


def sum_of_neuron(layer: LayerTrace, neuron: tuple[int, ...]) -> NeuronSum:
    """The sum of one neuron, named by its index in the layer's outputs.

    Raises `SettingError` for a neuron that does not exist, or a layer whose outputs are no sums.
    """
    _expect_neuron(layer, neuron)
    linear, _ = split_activation(layer.layer)
    sums, backward = linear.forward(layer.parameters, layer.inputs[np.newaxis])
    one = np.zeros_like(sums)
    one[(0, *neuron)] = 1
    unused = {name: np.empty_like(values) for name, values in layer.parameters.items()}
    weights = backward(one, unused)[0]
    return NeuronSum(
        inputs=layer.inputs,
        weights=weights,
        bias=float(layer.parameters["bias"][neuron[-1]]) if "bias" in layer.parameters else 0.0,
        total=float(layer.sums[neuron]),
        output=float(layer.outputs[neuron]),
        delta=float(layer.d_sums[neuron]),
    )


def _expect_neuron(layer: LayerTrace, neuron: tuple[int, ...]) -> None:
    if isinstance(layer.layer, Activate | LayerNorm):
        got, remedy = type(layer.layer).__name__, "Choose the layer before it."
        raise SettingError(format_error("A neuron's sum", "a layer that sums", got, remedy))
    expect_index("A neuron", neuron, layer.outputs.shape)

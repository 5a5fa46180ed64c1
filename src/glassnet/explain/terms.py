"""One neuron's sum, term by term: input times weight, and what each weight would do to the loss.

A sum is linear in what it reads, so its derivative by each input is the weight that the input has in it. The
layer's own way back says so for dense layers, convolutions and pooling alike.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import numpy as np

from glassnet.errors import format_error
from glassnet.explain.trace import LayerTrace, expect_place, taken_apart
from glassnet.nn import Activate, Array, LayerNorm, SettingError


@dataclass(frozen=True)
class Terms:
    """All of one neuron's sum: `(inputs * weights).sum() + bias == total`.

    `inputs` and `weights` have the shape of what the layer reads; `delta` is dL/d(total).
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
        """dL/d(weight) by way of this neuron: all of it, unless others share the weight."""
        return self.delta * self.inputs

    @property
    def d_inputs(self) -> Array:
        """What goes back to each input by way of this neuron."""
        return self.delta * self.weights

    def largest(self, count: int) -> list[tuple[int, ...]]:
        """The places of the inputs whose terms are largest, leaving out those that are zero."""
        sizes = np.abs(self.terms).ravel()
        chosen = np.argsort(-sizes, kind="stable")[:count]
        return [
            tuple(map(int, np.unravel_index(place, self.inputs.shape)))
            for place in chosen
            if sizes[place] > 0
        ]


def terms_of(layer: LayerTrace, neuron: tuple[int, ...]) -> Terms:
    """The sum of one neuron, named by its place among the layer's outputs.

    Raises `SettingError` for a neuron that there is not, or a layer whose outputs are no sums.
    """
    _check(layer, neuron)
    bare, _ = taken_apart(layer.layer)
    sums, backward = bare.forward(layer.parameters, layer.inputs[np.newaxis].copy())
    one = np.zeros_like(sums)
    one[(0, *neuron)] = 1
    nowhere = {name: np.empty_like(values) for name, values in layer.parameters.items()}
    weights = cast(Array, backward(one, nowhere))[0].copy()
    return Terms(
        inputs=layer.inputs,
        weights=weights,
        bias=float(layer.parameters["bias"][neuron[-1]]) if "bias" in layer.parameters else 0.0,
        total=float(layer.sums[neuron]),
        output=float(layer.outputs[neuron]),
        delta=float(layer.d_sums[neuron]),
    )


def _check(layer: LayerTrace, neuron: tuple[int, ...]) -> None:
    if isinstance(layer.layer, Activate | LayerNorm):
        raise SettingError(
            format_error(
                "A sum", "a layer that sums", type(layer.layer).__name__, "Name the one before it."
            )
        )
    expect_place("A sum", "a neuron", neuron, layer.outputs.shape)

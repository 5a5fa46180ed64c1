"""Dense layers in NumPy: the numbers of `nn`, to the bit, without what is not needed.

Serves work that is too little to be compiled.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from glassnet.engine.steps.step import StepBackward, StepContext, StepInputs
from glassnet.nn.arrays import Array
from glassnet.nn.layers import Dense
from glassnet.nn.parameters import Parameters


@dataclass(frozen=True)
class NumPyDenseStep:
    """A dense layer of `nn`; products are written in place, and the inputs' only if they are needed."""

    layer: Dense
    name: str
    units: int

    @property
    def has_parameters(self) -> bool:
        """True."""
        return True

    def forward(
        self, parameters: Parameters, inputs: StepInputs, context: StepContext
    ) -> tuple[Array, StepBackward]:
        """Outputs `(batch, units)`."""
        own, activation = parameters.of_layer(self.name), self.layer.activation
        weights, workspace = own["weights"], context.workspace
        sums = workspace.empty("sums", (len(inputs), self.units), inputs.dtype)
        np.matmul(inputs, weights, out=sums)
        sums += own["bias"]
        outputs = activation.forward(sums)

        def backward(d_outputs: Array, gradients: Parameters, need_d_inputs: bool) -> Array | None:
            d_sums = activation.backward(sums, outputs, d_outputs)
            grown = gradients.of_layer(self.name)
            np.matmul(inputs.T, d_sums, out=grown["weights"])
            np.sum(d_sums, axis=0, out=grown["bias"])
            if not need_d_inputs:
                return None
            d_inputs = workspace.empty("d_inputs", inputs.shape, inputs.dtype)
            return np.matmul(d_sums, weights.T, out=d_inputs)

        return outputs, backward

    def __str__(self) -> str:
        return "as written"

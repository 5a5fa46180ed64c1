"""A layer run by its reference implementation: what no other rule covers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from glassnet.engine.steps.step import StepBackward, StepContext, StepInputs
from glassnet.nn.arrays import Array
from glassnet.nn.layers import Layer
from glassnet.nn.parameters import Parameters


@dataclass(frozen=True)
class AsWritten:
    """One layer, as `glassnet.nn` has it; `name` is its number, "" without parameters."""

    layer: Layer
    name: str

    @property
    def has_parameters(self) -> bool:
        """Whether the layer has any."""
        return bool(self.name)

    def forward(
        self, parameters: Parameters, inputs: StepInputs, context: StepContext
    ) -> tuple[Array, StepBackward]:
        """As the layer."""
        outputs, layer_backward = self.layer.forward(
            parameters.of_layer(self.name), inputs, context.rng
        )

        def backward(d_outputs: Array, gradients: Parameters, need_d_inputs: bool) -> Array:
            d_inputs = layer_backward(d_outputs, gradients.of_layer(self.name))
            # Other steps would be compiled anew for another memory layout, and copy it.
            return np.require(d_inputs, requirements=["C", "W"])

        return outputs, backward

    def __str__(self) -> str:
        return "as written"

"""Activations as layers of their own."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from glassnet.engine.activations import SMOOTH, fuse
from glassnet.engine.steps.step import StepBackward, StepContext, StepInputs
from glassnet.nn.arrays import Array
from glassnet.nn.layers import Activate
from glassnet.nn.parameters import Parameters


@dataclass(frozen=True)
class ActivateStep:
    """A compiled activation, without a bias."""

    layer: Activate

    @property
    def has_parameters(self) -> bool:
        """False."""
        return False

    def forward(
        self, parameters: Parameters, inputs: StepInputs, context: StepContext
    ) -> tuple[Array, StepBackward]:
        """Outputs of the shape of the inputs, which must not change until the backward pass."""
        workspace, kind = context.workspace, type(self.layer.activation)
        outputs = workspace.empty("outputs", inputs.shape, inputs.dtype)
        if kind in SMOOTH:
            # The derivative of a smooth activation, such as GELU, needs the inputs.
            activate, derive = SMOOTH[kind]
            activate(inputs, None, outputs)
            known = inputs
        else:
            activate, derive = fuse(self.layer.activation)
            np.copyto(outputs, inputs)
            activate(outputs, None)
            known = outputs

        def backward(d_outputs: Array, gradients: Parameters, need_d_inputs: bool) -> Array | None:
            if not need_d_inputs:
                return None
            d_inputs = workspace.empty("d_inputs", inputs.shape, inputs.dtype)
            derive(known, d_outputs, d_inputs)
            return d_inputs

        return outputs, backward

    def __str__(self) -> str:
        return "compiled"

"""Pooling layers, compiled."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from glassnet.engine.compiled import pooling as compiled
from glassnet.engine.steps.step import StepBackward, StepContext, StepInputs
from glassnet.nn.arrays import Array
from glassnet.nn.parameters import Parameters
from glassnet.nn.pooling import AveragePool2D, MaxPool2D


@dataclass(frozen=True)
class PoolStep:
    """Max or average pooling of windows."""

    layer: MaxPool2D | AveragePool2D

    @property
    def has_parameters(self) -> bool:
        """False."""
        return False

    def forward(
        self, parameters: Parameters, inputs: StepInputs, context: StepContext
    ) -> tuple[Array, StepBackward]:
        """Outputs `(batch, out_height, out_width, channels)`."""
        workspace, size, step = context.workspace, self.layer.size, self.layer.step
        takes_maximum = isinstance(self.layer, MaxPool2D)
        shape = (len(inputs), *self.layer.output_shape(inputs.shape[1:]))
        outputs = workspace.empty("outputs", shape, inputs.dtype)
        argmax = workspace.empty("argmax", shape, np.int32)
        if takes_maximum:
            compiled.max_pool_forward(inputs, size, step, outputs, argmax)
        else:
            compiled.average_pool_forward(inputs, size, step, outputs)

        def backward(d_outputs: Array, gradients: Parameters, need_d_inputs: bool) -> Array | None:
            if not need_d_inputs:
                return None
            d_inputs = workspace.empty("d_inputs", inputs.shape, inputs.dtype)
            if takes_maximum:
                compiled.max_pool_backward(d_outputs, argmax, size, step, d_inputs)
            else:
                compiled.average_pool_backward(d_outputs, size, step, d_inputs)
            return d_inputs

        return outputs, backward

    def __str__(self) -> str:
        return "compiled"

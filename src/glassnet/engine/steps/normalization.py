"""Layer normalization, compiled."""

from __future__ import annotations

from dataclasses import dataclass

from glassnet.engine.compiled import normalization as compiled
from glassnet.engine.steps.step import StepBackward, StepContext, StepInputs
from glassnet.nn.arrays import Array
from glassnet.nn.normalization import LayerNorm
from glassnet.nn.parameters import Parameters


@dataclass(frozen=True)
class LayerNormStep:
    """A `LayerNorm` layer."""

    layer: LayerNorm
    name: str

    @property
    def has_parameters(self) -> bool:
        """True."""
        return True

    def forward(
        self, parameters: Parameters, inputs: StepInputs, context: StepContext
    ) -> tuple[Array, StepBackward]:
        """Outputs of the shape of the inputs."""
        own, workspace = parameters.of_layer(self.name), context.workspace
        gain, bias = own["gain"], own["bias"]
        by_channel = (len(inputs), -1, inputs.shape[-1])
        normalized = workspace.empty("normalized", inputs.shape, inputs.dtype).reshape(by_channel)
        stds = workspace.empty("stds", (len(inputs),), inputs.dtype)
        outputs = workspace.empty("outputs", inputs.shape, inputs.dtype)
        compiled.normalize(inputs.reshape(by_channel), self.layer.epsilon, normalized, stds)
        compiled.scale_and_shift(normalized, gain, bias, outputs.reshape(by_channel))

        def backward(d_outputs: Array, gradients: Parameters, need_d_inputs: bool) -> Array | None:
            grown = gradients.of_layer(self.name)
            d_outputs = d_outputs.reshape(by_channel)
            compiled.gain_and_bias_backward(d_outputs, normalized, grown["gain"], grown["bias"])
            if not need_d_inputs:
                return None
            d_inputs = workspace.empty("d_inputs", inputs.shape, inputs.dtype)
            compiled.normalize_backward(
                d_outputs, gain, normalized, stds, d_inputs.reshape(by_channel)
            )
            return d_inputs

        return outputs, backward

    def __str__(self) -> str:
        return "compiled"

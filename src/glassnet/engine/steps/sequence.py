"""Steps one after the other, and the chain rule back through them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from glassnet.engine.steps.step import Step, StepBackward, StepContext, StepInputs
from glassnet.nn.arrays import Array
from glassnet.nn.parameters import Parameters


@dataclass(frozen=True)
class Sequence:
    """Steps one after the other; itself a step."""

    steps: tuple[Step, ...]

    @property
    def has_parameters(self) -> bool:
        """Whether any step has."""
        return any(step.has_parameters for step in self.steps)

    @cached_property
    def first_with_parameters(self) -> int:
        """The index of the first step with parameters, where the backward pass may end."""
        return next((i for i, step in enumerate(self.steps) if step.has_parameters), 0)

    def forward(
        self, parameters: Parameters, inputs: StepInputs, context: StepContext
    ) -> tuple[Array, StepBackward]:
        """Through all steps."""
        backwards: list[StepBackward] = []
        for index, step in enumerate(self.steps):
            inputs, step_backward = step.forward(parameters, inputs, context.within(str(index)))
            backwards.append(step_backward)

        def backward(d_outputs: Array, gradients: Parameters, need_d_inputs: bool) -> Array | None:
            first = 0 if need_d_inputs else self.first_with_parameters
            for index in range(len(backwards) - 1, first - 1, -1):
                d_inputs = backwards[index](d_outputs, gradients, need_d_inputs or index > first)
                if d_inputs is not None:
                    d_outputs = d_inputs
            return d_outputs if need_d_inputs else None

        return inputs, backward

    def __str__(self) -> str:
        return ", ".join(map(str, self.steps))

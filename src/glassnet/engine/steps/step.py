"""What a step is: one or several layers of a network, run together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from glassnet.engine.tuning import DEFAULT_TUNING, Tuning
from glassnet.engine.workspace import Workspace
from glassnet.nn.arrays import Array
from glassnet.nn.parameters import Parameters

# An array, or what a first step reads instead: SparseImages or ImageGroups.
StepInputs = Any

# From dL/d(outputs): fills the step's gradients and returns dL/d(inputs), or None unless it is needed.
StepBackward = Callable[[Array, Parameters, bool], Array | None]


@dataclass(frozen=True)
class StepContext:
    """What a pass may use: a workspace, random numbers (only in training), and thresholds.

    Unless `needs_grad`, only outputs are wanted, and steps keep nothing for a backward pass.
    """

    workspace: Workspace
    rng: np.random.Generator | None = None
    needs_grad: bool = True
    tuning: Tuning = DEFAULT_TUNING

    def within(self, name: str) -> StepContext:
        """The same with the workspace of one part."""
        return StepContext(self.workspace.within(name), self.rng, self.needs_grad, self.tuning)


class Step(Protocol):
    """One or several layers of a network, run together: same parameters, same results."""

    @property
    def has_parameters(self) -> bool:
        """Whether there is anything to train."""
        ...

    def forward(
        self, parameters: Parameters, inputs: StepInputs, context: StepContext
    ) -> tuple[Array, StepBackward]:
        """Outputs `(batch, ...)`, which may be arrays of the workspace, and the backward pass."""
        ...

    def __str__(self) -> str:
        """How it runs, in a few words, for a printed plan."""
        ...


def refuse_backward(d_outputs: Array, gradients: Parameters, need_d_inputs: bool) -> Array | None:
    """The backward pass of a forward pass that kept nothing for it."""
    raise RuntimeError("This pass was made without needs_grad: it has no backward pass.")

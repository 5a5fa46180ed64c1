"""The slips of the five documents, each under a name, so that it can be switched on and off.

A slip is what a document's code does differently from the mathematics that it explains. The network
in `glassnet.nn` has none of them; a recipe that reproduces a document asks for them here.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Final, Literal, get_args, get_type_hints

import numpy as np

from glassnet.errors import format_error
from glassnet.nn import FRESH, Array, Buffers, Loss, Parameters, SettingError, SoftmaxCrossEntropy

BiasGradient = Literal["per_unit", "summed"]
Update = Literal["after_propagating", "before_propagating"]
SoftmaxMaximum = Literal["per_example", "whole_batch", "none"]
Cost = Literal["mean_over_examples", "mean_over_entries"]

# `wang` adds this inside its logarithm, so that log(0) cannot happen.
INSIDE_LOGARITHM: Final = 1e-8


@dataclass(frozen=True)
class Slips:
    """Which slips a recipe makes; the first value of each is the correct one.

    - `bias_gradient="summed"` (`zhang`, `zhang-readme`; the formula in `chang`): np.sum without an
      axis gives every bias of a layer the same gradient, the sum of all.
    - `update="before_propagating"` (`markmusic27`): a layer changes its weights first and passes the
      error on through the changed ones.
    - `softmax_maximum="whole_batch"` (`wang`): one maximum for the whole matrix; `"none"` (`zhang`):
      none at all, so that large sums overflow.
    - `cost="mean_over_entries"` (`wang`): the printed cost is averaged over classes too, a tenth of
      the cross-entropy whose gradient is followed, with 1e-8 added inside the logarithm.
    """

    bias_gradient: BiasGradient = "per_unit"
    update: Update = "after_propagating"
    softmax_maximum: SoftmaxMaximum = "per_example"
    cost: Cost = "mean_over_examples"

    def __post_init__(self) -> None:
        hints = get_type_hints(type(self))
        for each in fields(self):
            allowed, value = get_args(hints[each.name]), getattr(self, each.name)
            if value not in allowed:
                choices = " or ".join(map(repr, allowed))
                raise SettingError(
                    format_error("slips", f"{each.name} as {choices}", repr(value), "Choose one.")
                )

    def loss(self, loss: Loss) -> Loss:
        """The loss as the document computes it."""
        if self.softmax_maximum == "per_example" and self.cost == "mean_over_examples":
            return loss
        if loss != SoftmaxCrossEntropy():
            raise SettingError(
                format_error(
                    "slips",
                    "the loss softmax_cross_entropy with softmax_maximum or cost",
                    type(loss).__name__,
                    "These slips are about the softmax: leave them out.",
                )
            )
        return DocumentCrossEntropy(self.softmax_maximum, self.cost)


@dataclass(frozen=True)
class DocumentCrossEntropy:
    """Softmax and cross-entropy in the steps in which the documents take them."""

    softmax_maximum: SoftmaxMaximum = "per_example"
    cost: Cost = "mean_over_examples"

    def __call__(
        self, outputs: Array, labels: Array, buffers: Buffers = FRESH
    ) -> tuple[float, Array]:
        """The cost that the document prints, and the gradient that it follows."""
        activations = self.probabilities(outputs)
        rows = np.arange(len(labels))
        at_labels = activations[rows, labels]
        if self.cost == "mean_over_entries":
            value = -np.log(at_labels + INSIDE_LOGARITHM).sum() / outputs.size
        else:
            value = -np.log(at_labels).mean()
        d_outputs = activations
        d_outputs[rows, labels] -= 1
        d_outputs /= len(labels)
        return float(value), d_outputs

    def probabilities(self, outputs: Array) -> Array:
        """exp(z) / sum exp(z), less the maximum that the document takes."""
        maximum = {
            "per_example": lambda: outputs.max(axis=1, keepdims=True),
            "whole_batch": outputs.max,
            "none": lambda: 0,
        }[self.softmax_maximum]()
        powers = np.exp(outputs - maximum)
        return powers / powers.sum(axis=1, keepdims=True)


@dataclass(frozen=True)
class SummedBiasGradient:
    """Gives every bias of a layer the sum of all its bias gradients, as np.sum without an axis does."""

    def __call__(self, parameters: Parameters, gradients: Parameters) -> None:
        """Replace each bias gradient by its sum."""
        for name, gradient in gradients.items():
            if name.endswith("bias"):
                gradient[...] = gradient.sum()

"""A model's network as the steps that a program runs to predict, with their parameters."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import prod
from typing import Any, Final, Literal

import numpy as np

from glassnet.errors import SettingError, format_error
from glassnet.models import Model
from glassnet.nn import (
    ELU,
    Activate,
    Activation,
    Array,
    Conv2D,
    Dense,
    Dropout,
    Flatten,
    Identity,
    Layer,
    LeakyReLU,
    MaxPool2D,
    ReLU,
    Shape,
    Sigmoid,
    SigmoidCrossEntropy,
    Softplus,
    Tanh,
)
from glassnet.nn.catalog import NAMES
from glassnet.nn.deviations import SOFTMAX_LOSSES

Probabilities = Literal["softmax", "sigmoid", "identity"]

# Activations that never decrease: the maximum of a window may be taken before or after them.
MONOTONIC: Final = (ReLU, LeakyReLU, ELU, Sigmoid, Softplus, Tanh)


@dataclass(frozen=True, eq=False)
class Step:
    """One layer without an activation, or one activation; `parameters` are float32.

    `number` is that of the layer's parameters in the model, "1" for "1.weights"; "" without parameters.
    Shapes leave out the batch.
    """

    layer: Layer
    input_shape: Shape
    output_shape: Shape
    number: str
    parameters: dict[str, Array]

    @property
    def kind(self) -> str:
        """The name of the layer or activation in recipes: "dense", "relu", ..."""
        part = self.layer.activation if isinstance(self.layer, Activate) else self.layer
        return NAMES.get(type(part), type(part).__name__)

    @property
    def input_size(self) -> int:
        """How many values one example has before this step."""
        return prod(self.input_shape)

    @property
    def output_size(self) -> int:
        """How many values one example has after this step."""
        return prod(self.output_shape)


def list_steps(model: Model) -> list[Step]:
    """The steps of a prediction, in order; activations are steps, dropout and identities are left out."""
    network, steps = model.network, []
    for index, (layer, number) in enumerate(zip(network.layers, network.layer_names, strict=True)):
        if isinstance(layer, Dropout):
            continue
        input_shape, output_shape = network.shapes[index], network.shapes[index + 1]
        arrays = model.parameters.of_layer(number)
        parameters = {name: array.astype(np.float32) for name, array in arrays.items()}
        if isinstance(layer, Dense | Conv2D):
            linear = replace(layer, activation=Identity())
            steps.append(Step(linear, input_shape, output_shape, number, parameters))
            steps += _activate(layer.activation, output_shape)
        elif isinstance(layer, Activate):
            steps += _activate(layer.activation, output_shape)
        else:
            steps.append(Step(layer, input_shape, output_shape, number, parameters))
    return steps


def move_activations_before_pooling(steps: Sequence[Step]) -> list[Step]:
    """The same function, with activations before the maximum pooling that they follow where that may be."""
    moved = list(steps)
    for i in range(1, len(moved)):
        pooling, after = moved[i - 1], moved[i].layer
        moves = isinstance(after, Activate) and isinstance(after.activation, MONOTONIC)
        if moves and isinstance(pooling.layer, MaxPool2D):
            shape = pooling.input_shape
            moved[i - 1 : i + 1] = [Step(after, shape, shape, "", {}), pooling]
    return moved


def expect_known_steps(kind: str, steps: Sequence[Step], known: Sequence[str]) -> None:
    """Raise `SettingError` for a layer or activation that an export of this kind cannot express."""
    for step in steps:
        if step.kind not in known:
            remedy = "Export to another kind, or train a network without it."
            raise SettingError(
                format_error(
                    f"The export to {kind}", f"layers of {', '.join(known)}", step.kind, remedy
                )
            )


def find_probabilities(model: Model) -> Probabilities:
    """How the model's loss makes probabilities of outputs that were divided by the temperature."""
    if isinstance(model.recipe.loss, SOFTMAX_LOSSES):
        return "softmax"
    return "sigmoid" if isinstance(model.recipe.loss, SigmoidCrossEntropy) else "identity"


def find_threshold(model: Model) -> float | None:
    """The least evidence of a class with which an image is accepted; None where all are."""
    return model.calibration.threshold if model.rejects else None


def is_flat(step: Step) -> bool:
    """Whether the step only renames axes: in memory nothing changes."""
    return isinstance(step.layer, Flatten)


def image_shape(model: Model) -> tuple[int, ...]:
    """The shape of one image as programs are given it: `(height, width)`, with channels if several.

    Of a model that takes rows of values, a square image where their number is one.
    """
    shape = model.network.input_shape
    if len(shape) == 3:
        return shape[:2] if shape[2] == 1 else shape
    side = round(prod(shape) ** 0.5)
    return (side, side) if len(shape) == 1 and side * side == prod(shape) else shape


def make_identifier(stem: str) -> str:
    """A name for programs made of a file's name: letters, digits and underscores, a letter first."""
    name = re.sub(r"\W", "_", stem, flags=re.ASCII).strip("_").lower()
    return name if name[:1].isalpha() else f"model_{name}".rstrip("_")


def describe_padding(step: Step) -> tuple[int, int]:
    """Zeros above and to the left of a convolution's images."""
    layer: Any = step.layer
    height, width, _ = step.input_shape
    (_, top), (_, left) = layer.positions(height, width)
    return top, left


def _activate(activation: Activation, shape: Shape) -> list[Step]:
    if isinstance(activation, Identity):
        return []
    return [Step(Activate(activation), shape, shape, "", {})]

"""The layers: frozen values that describe a computation and hold no parameters.

Parameters are passed in. `forward` returns the outputs together with `backward`, a closure that
remembers what the backward pass needs. So one layer can serve many threads at once, and the loss is a
pure function of the parameters, which is what makes a gradient check possible.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
from typing import Literal, Protocol

import numpy as np

from glassnet.errors import (
    SettingError,
    ShapeError,
    expect_count,
    expect_in_half_open_interval,
    format_error,
)
from glassnet.nn.activations import Activation, Identity, expect_activation
from glassnet.nn.arrays import Array, Arrays, ForwardPass, Shape, format_shape
from glassnet.nn.initializers import Glorot, Initializer, Zeros

__all__ = ["Activate", "Dense", "Dropout", "Flatten", "Layer", "WithoutParameters"]


class Layer(Protocol):
    """One step of a network. Shapes here leave out the batch axis."""

    def output_shape(self, input_shape: Shape) -> Shape:
        """The shape of one example's outputs; raises `ShapeError` for inputs it cannot take."""
        ...

    def parameter_shapes(self, input_shape: Shape) -> dict[str, Shape]:
        """The name and shape of each array of parameters."""
        ...

    def initialize(self, rng: np.random.Generator, input_shape: Shape) -> dict[str, Array]:
        """First values of the parameters, in float64."""
        ...

    def forward(
        self, parameters: Arrays, inputs: Array, rng: np.random.Generator | None = None
    ) -> ForwardPass:
        """Outputs `(batch, *output_shape)` and the backward pass; `rng` is given only in training."""
        ...


class WithoutParameters:
    """The base class of layers without parameters."""

    def parameter_shapes(self, input_shape: Shape) -> dict[str, Shape]:
        """None."""
        return {}

    def initialize(self, rng: np.random.Generator, input_shape: Shape) -> dict[str, Array]:
        """None."""
        return {}


@dataclass(frozen=True)
class Dense:
    """Every output depends on every input: activation(inputs @ weights + bias).

    With Z the sums and A = g(Z) the outputs, where g is the activation:

        dZ = dA * g'(Z)        dW = inputs^T dZ        db = sum over the batch of dZ
        d_inputs = dZ weights^T

    `units="classes"` leaves their number to the data: see `Recipe.resolve`.
    """

    units: int | Literal["classes"]
    activation: Activation = Identity()
    weights: Initializer = Glorot()
    bias: Initializer = Zeros()

    def __post_init__(self) -> None:
        if self.units != "classes":
            expect_count("Dense", "units", self.units)
        expect_activation("Dense", self.activation)

    @property
    def unit_count(self) -> int:
        """The number of units; raises `SettingError` where it is still left to the data."""
        if self.units == "classes":
            remedy = "Resolve the recipe first: recipe.resolve(class_count, image_shape)."
            raise SettingError(format_error("Dense", "a number of units", "'classes'", remedy))
        return self.units

    def output_shape(self, input_shape: Shape) -> Shape:
        """`(units,)`."""
        if len(input_shape) != 1:
            raise ShapeError(
                format_error(
                    f"Dense({self.units})",
                    "inputs of shape (batch, features)",
                    format_shape(input_shape),
                    "Put Flatten() before it.",
                )
            )
        return (self.unit_count,)

    def parameter_shapes(self, input_shape: Shape) -> dict[str, Shape]:
        """Weights `(inputs, units)`, bias `(units,)`."""
        return {"weights": (input_shape[0], self.unit_count), "bias": (self.unit_count,)}

    def initialize(self, rng: np.random.Generator, input_shape: Shape) -> dict[str, Array]:
        """Weights first, then the bias, from the layer's two initializers."""
        initializers = {"weights": self.weights, "bias": self.bias}
        return {
            name: initializers[name](rng, shape, input_shape[0], self.unit_count)
            for name, shape in self.parameter_shapes(input_shape).items()
        }

    def forward(
        self, parameters: Arrays, inputs: Array, rng: np.random.Generator | None = None
    ) -> ForwardPass:
        """Outputs `(batch, units)`."""
        weights, bias = parameters["weights"], parameters["bias"]
        sums = inputs @ weights + bias
        outputs = self.activation.forward(sums)

        def backward(d_outputs: Array, gradients: Arrays) -> Array:
            d_sums = self.activation.backward(sums, outputs, d_outputs)
            gradients["weights"][...] = inputs.T @ d_sums
            gradients["bias"][...] = d_sums.sum(axis=0)
            return d_sums @ weights.T

        return outputs, backward


@dataclass(frozen=True)
class Activate(WithoutParameters):
    """An activation as a layer of its own, after layers that have none."""

    activation: Activation

    def __post_init__(self) -> None:
        expect_activation("Activate", self.activation)

    def output_shape(self, input_shape: Shape) -> Shape:
        """The input's shape."""
        return input_shape

    def forward(
        self, parameters: Arrays, inputs: Array, rng: np.random.Generator | None = None
    ) -> ForwardPass:
        """activation(inputs)."""
        outputs = self.activation.forward(inputs)

        def backward(d_outputs: Array, gradients: Arrays) -> Array:
            return self.activation.backward(inputs, outputs, d_outputs)

        return outputs, backward


@dataclass(frozen=True)
class Flatten(WithoutParameters):
    """Each example as one row of features: images become what `Dense` takes."""

    def output_shape(self, input_shape: Shape) -> Shape:
        """`(features,)`."""
        return (prod(input_shape),)

    def forward(
        self, parameters: Arrays, inputs: Array, rng: np.random.Generator | None = None
    ) -> ForwardPass:
        """The inputs as `(batch, features)`."""
        outputs = inputs.reshape(len(inputs), prod(inputs.shape[1:]))
        return outputs, lambda d_outputs, gradients: d_outputs.reshape(inputs.shape)


@dataclass(frozen=True)
class Dropout(WithoutParameters):
    """In training, zeroes each input with probability `rate` and scales the rest by 1 / (1 - rate).

    So the expected output is the input, and outside training the layer does nothing
    (Srivastava et al. 2014, "inverted").
    """

    rate: float = 0.5

    def __post_init__(self) -> None:
        expect_in_half_open_interval("Dropout", "rate", self.rate, 0, 1)

    def output_shape(self, input_shape: Shape) -> Shape:
        """The input's shape."""
        return input_shape

    def forward(
        self, parameters: Arrays, inputs: Array, rng: np.random.Generator | None = None
    ) -> ForwardPass:
        """The inputs times a random mask of their shape in training; the inputs themselves otherwise."""
        if rng is None or self.rate == 0:
            return inputs, lambda d_outputs, gradients: d_outputs
        kept = rng.random(inputs.shape, np.float32) >= self.rate
        mask = kept.astype(inputs.dtype) / (1 - self.rate)
        return inputs * mask, lambda d_outputs, gradients: d_outputs * mask


LAYERS: dict[str, type] = {
    "dense": Dense,
    "activate": Activate,
    "flatten": Flatten,
    "dropout": Dropout,
}

"""The layers: frozen recipes for computing, which hold no numbers that change.

Parameters are handed in. `forward` hands back its outputs together with `backward`, a function that
remembers what the way back needs. So one layer can serve many threads at once, and the loss is a
pure function of the parameters, which is what makes a gradient check possible.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
from typing import ClassVar, Literal, Protocol

import numpy as np

from glassnet.errors import (
    SettingError,
    ShapeError,
    expect_count,
    expect_in_half_open_interval,
    format_error,
)
from glassnet.nn.activations import Activation, Identity, back_through, expect_activation
from glassnet.nn.arrays import Array, Arrays, Context, ForwardPass, Shape
from glassnet.nn.initializers import Glorot, Initializer, Zeros
from glassnet.nn.kernels.elementwise import add_rows
from glassnet.nn.lit import LitImages, multiply, multiply_transposed


class Layer(Protocol):
    """One step of a network. Shapes here leave the batch axis out."""

    def output_shape(self, input_shape: Shape) -> Shape:
        """The shape of one example's outputs; raises `ShapeError` for inputs it cannot take."""
        ...

    def parameter_shapes(self, input_shape: Shape) -> dict[str, Shape]:
        """The name and shape of each array of parameters."""
        ...

    def initialize(self, rng: np.random.Generator, input_shape: Shape) -> dict[str, Array]:
        """First values for the parameters, in float64."""
        ...

    def forward(self, parameters: Arrays, inputs: Array, context: Context) -> ForwardPass:
        """Outputs `(batch, *output_shape)`, and the way back."""
        ...


class WithoutParameters:
    """What layers share that have nothing to learn."""

    def parameter_shapes(self, input_shape: Shape) -> dict[str, Shape]:
        """None."""
        return {}

    def initialize(self, rng: np.random.Generator, input_shape: Shape) -> dict[str, Array]:
        """None."""
        return {}


@dataclass(frozen=True)
class Dense:
    """Every output reads every input: activation(inputs @ weights + bias).

    With Z the sums and A the outputs (the documents write Z = W X + b, A = g(Z)):

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
        """The number of units. Raises `SettingError` where it is still left to the data."""
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
                    _with_batch(input_shape),
                    "Put Flatten() before it.",
                )
            )
        return (self.unit_count,)

    def parameter_shapes(self, input_shape: Shape) -> dict[str, Shape]:
        """Weights `(inputs, units)`, bias `(units,)`."""
        return {"weights": (input_shape[0], self.unit_count), "bias": (self.unit_count,)}

    def initialize(self, rng: np.random.Generator, input_shape: Shape) -> dict[str, Array]:
        """Weights first, then the bias, from the layer's two initialisers."""
        initializers = {"weights": self.weights, "bias": self.bias}
        return {
            name: initializers[name](rng, shape, input_shape[0], self.unit_count)
            for name, shape in self.parameter_shapes(input_shape).items()
        }

    def forward(
        self, parameters: Arrays, inputs: Array | LitImages, context: Context
    ) -> ForwardPass:
        """Outputs `(batch, units)`."""
        weights, bias = parameters["weights"], parameters["bias"]
        buffers = context.buffers
        outputs = buffers.lend("outputs", (len(inputs), self.unit_count), inputs.dtype)
        multiply(inputs, weights, outputs)
        self.activation.forward(outputs, bias, outputs)

        def backward(
            d_outputs: Array, gradients: Arrays, need_d_inputs: bool = True
        ) -> Array | None:
            out = buffers.lend("d_sums", outputs.shape, outputs.dtype)
            d_sums = back_through(self.activation, outputs, d_outputs, out)
            multiply_transposed(inputs, d_sums, gradients["weights"])
            gradients["bias"].fill(0)
            add_rows(d_sums, gradients["bias"])
            if not need_d_inputs:
                return None
            d_inputs = buffers.lend("d_inputs", inputs.shape, inputs.dtype)
            return np.matmul(d_sums, weights.T, out=d_inputs)

        return outputs, backward


@dataclass(frozen=True)
class Activate(WithoutParameters):
    """An activation on its own, for places where no weights come before it."""

    activation: Activation

    def output_shape(self, input_shape: Shape) -> Shape:
        """The input's shape."""
        return input_shape

    def forward(self, parameters: Arrays, inputs: Array, context: Context) -> ForwardPass:
        """activation(inputs)."""
        buffers = context.buffers
        outputs = buffers.lend("outputs", inputs.shape, inputs.dtype)
        self.activation.forward(inputs, None, outputs)

        def backward(
            d_outputs: Array, gradients: Arrays, need_d_inputs: bool = True
        ) -> Array | None:
            if not need_d_inputs:
                return None
            d_inputs = buffers.lend("d_inputs", inputs.shape, inputs.dtype)
            self.activation.backward(outputs, d_outputs, d_inputs)
            return d_inputs

        return outputs, backward


@dataclass(frozen=True)
class Flatten(WithoutParameters):
    """Each example as one row of features: images become what `Dense` reads."""

    def output_shape(self, input_shape: Shape) -> Shape:
        """`(features,)`."""
        return (prod(input_shape),)

    def forward(self, parameters: Arrays, inputs: Array, context: Context) -> ForwardPass:
        """The inputs, seen as `(batch, features)`."""

        def backward(
            d_outputs: Array, gradients: Arrays, need_d_inputs: bool = True
        ) -> Array | None:
            return d_outputs.reshape(inputs.shape) if need_d_inputs else None

        return inputs.reshape(len(inputs), prod(inputs.shape[1:])), backward


@dataclass(frozen=True)
class Dropout(WithoutParameters):
    """In training, silences each input with probability `rate` and scales the rest by 1 / (1 - rate).

    So the expected output is the input, and nothing need be done when predicting
    (Srivastava et al. 2014, "inverted").
    """

    rate: float = 0.5
    draws: ClassVar[bool] = True

    def __post_init__(self) -> None:
        expect_in_half_open_interval("Dropout", "rate", self.rate, 0, 1)

    def output_shape(self, input_shape: Shape) -> Shape:
        """The input's shape."""
        return input_shape

    def forward(self, parameters: Arrays, inputs: Array, context: Context) -> ForwardPass:
        """The inputs times a random mask while training; the inputs themselves otherwise."""
        if context.rng is None or self.rate == 0:
            return inputs, lambda d_outputs, gradients, need_d_inputs=True: d_outputs
        buffers = context.buffers
        drawn = buffers.lend("drawn", inputs.shape, np.float32)
        context.rng.random(dtype=np.float32, out=drawn)
        mask = buffers.lend("mask", inputs.shape, inputs.dtype)
        np.greater_equal(drawn, self.rate, out=mask)
        mask /= 1 - self.rate
        outputs = np.multiply(inputs, mask, out=buffers.lend("outputs", inputs.shape, inputs.dtype))

        def backward(
            d_outputs: Array, gradients: Arrays, need_d_inputs: bool = True
        ) -> Array | None:
            if not need_d_inputs:
                return None
            d_inputs = buffers.lend("d_inputs", inputs.shape, inputs.dtype)
            return np.multiply(d_outputs, mask, out=d_inputs)

        return outputs, backward


def _with_batch(shape: Shape) -> str:
    """A shape as messages show it, with the batch axis."""
    return f"({', '.join(['batch', *map(str, shape)])})"

"""A network: layers in a row, their shapes checked when it is built."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import prod
from typing import cast

import numpy as np
from numpy.typing import DTypeLike

from glassnet.errors import DtypeError, SettingError, ShapeError, format_error
from glassnet.nn.arrays import PREDICTING, Array, Backward, Context, Shape, zeros
from glassnet.nn.layers import Dense, Layer
from glassnet.nn.lit import LitImages, worth_listing
from glassnet.nn.parameters import Layout, Parameters


@dataclass(frozen=True)
class NetworkPass:
    """One forward pass, and the way back through all of its layers.

    `backwards[i]` is the way back through layer i, `outputs[i]` what that layer handed on.
    """

    network: Network
    outputs: tuple[Array, ...]
    backwards: tuple[Backward, ...]

    def backward(self, d_outputs: Array, gradients: Parameters) -> None:
        """Fill `gradients` with dL/d(parameters), given dL/d(outputs): the chain rule, last layer first."""
        self._check(d_outputs, gradients)
        names, first = self.network.layer_names, self.network.first_with_parameters
        for index in range(len(self.backwards) - 1, first - 1, -1):
            d_inputs = self.backwards[index](
                d_outputs, gradients.of_layer(names[index]), need_d_inputs=index > first
            )
            if d_inputs is not None:
                d_outputs = d_inputs

    def backward_to_inputs(self, d_outputs: Array, gradients: Parameters) -> Array:
        """As `backward`, and return dL/d(inputs): what each pixel contributes."""
        self._check(d_outputs, gradients)
        for backward, name in zip(
            reversed(self.backwards), reversed(self.network.layer_names), strict=True
        ):
            d_outputs = cast(Array, backward(d_outputs, gradients.of_layer(name)))
        return d_outputs

    def _check(self, d_outputs: Array, gradients: Parameters) -> None:
        self.network.expect_own(gradients)
        if d_outputs.shape != self.outputs[-1].shape:
            raise ShapeError(
                format_error(
                    "The way back",
                    f"d_outputs of the outputs' shape, {self.outputs[-1].shape}",
                    str(d_outputs.shape),
                    "Give it the gradient that the loss returned for these outputs.",
                )
            )
        if gradients.vector.dtype != self.outputs[-1].dtype:
            raise DtypeError(
                format_error(
                    "The way back",
                    f"gradients in the precision of the pass, {self.outputs[-1].dtype}",
                    str(gradients.vector.dtype),
                    "Make them with parameters.like().",
                )
            )


@dataclass(frozen=True)
class Network:
    """Layers applied one after the other to inputs of shape `(batch, *input_shape)`.

    Layers that have parameters are numbered from 1: "1.weights" is the documents' W^[1].
    """

    layers: tuple[Layer, ...]
    input_shape: Shape = (784,)

    def __post_init__(self) -> None:
        if not self.layers:
            raise SettingError(
                format_error("Network", "at least one layer", "none", "Add Dense(10).")
            )
        object.__setattr__(self, "layers", tuple(self.layers))
        object.__setattr__(self, "input_shape", tuple(self.input_shape))
        _ = self.shapes

    @cached_property
    def shapes(self) -> tuple[Shape, ...]:
        """The shape of one example before the first layer and after each one."""
        shapes = [self.input_shape]
        for number, layer in enumerate(self.layers, start=1):
            try:
                shapes.append(layer.output_shape(shapes[-1]))
            except ShapeError as error:
                raise ShapeError(f"Layer {number} of {len(self.layers)}: {error}") from None
        return tuple(shapes)

    @property
    def output_shape(self) -> Shape:
        """The shape of one example's outputs."""
        return self.shapes[-1]

    @cached_property
    def layer_names(self) -> tuple[str, ...]:
        """The number, as text, of each layer that has parameters; "" for the others."""
        names: list[str] = []
        for layer, shape in zip(self.layers, self.shapes, strict=False):
            learns = bool(layer.parameter_shapes(shape))
            names.append(str(1 + sum(map(bool, names))) if learns else "")
        return tuple(names)

    @cached_property
    def first_with_parameters(self) -> int:
        """The index of the first layer that learns: the way back ends there."""
        return next((i for i, name in enumerate(self.layer_names) if name), 0)

    def prefers_lists_of(self, images: Array, *, learning: bool) -> bool:
        """Whether lists of the lit pixels of such stored images, bytes, are its fastest inputs."""
        first = self.layers[0]
        return isinstance(first, Dense) and worth_listing(
            images, first.unit_count, learning=learning
        )

    @cached_property
    def draws(self) -> bool:
        """Whether a pass in training uses random numbers."""
        return any(getattr(layer, "draws", False) for layer in self.layers)

    @cached_property
    def layout(self) -> Layout:
        """Names and shapes of all parameters, in order."""
        return Layout(
            tuple(
                (f"{name}.{own_name}", parameter_shape)
                for layer, name, shape in zip(
                    self.layers, self.layer_names, self.shapes, strict=False
                )
                for own_name, parameter_shape in layer.parameter_shapes(shape).items()
            )
        )

    def initialize(self, rng: np.random.Generator, dtype: DTypeLike = np.float32) -> Parameters:
        """First values for all parameters, drawn layer by layer."""
        parameters = self.empty_parameters(dtype)
        for layer, name, shape in zip(self.layers, self.layer_names, self.shapes, strict=False):
            for own_name, values in layer.initialize(rng, shape).items():
                parameters[f"{name}.{own_name}"][...] = values
        return parameters

    def empty_parameters(self, dtype: DTypeLike = np.float32) -> Parameters:
        """Zeros in this network's layout, to be filled."""
        return Parameters(self.layout, zeros((self.layout.size,), dtype))

    def forward(
        self, parameters: Parameters, inputs: Array | LitImages, context: Context = PREDICTING
    ) -> NetworkPass:
        """Run `inputs` `(batch, *input_shape)` through all layers; `LitImages` where the first is dense.

        Raises `ShapeError` or `DtypeError` where inputs and parameters do not fit the network.
        """
        self._check(parameters, inputs)
        outputs, backwards, handed_on = [], [], cast(Array, inputs)
        for index, (layer, name) in enumerate(zip(self.layers, self.layer_names, strict=True)):
            handed_on, backward = layer.forward(
                parameters.of_layer(name), handed_on, context.within(str(index))
            )
            outputs.append(handed_on)
            backwards.append(backward)
        return NetworkPass(self, tuple(outputs), tuple(backwards))

    def predict(self, parameters: Parameters, inputs: Array, batch: int = 1024) -> Array:
        """Outputs `(count, *output_shape)`, computed `batch` rows at a time to bound the memory."""
        return np.concatenate(
            [
                self.forward(parameters, inputs[start : start + batch]).outputs[-1]
                for start in range(0, max(len(inputs), 1), batch)
            ]
        )

    def expect_own(self, parameters: Parameters) -> None:
        """Raise `ShapeError` unless these parameters, or gradients, have this network's layout."""
        if parameters.layout != self.layout:
            raise ShapeError(
                format_error(
                    "Network",
                    f"parameters in its own layout, {dict(self.layout.shapes)}",
                    str(dict(parameters.layout.shapes)),
                    "Make them with network.initialize() or parameters.like().",
                )
            )

    def _check(self, parameters: Parameters, inputs: Array | LitImages) -> None:
        self.expect_own(parameters)
        if inputs.shape[1:] != self.input_shape:
            hint = "Reshape the images to this shape."
            if inputs.shape == self.input_shape:
                hint = "One example is a batch of one: write inputs[np.newaxis]."
            elif prod(inputs.shape[1:]) == prod(self.input_shape):
                hint = f"Write inputs.reshape(len(inputs), *{self.input_shape})."
            wanted = ", ".join(["batch", *map(str, self.input_shape)])
            raise ShapeError(
                format_error("Network", f"inputs of shape ({wanted})", str(inputs.shape), hint)
            )
        if inputs.dtype != parameters.vector.dtype:
            raise DtypeError(
                format_error(
                    "Network",
                    f"inputs in the precision of its parameters, {parameters.vector.dtype}",
                    str(inputs.dtype),
                    f"Write inputs.astype('{parameters.vector.dtype}').",
                )
            )

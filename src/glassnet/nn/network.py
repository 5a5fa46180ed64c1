"""A network: layers one after the other, and the chain rule back through all of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from html import escape
from math import prod

import numpy as np
from numpy.typing import DTypeLike

from glassnet.errors import DtypeError, SettingError, ShapeError, format_error
from glassnet.nn.arrays import Array, Backward, Shape, format_shape
from glassnet.nn.layers import Layer
from glassnet.nn.parameters import Layout, Parameters, zeros

__all__ = ["Network", "NetworkPass"]


@dataclass(frozen=True)
class NetworkPass:
    """One forward pass and its backward pass.

    `outputs[i]` are the outputs of layer i, `backwards[i]` is the backward pass through it.
    """

    network: Network
    outputs: tuple[Array, ...]
    backwards: tuple[Backward, ...]

    def backward(self, d_outputs: Array, gradients: Parameters) -> Array:
        """Fill `gradients` with dL/d(parameters) and return dL/d(inputs), given dL/d(outputs).

        The chain rule, last layer first. Raises `ShapeError` or `DtypeError` where arrays do not fit.
        """
        self._check(d_outputs, gradients)
        names = self.network.layer_names
        for backward, name in zip(reversed(self.backwards), reversed(names), strict=True):
            d_outputs = backward(d_outputs, gradients.of_layer(name))
        return d_outputs

    def _check(self, d_outputs: Array, gradients: Parameters) -> None:
        self.network.expect_own(gradients)
        outputs = self.outputs[-1]
        if d_outputs.shape != outputs.shape:
            raise ShapeError(
                format_error(
                    "The backward pass",
                    f"d_outputs of the shape of the outputs, {outputs.shape}",
                    str(d_outputs.shape),
                    "Pass the gradient that the loss returned for these outputs.",
                )
            )
        if gradients.vector.dtype != outputs.dtype:
            raise DtypeError(
                format_error(
                    "The backward pass",
                    f"gradients of the dtype of the outputs, {outputs.dtype}",
                    str(gradients.vector.dtype),
                    "Make them with parameters.like().",
                )
            )


@dataclass(frozen=True)
class Network:
    """Layers applied one after the other to inputs of shape `(batch, *input_shape)`.

    Layers with parameters are numbered from 1: "1.weights" are the weights that formulas call W^[1].
    """

    layers: tuple[Layer, ...]
    input_shape: Shape

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
        """The shape of one example before the first layer and after each layer."""
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
        """For each layer its number as text, counting layers with parameters only; "" for the others."""
        names: list[str] = []
        for layer, shape in zip(self.layers, self.shapes, strict=False):
            has_parameters = bool(layer.parameter_shapes(shape))
            names.append(str(1 + sum(map(bool, names))) if has_parameters else "")
        return tuple(names)

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

    def _repr_html_(self) -> str:
        """For notebooks: a row for each layer."""
        rows = [("input", self.input_shape, 0)]
        for layer, before, after in zip(self.layers, self.shapes, self.shapes[1:], strict=False):
            count = sum(map(prod, layer.parameter_shapes(before).values()))
            rows.append((str(layer), after, count))
        cells = [
            f"<tr><td>{escape(name)}</td><td>{format_shape(shape)}</td><td>{count:,}</td></tr>"
            for name, shape, count in rows
        ]
        header = "<tr><th>layer</th><th>outputs</th><th>parameters</th></tr>"
        title = f"Network of {self.layout.size:,} parameters"
        return f"<table><caption>{title}</caption>{header}{''.join(cells)}</table>"

    def initialize(self, rng: np.random.Generator, dtype: DTypeLike = np.float32) -> Parameters:
        """First values of all parameters, drawn layer by layer."""
        parameters = self.empty_parameters(dtype)
        for layer, name, shape in zip(self.layers, self.layer_names, self.shapes, strict=False):
            for own_name, values in layer.initialize(rng, shape).items():
                parameters[f"{name}.{own_name}"][...] = values
        return parameters

    def empty_parameters(self, dtype: DTypeLike = np.float32) -> Parameters:
        """Zeros in this network's layout, to be filled."""
        return Parameters(self.layout, zeros(self.layout.size, dtype))

    def forward(
        self, parameters: Parameters, inputs: Array, rng: np.random.Generator | None = None
    ) -> NetworkPass:
        """Run `inputs` `(batch, *input_shape)` through all layers; `rng` is given only in training.

        Raises `ShapeError` or `DtypeError` where inputs and parameters do not fit the network.
        """
        self.check_inputs(parameters, inputs)
        outputs, backwards = [], []
        for layer, name in zip(self.layers, self.layer_names, strict=True):
            inputs, backward = layer.forward(parameters.of_layer(name), inputs, rng)
            outputs.append(inputs)
            backwards.append(backward)
        return NetworkPass(self, tuple(outputs), tuple(backwards))

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

    def check_inputs(self, parameters: Parameters, inputs: Array) -> None:
        """Raise `ShapeError` or `DtypeError` unless parameters and inputs `(batch, *input_shape)` fit."""
        self.expect_own(parameters)
        if inputs.shape[1:] != self.input_shape:
            hint = "Reshape the images to this shape."
            if inputs.shape == self.input_shape:
                hint = "One example is a batch of one: write inputs[np.newaxis]."
            elif prod(inputs.shape[1:]) == prod(self.input_shape):
                hint = f"Write inputs.reshape(len(inputs), *{self.input_shape})."
            expected = f"inputs of shape {format_shape(self.input_shape)}"
            raise ShapeError(format_error("Network", expected, str(inputs.shape), hint))
        if inputs.dtype != parameters.vector.dtype:
            raise DtypeError(
                format_error(
                    "Network",
                    f"inputs of the dtype of its parameters, {parameters.vector.dtype}",
                    str(inputs.dtype),
                    _remedy_for_dtype(inputs, parameters.vector.dtype),
                )
            )


def _remedy_for_dtype(inputs: Array, wanted: np.dtype[np.generic]) -> str:
    """How to convert inputs; gray levels are scaled, too, since 0 to 255 would saturate a network."""
    if inputs.dtype.kind in "iub":
        return f"Scale gray levels to 0..1: (inputs / 255).astype('{wanted}')."
    return f"Write inputs.astype('{wanted}')."

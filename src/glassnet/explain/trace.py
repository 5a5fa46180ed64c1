"""The traced pass: the inputs, sums, outputs and gradients of every layer for one image.

With Z a layer's sums and A its outputs (Z^[l] and A^[l] in the tutorials), each layer's trace has Z, A,
dL/dA, dL/dZ, dL/d(inputs), its parameters, and dL/d of each of them, in float64 and without dropout.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from glassnet.data.batches import scale
from glassnet.display import draw_bars, draw_image, join, make_table
from glassnet.errors import SettingError, did_you_mean, format_error
from glassnet.models import Model
from glassnet.models.reading import name_rejection
from glassnet.nn import Activate, Activation, Array, Identity, Layer, Loss, Network, Parameters
from glassnet.nn.arrays import Arrays, Backward
from glassnet.nn.deviations import correct_loss


@dataclass(frozen=True, eq=False)
class LayerTrace:
    """The values of one layer for one image, forward and backward; no array has a batch axis.

    `sums` and `d_sums` are those before the layer's own activation, where it has one: the sums are then
    `inputs @ weights + bias`, or a convolution's. `gradients` are named as `parameters` are.
    """

    name: str
    """Its number among the layers with parameters, "1", "2", ..., as in "1.weights"; "" for the others."""
    layer: Layer
    inputs: Array
    sums: Array
    outputs: Array
    d_outputs: Array
    d_sums: Array
    d_inputs: Array
    parameters: Arrays
    gradients: Arrays


@dataclass(frozen=True, eq=False)
class Trace:
    """One image's forward and backward pass through a model, for one label.

    `class_names` name the outputs, the one for rejected images included. `loss` is the value of the model's
    `loss_function` for this image alone, label smoothing included.
    """

    network: Network
    parameters: Parameters
    loss_function: Loss
    image: Array
    class_names: tuple[str, ...]
    label: int
    layers: tuple[LayerTrace, ...]
    probabilities: Array
    loss: float
    gradients: Parameters

    def _repr_html_(self) -> str:
        """For notebooks: the image, the probabilities, and the range of each layer's values."""
        rows = [
            (
                number,
                type(each.layer).__name__,
                *map(_format_range, (each.sums, each.outputs, each.d_sums)),
                *(_format_range(each.gradients[name]) for name in sorted(each.gradients)),
            )
            for number, each in enumerate(self.layers, start=1)
        ]
        header = ("", "layer", "sums", "outputs", "dL/d(sums)", "dL/d(bias)", "dL/d(weights)")
        label = self.class_names[self.label]
        shares = dict(zip(self.class_names, map(float, self.probabilities), strict=True))
        return join(
            draw_image(self.image, f"loss {self.loss:.4f} for {label}"),
            draw_bars("Probabilities", shares, label),
            make_table("Smallest and largest value of each layer", header, rows),
        )

    @property
    def outputs(self) -> Array:
        """The last layer's outputs, `(outputs,)`."""
        return self.layers[-1].outputs

    @property
    def prediction(self) -> int:
        """The index of the largest output."""
        return int(self.outputs.argmax())

    def loss_with(self, parameters: Parameters) -> float:
        """The loss of other parameters on this image."""
        inputs = self.layers[0].inputs[np.newaxis]
        outputs = self.network.forward(parameters, inputs).outputs[-1]
        return self.loss_function(outputs, np.array([self.label]))[0]


def trace(model: Model, image: Array, label: str | None = None) -> Trace:
    """Trace an image `(height, width)` uint8, 255 full ink, for a class; by default for the predicted one.

    Raises `SettingError` for a class that the model does not have, `ShapeError` for an image of another
    shape.
    """
    network = model.network
    parameters = Parameters(network.layout, model.parameters.vector.astype(np.float64))
    model.expect_images(image[np.newaxis])
    inputs = scale(image[np.newaxis], np.float64).reshape(1, *network.input_shape)
    outputs = network.forward(parameters, inputs).outputs[-1]
    names = model.class_names
    names = (*names, name_rejection(names)) if model.rejects else names
    number = int(outputs.argmax()) if label is None else _find_class(label, names)
    # A tutorial's printed cost may not be the one whose gradient it follows.
    loss = correct_loss(model.recipe.loss)
    value, d_outputs = loss(outputs, np.array([number]))
    gradients = parameters.like()
    return Trace(
        network=network,
        parameters=parameters,
        loss_function=loss,
        image=image,
        class_names=names,
        label=number,
        layers=_trace_layers(network, parameters, inputs, d_outputs, gradients),
        probabilities=loss.probabilities(outputs)[0],
        loss=value,
        gradients=gradients,
    )


def expect_index(what: str, index: tuple[int, ...], shape: tuple[int, ...]) -> None:
    """Raise `SettingError` unless `index` is one of an array of this shape."""
    if len(index) != len(shape) or not all(0 <= i < n for i, n in zip(index, shape, strict=True)):
        wanted = f"an index below {','.join(map(str, shape))}, counted from 0"
        got = ",".join(map(str, index))
        raise SettingError(format_error(what, wanted, got, "Choose another."))


def split_activation(layer: Any) -> tuple[Layer, Activation]:
    """The layer without its activation, and the activation; an `Activate` layer stays whole."""
    activation = getattr(layer, "activation", Identity())
    if isinstance(layer, Activate) or activation == Identity():
        return layer, Identity()
    return replace(layer, activation=Identity()), activation


def _format_range(values: Array) -> str:
    return f"{values.min():.3g} to {values.max():.3g}"


def _find_class(label: str, names: tuple[str, ...]) -> int:
    if label not in names:
        raise SettingError(f"Unknown class {label!r}. {did_you_mean(label, names)}")
    return names.index(label)


def _trace_layers(
    network: Network,
    parameters: Parameters,
    inputs: Array,
    d_outputs: Array,
    gradients: Parameters,
) -> tuple[LayerTrace, ...]:
    passes = []
    for layer, name in zip(network.layers, network.layer_names, strict=True):
        passes.append(_LayerPass.forward(layer, parameters.of_layer(name), inputs))
        inputs = passes[-1].outputs
    layers = []
    for each, name in zip(reversed(passes), reversed(network.layer_names), strict=True):
        own = gradients.of_layer(name)
        d_sums = each.activation.backward(each.sums, each.outputs, d_outputs)
        d_inputs = each.backward(d_sums, own)
        layers.append(
            LayerTrace(
                name=name,
                layer=each.layer,
                inputs=each.inputs[0],
                sums=each.sums[0],
                outputs=each.outputs[0],
                d_outputs=d_outputs[0],
                d_sums=d_sums[0],
                d_inputs=d_inputs[0],
                parameters=parameters.of_layer(name),
                gradients=own,
            )
        )
        d_outputs = d_inputs
    return tuple(reversed(layers))


@dataclass(frozen=True, eq=False)
class _LayerPass:
    """One layer's forward pass in two steps, sums and activation; `backward` is that of the sums."""

    layer: Layer
    inputs: Array
    sums: Array
    outputs: Array
    activation: Activation
    backward: Backward

    @staticmethod
    def forward(layer: Layer, parameters: Arrays, inputs: Array) -> _LayerPass:
        linear, activation = split_activation(layer)
        sums, backward = linear.forward(parameters, inputs)
        return _LayerPass(layer, inputs, sums, activation.forward(sums), activation, backward)

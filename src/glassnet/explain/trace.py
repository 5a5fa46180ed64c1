"""The traced pass: all that each layer read, summed, handed on, and was told on the way back.

With Z a layer's sums and A its outputs (the documents' Z^[l] and A^[l]), each layer's trace has Z, A, dL/dA,
dL/dZ, dL/d(inputs), its parameters, and dL/d of each of them; computed in float64, without dropout.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from glassnet.data.batches import scale
from glassnet.data.labeled_images import NO_DIGIT
from glassnet.errors import format_error
from glassnet.ink.rendering import GrayImage
from glassnet.models import Model
from glassnet.nn import Activate, Array, Identity, Layer, Loss, Network, Parameters, SettingError
from glassnet.nn.arrays import Arrays, Backward
from glassnet.nn.deviations import correct_loss


@dataclass(frozen=True)
class LayerTrace:
    """What one layer did with one image, and what came back to it; no array has a batch axis.

    `sums` and `d_sums` are those before the layer's own activation, where it has one: the sums are then
    `inputs @ weights + bias`, or a convolution's. `gradients` are named as `parameters` are.
    """

    name: str
    """Its number among the layers that learn, "1", "2", ..., as in "1.weights"; "" for the others."""
    layer: Layer
    inputs: Array
    sums: Array
    outputs: Array
    d_outputs: Array
    d_sums: Array
    d_inputs: Array
    parameters: Arrays
    gradients: Arrays


@dataclass(frozen=True)
class Trace:
    """One image's way through a model and back, for one label.

    `loss` is the value of the model's own `loss_function` for this image alone, smoothing of labels included.
    """

    network: Network
    parameters: Parameters
    loss_function: Loss
    image: GrayImage
    class_names: tuple[str, ...]
    label: int
    layers: tuple[LayerTrace, ...]
    probabilities: Array
    loss: float
    gradients: Parameters

    @property
    def outputs(self) -> Array:
        """The last layer's outputs, `(outputs,)`."""
        return self.layers[-1].outputs

    def loss_with(self, parameters: Parameters) -> float:
        """The loss that other parameters have on this image."""
        inputs = self.layers[0].inputs[np.newaxis]
        outputs = self.network.forward(parameters, inputs).outputs[-1]
        return self.loss_function(outputs, np.array([self.label]))[0]


def trace(model: Model, image: GrayImage, label: str | None = None) -> Trace:
    """Trace an image `(28, 28)`, 255 full ink, for a class; without one, for what the model reads.

    Raises `SettingError` for a class that the model does not know.
    """
    network = model.network
    parameters = Parameters(network.layout, model.parameters.vector.astype(np.float64))
    inputs = scale(image[np.newaxis], np.float64).reshape(1, *network.input_shape)
    outputs = network.forward(parameters, inputs).outputs[-1]
    names = (*model.class_names, NO_DIGIT)[: outputs.shape[1]]
    number = int(outputs.argmax()) if label is None else _index(label, names)
    # A tutorial's printed cost may not be what its gradient belongs to.
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
        layers=_there_and_back(network, parameters, inputs, d_outputs, gradients),
        probabilities=loss.probabilities(outputs)[0],
        loss=value,
        gradients=gradients,
    )


def expect_place(where: str, what: str, place: tuple[int, ...], shape: tuple[int, ...]) -> None:
    """Raise `SettingError` unless `place` is one of an array of this shape, counted from 0."""
    if len(place) != len(shape) or not all(0 <= i < n for i, n in zip(place, shape, strict=True)):
        wanted = f"{what} by {len(shape)} numbers, each from 0, below {shape}"
        raise SettingError(format_error(where, wanted, str(place), "Count from 0."))


def _index(label: str, names: tuple[str, ...]) -> int:
    if label not in names:
        raise SettingError(
            format_error(
                "A trace", f"one of the classes {', '.join(names)}", repr(label), "Name one."
            )
        )
    return names.index(label)


def _there_and_back(
    network: Network,
    parameters: Parameters,
    inputs: Array,
    d_outputs: Array,
    gradients: Parameters,
) -> tuple[LayerTrace, ...]:
    ways = []
    for layer, name in zip(network.layers, network.layer_names, strict=True):
        ways.append(_Way.through(layer, parameters.of_layer(name), inputs))
        inputs = ways[-1].outputs
    layers = []
    for way, name in zip(reversed(ways), reversed(network.layer_names), strict=True):
        own = gradients.of_layer(name)
        d_sums = way.through_activation(d_outputs, {})
        d_inputs = way.through_sums(d_sums, own)
        layers.append(
            LayerTrace(
                name=name,
                layer=way.layer,
                inputs=way.inputs[0],
                sums=way.sums[0],
                outputs=way.outputs[0],
                d_outputs=d_outputs[0],
                d_sums=d_sums[0],
                d_inputs=d_inputs[0],
                parameters=parameters.of_layer(name),
                gradients=own,
            )
        )
        d_outputs = d_inputs
    return tuple(reversed(layers))


@dataclass(frozen=True)
class _Way:
    """One layer in two steps, its sums and its activation; and the way back through each."""

    layer: Layer
    inputs: Array
    sums: Array
    outputs: Array
    through_sums: Backward
    through_activation: Backward

    @staticmethod
    def through(layer: Layer, parameters: Arrays, inputs: Array) -> _Way:
        bare, activation = taken_apart(layer)
        sums, through_sums = bare.forward(parameters, inputs)
        outputs, through_activation = activation.forward({}, sums.copy())
        return _Way(layer, inputs, sums, outputs, through_sums, through_activation)


def taken_apart(layer: Any) -> tuple[Layer, Layer]:
    """The layer without its activation, and the activation as a layer of its own."""
    activation = getattr(layer, "activation", Identity())
    if isinstance(layer, Activate) or activation == Identity():
        return layer, Activate(Identity())
    return replace(layer, activation=Identity()), Activate(activation)

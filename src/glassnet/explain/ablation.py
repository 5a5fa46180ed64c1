"""What each part of a network is worth: the accuracy without it.

Source: Meyes et al. 2019, "Ablation studies in artificial neural networks".
"""

from __future__ import annotations

import numpy as np

from glassnet import engine
from glassnet.data import LabeledImages
from glassnet.errors import SettingError, did_you_mean
from glassnet.explain.measurement import Measurement, count_correct, take_parameters
from glassnet.explain.quantization import names_of_weights
from glassnet.models import Model
from glassnet.nn import (
    Activate,
    Array,
    AveragePool2D,
    GlobalAveragePool,
    MaxPool2D,
    Network,
    Parameters,
)

IMAGES_AT_ONCE = 1000


def ablate_neurons(model: Model, data: LabeledImages, layer: str = "1") -> tuple[Measurement, ...]:
    """Measure a model without one neuron of a layer, for each neuron: its output is 0 for every image.

    `layer` is the layer's name, as in "1.weights". A filter of a convolution counts as one neuron: its
    whole map is 0, behind the activation and pooling layers that follow. `setting` is the neuron's index.
    Raises `SettingError` for a layer that does not exist, or the last one.
    """
    model.expect_images(data.images)
    head, tail, tail_parameters = _split(model, layer)
    correct = np.zeros(head.output_shape[-1], int)
    for start in range(0, len(data), IMAGES_AT_ONCE):
        rows = slice(start, start + IMAGES_AT_ONCE)
        head_parameters = Parameters(head.layout, model.parameters.vector[: head.layout.size])
        hidden = engine.outputs(head, head_parameters, data.images[rows])
        for neuron in range(len(correct)):
            outputs = engine.outputs(tail, tail_parameters, knock_out(hidden, (neuron,)))
            correct[neuron] += count_correct(model, outputs, data.labels[rows])
    return tuple(Measurement(i, int(each), len(data)) for i, each in enumerate(correct))


def knock_out(outputs: Array, neurons: tuple[int, ...]) -> Array:
    """A layer's outputs `(count, ..., neurons)` with those of some neurons at 0, in an array of their own."""
    without = outputs.copy()
    without[..., list(neurons)] = 0
    return without


def remove_biases(parameters: Parameters) -> Parameters:
    """The parameters with every bias at 0, in a vector of their own."""
    changed = parameters.copy()
    for name, values in changed.items():
        if name.endswith(".bias"):
            values[...] = 0
    return changed


def add_weight_noise(
    network: Network, parameters: Parameters, strength: float, rng: np.random.Generator
) -> Parameters:
    """Each weight w + strength * s * n, with s the standard deviation of its layer's weights, n ~ N(0, 1).

    Of dense layers and convolutions, drawn layer by layer; the rest stays. In a vector of their own.
    """
    changed = parameters.copy()
    for name in names_of_weights(network):
        weights = changed[name]
        deviation = weights.astype(np.float64).std()
        weights += (strength * deviation * rng.standard_normal(weights.shape)).astype(weights.dtype)
    return changed


def _split(model: Model, layer: str) -> tuple[Network, Network, Parameters]:
    """The network up to a layer, and the layers that follow."""
    network = model.network
    names = [name for name in network.layer_names if name][:-1]
    if layer not in names:
        raise SettingError(f"There is no hidden layer {layer!r}. {did_you_mean(layer, names)}")
    after = network.layer_names.index(layer) + 1
    keeping = Activate | MaxPool2D | AveragePool2D | GlobalAveragePool
    while isinstance(network.layers[after], keeping):
        after += 1
    head = Network(network.layers[:after], network.input_shape)
    tail = Network(network.layers[after:], network.shapes[after])
    return head, tail, take_parameters(tail, model.parameters, head.layout.size)

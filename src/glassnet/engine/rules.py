"""The rewrite rules of a plan: how each layer, or several together, can be run by compiled code.

A rule looks at a network from one layer on and returns a step and the number of layers that it
covers, or None. Rules ask for exact types: a subclass of a layer may compute something else, and
runs as written.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import cast

from glassnet.engine.activations import SMOOTH, can_fuse
from glassnet.engine.layer_table import encode_dense
from glassnet.engine.steps.activate import ActivateStep
from glassnet.engine.steps.as_written import AsWritten
from glassnet.engine.steps.convolution import ConvolutionStep
from glassnet.engine.steps.dense import DenseStep
from glassnet.engine.steps.narrow_mlp import NarrowMLPStep
from glassnet.engine.steps.normalization import LayerNormStep
from glassnet.engine.steps.pooled_convolution import PooledConvolutionStep, never_falls
from glassnet.engine.steps.pooling import PoolStep
from glassnet.engine.steps.sequence import Sequence
from glassnet.engine.steps.step import Step
from glassnet.nn.activations import Identity
from glassnet.nn.convolution import Conv2D
from glassnet.nn.layers import Activate, Dense, Flatten
from glassnet.nn.network import Network
from glassnet.nn.normalization import LayerNorm
from glassnet.nn.pooling import AveragePool2D, MaxPool2D

Rule = Callable[[Network, int], tuple[Step, int] | None]


def run_sparse_dense(network: Network, index: int) -> tuple[Step, int] | None:
    """A first dense layer reads nonzero pixels only."""
    skipped = count_flatten(network)
    layer = network.layers[index + skipped] if index == 0 else None
    if type(layer) is not Dense or not can_fuse(layer.activation):
        return None
    name, (units,) = network.layer_names[skipped], network.shapes[skipped + 1]
    return DenseStep(layer, name, units, reads_sparse=True), skipped + 1


def run_pooled_convolution(network: Network, index: int) -> tuple[Step, int] | None:
    """Pooled in cache, before bias and activation."""
    layers, name = network.layers[index : index + 3], network.layer_names[index]
    if [type(each) for each in layers[:2]] != [Conv2D, MaxPool2D]:
        return None
    convolution, pooling = cast(Conv2D, layers[0]), cast(MaxPool2D, layers[1])
    activation, covered = convolution.activation, 2
    if activation == Identity() and len(layers) == 3 and type(layers[2]) is Activate:
        activation, covered = layers[2].activation, 3
        if not can_fuse(activation):
            activation, covered = Identity(), 2
    elif not never_falls(activation):
        return None
    return PooledConvolutionStep(convolution, pooling, activation, name), covered


def run_separate_activation(network: Network, index: int) -> tuple[Step, int] | None:
    """The activation has no fused form: the layer runs without it, then the activation."""
    layer, name = network.layers[index], network.layer_names[index]
    units = network.shapes[index + 1][-1]
    step: Step
    if type(layer) is Dense and not can_fuse(layer.activation):
        activation = layer.activation
        step = DenseStep(replace(layer, activation=Identity()), name, units)
    elif type(layer) is Conv2D and not can_fuse(layer.activation):
        activation = layer.activation
        step = ConvolutionStep(replace(layer, activation=Identity()), name)
    else:
        return None
    return Sequence((step, _run_activation(Activate(activation)))), 1


def _run_activation(layer: Activate) -> Step:
    if can_fuse(layer.activation) or type(layer.activation) in SMOOTH:
        return ActivateStep(layer)
    return AsWritten(layer, "")


COMPILED_LAYERS = frozenset({Dense, Conv2D, MaxPool2D, AveragePool2D, LayerNorm, Activate})


def run_compiled_layer(network: Network, index: int) -> tuple[Step, int] | None:
    """The layer has a compiled step."""
    layer, name = network.layers[index], network.layer_names[index]
    if type(layer) not in COMPILED_LAYERS:
        return None
    match layer:
        case Dense():
            return DenseStep(layer, name, network.shapes[index + 1][0]), 1
        case Conv2D():
            return ConvolutionStep(layer, name), 1
        case MaxPool2D() | AveragePool2D():
            return PoolStep(layer), 1
        case LayerNorm():
            return LayerNormStep(layer, name), 1
        case Activate():
            return _run_activation(layer), 1
    return None


def run_narrow_mlp(network: Network, index: int) -> tuple[Step, int] | None:
    """A vector of similar images is computed at a time, in all layers."""
    table = encode_dense(network.layers, network.shapes, training=True)
    return None if table is None or index else (NarrowMLPStep(table), len(network.layers))


def run_as_written(network: Network, index: int) -> tuple[Step, int] | None:
    """No rule covers this layer."""
    return AsWritten(network.layers[index], network.layer_names[index]), 1


COMPILED_RULES: tuple[Rule, ...] = (
    run_pooled_convolution,
    run_separate_activation,
    run_compiled_layer,
)


def count_flatten(network: Network) -> int:
    """The number of `Flatten` layers at the start of a network."""
    return next((i for i, layer in enumerate(network.layers) if type(layer) is not Flatten), 0)

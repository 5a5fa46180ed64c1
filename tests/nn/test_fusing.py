from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest
from glassnet.nn.fusing import PooledConvolution, fused

from glassnet.nn import (
    Activate,
    Array,
    Context,
    Conv2D,
    Dense,
    Dropout,
    Flatten,
    GlassnetError,
    Identity,
    LeakyReLU,
    MaxPool2D,
    Network,
    ReLU,
    Sigmoid,
    Softmax,
    SoftmaxCrossEntropy,
)

HEAD = (Flatten(), Dense(3))
FUSED = {
    "pool behind": (Conv2D(4, 3), MaxPool2D(2)),
    "activation before": (Conv2D(4, 3, activation=ReLU()), MaxPool2D(2)),
    "activation behind": (Conv2D(4, 3, padding=1), MaxPool2D(3, 2), Activate(Sigmoid())),
    "activations on both sides": (
        Conv2D(4, 2, activation=LeakyReLU(0.2)), MaxPool2D(2, 1), Activate(ReLU()),
    ),
    "twice": (
        Conv2D(4, 3), MaxPool2D(2), Activate(ReLU()), Conv2D(5, 2, stride=1), MaxPool2D(2),
    ),
    "softmax behind": (Conv2D(4, 3), MaxPool2D(2), Activate(Softmax())),
}  # fmt: skip


@dataclass(frozen=True)
class Falling(Identity):
    """f(x) = -x: the largest sum has the smallest output."""

    def forward(self, sums: Array, bias: Array | None, out: Array) -> None:
        """Write -(sums + bias)."""
        super().forward(sums, bias, out)
        np.negative(out, out=out)


LEFT_ALONE = {
    "an activation of another kind": (Conv2D(4, 3, activation=Falling()), MaxPool2D(2)),
    "softmax before": (Conv2D(4, 3, activation=Softmax()), MaxPool2D(2)),
    "no pool": (Conv2D(4, 3), Activate(ReLU())),
    "pool without convolution": (MaxPool2D(2), Dropout(0.1)),
}


def network(layers: tuple) -> Network:
    return Network((*layers, *HEAD), (9, 8, 2))


@pytest.mark.parametrize("layers", FUSED.values(), ids=FUSED)
def test_a_fused_network_has_the_same_outputs_and_gradients(layers: tuple) -> None:
    plain = network(layers)
    rng = np.random.default_rng(0)
    parameters = plain.initialize(rng, np.float64)
    parameters.vector += rng.normal(0, 0.1, parameters.vector.size)
    images, labels = rng.normal(size=(7, 9, 8, 2)), np.arange(7) % 3
    results = []
    for each in (plain, fused(plain)):
        gradients = parameters.like()
        forward = each.forward(parameters, images)
        _, d_outputs = SoftmaxCrossEntropy()(forward.outputs[-1], labels)
        d_inputs = forward.backward_to_inputs(d_outputs, gradients)
        results.append((forward.outputs[-1], d_inputs, gradients.vector))

    assert any(isinstance(layer, PooledConvolution) for layer in fused(plain).layers)
    for one, other in zip(*results, strict=True):
        np.testing.assert_allclose(one, other, rtol=0, atol=1e-13)


@pytest.mark.parametrize("layers", FUSED.values(), ids=FUSED)
def test_outputs_alone_are_the_same(layers: tuple) -> None:
    plain = network(layers)
    rng = np.random.default_rng(0)
    parameters = plain.initialize(rng, np.float64)
    images = rng.normal(size=(7, 9, 8, 2))

    found = fused(plain).forward(parameters, images, Context(way_back=False)).outputs[-1]

    expected = plain.forward(parameters, images).outputs[-1]
    np.testing.assert_allclose(found, expected, rtol=0, atol=1e-13)


def test_a_pass_for_outputs_alone_has_no_way_back() -> None:
    pooled = fused(network(FUSED["pool behind"]))
    parameters = pooled.initialize(np.random.default_rng(0), np.float64)
    forward = pooled.forward(parameters, np.ones((1, 9, 8, 2)), Context(way_back=False))

    with pytest.raises(GlassnetError, match="a pass that was made with one"):
        forward.backward(np.ones((1, 3)), parameters.like())


@pytest.mark.parametrize("layers", FUSED.values(), ids=FUSED)
def test_it_has_the_same_parameters(layers: tuple) -> None:
    plain = network(layers)

    assert fused(plain).layout == plain.layout
    assert fused(plain).output_shape == plain.output_shape
    first, second = (each.initialize(np.random.default_rng(1)) for each in (plain, fused(plain)))
    assert (first.vector == second.vector).all()


@pytest.mark.parametrize("layers", LEFT_ALONE.values(), ids=LEFT_ALONE)
def test_other_layers_are_left_alone(layers: tuple) -> None:
    assert fused(network(layers)) == network(layers)

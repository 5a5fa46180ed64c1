"""One gradient check for every layer, activation and loss that the catalog has.

To add a layer or a loss, add its line below: a test fails while a name in the catalog has none.
Activations need no line. A key is the part's name, or that name and a variant: "conv2d" and "conv2d
with stride" both check conv2d.

Central differences mean nothing at a kink, so no case comes near one. `GradientCase.inputs` are evenly
spaced from -1 to 1 and shuffled: each is 0.01 or more away from zero and from the others, whatever
layer reads them first (`ReLU`, max-pooling). After weights, `AWAY_FROM_ZERO` does the same for sums.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from glassnet.nn import (
    activations,
    convolution,
    descent,
    deviations,
    layers,
    losses,
    normalization,
    pooling,
)
from glassnet.nn.activations import Activation
from glassnet.nn.arrays import Array, Shape
from glassnet.nn.catalog import PARTS
from glassnet.nn.gradient_check import Gradient, GradientCheck, check_implementations
from glassnet.nn.initializers import ScaledNormal, UniformRange
from glassnet.nn.layers import Dense, Layer
from glassnet.nn.losses import Loss
from glassnet.nn.network import Network

TOLERANCE = 1e-6


@dataclass(frozen=True)
class GradientCase:
    """A small network and a loss, whose gradients are compared with central differences."""

    kind: str
    name: str
    network: Network
    loss: Loss = field(default=losses.SoftmaxCrossEntropy())
    dropout_seed: int | None = None
    batch: int = 4

    def inputs(self, rng: np.random.Generator) -> Array:
        """Evenly spaced numbers from -1 to 1 in random order, `(batch, *input_shape)`."""
        shape = (self.batch, *self.network.input_shape)
        return rng.permutation(np.linspace(-1, 1, int(np.prod(shape)))).reshape(shape)

    @property
    def labels(self) -> Array:
        """Labels that cycle through the classes."""
        return np.arange(self.batch) % self.network.output_shape[0]

    def check(self, seed: int = 0, gradient: Gradient = descent.gradient) -> GradientCheck:
        """Check an implementation of the gradient at random parameters."""
        return self.check_each({"": gradient}, seed)[""]

    def check_each(
        self, implementations: Mapping[str, Gradient], seed: int = 0
    ) -> dict[str, GradientCheck]:
        """Check several implementations at the same random parameters."""
        rng = np.random.default_rng(seed)
        return check_implementations(
            self.network,
            self.loss,
            self.network.initialize(rng, np.float64),
            self.inputs(rng),
            self.labels,
            implementations,
            rng=rng,
            dropout_seed=self.dropout_seed,
        )


@dataclass(frozen=True)
class Alternating:
    """Biases that alternate in sign, with sizes between `low` and `high`."""

    low: float
    high: float

    def __call__(self, rng: np.random.Generator, shape: Shape, fan_in: int, fan_out: int) -> Array:
        """Draws sizes from U[low, high)."""
        signs = np.where(np.arange(shape[-1]) % 2, -1, 1)
        return signs * rng.uniform(self.low, self.high, shape)


INPUTS = 4
SMALL = UniformRange(-0.1, 0.1)
# With INPUTS inputs in -1..1 and SMALL weights: every sum is 0.1 or more away from zero, both ways.
AWAY_FROM_ZERO = Alternating(0.1 + INPUTS * 0.1, 1.0)


def kinked(units: int, activation: Activation) -> Dense:
    """A first dense layer whose sums stay clear of zero and have both signs."""
    return Dense(units, activation, weights=SMALL, bias=AWAY_FROM_ZERO)


def ending(*before: Layer, input_shape: Shape = (INPUTS,)) -> Network:
    """These layers, followed by three logits."""
    return Network((*before, Dense(3, bias=ScaledNormal(0.5))), input_shape)


IMAGE = (4, 5, 2)
SMOOTH = convolution.Conv2D(3, 3, activation=activations.Tanh(), bias=ScaledNormal(0.5))


def of_images(*layers_of_images: Layer) -> Network:
    """These layers on small images, followed by three logits."""
    return ending(*layers_of_images, layers.Flatten(), input_shape=IMAGE)


LAYERS: dict[str, Network] = {
    "dense": ending(Dense(5, activations.Tanh(), bias=ScaledNormal(0.5))),
    "activate": ending(layers.Activate(activations.ReLU())),
    "flatten": ending(layers.Flatten(), input_shape=(2, 3, 1)),
    "dropout": ending(kinked(6, activations.ReLU()), layers.Dropout(0.4)),
    "conv2d": of_images(SMOOTH),
    "conv2d with stride": of_images(replace(SMOOTH, kernel_size=(2, 3), stride=2)),
    "conv2d with padding same": of_images(replace(SMOOTH, stride=2, padding="same")),
    "conv2d with padding 2": of_images(replace(SMOOTH, padding=2)),
    "conv2d after conv2d": of_images(SMOOTH, replace(SMOOTH, kernel_size=2)),
    "max_pool2d": of_images(pooling.MaxPool2D()),
    "max_pool2d overlapping": of_images(pooling.MaxPool2D(3, 1)),
    "average_pool2d": of_images(pooling.AveragePool2D()),
    "average_pool2d overlapping": of_images(pooling.AveragePool2D(3, 1)),
    "global_average_pool": ending(pooling.GlobalAveragePool(), input_shape=IMAGE),
    "layer_norm": of_images(normalization.LayerNorm()),
    "layer_norm of features": ending(normalization.LayerNorm()),
}

ACTIVATIONS: dict[str, Activation] = {
    name: activation(**({"slope": 0.1} if name == "leaky_relu" else {}))
    for name, activation in activations.ACTIVATIONS.items()
}

# These take logits; the other losses take activations, and so are checked after each one.
LOSSES_ON_LOGITS: dict[str, Loss] = {
    "softmax_cross_entropy": losses.SoftmaxCrossEntropy(),
    "softmax_cross_entropy smoothed": losses.SoftmaxCrossEntropy(label_smoothing=0.1),
    "sigmoid_cross_entropy": losses.SigmoidCrossEntropy(),
    "unshifted_cross_entropy": deviations.UnshiftedCrossEntropy(),
    # Its cost "mean_over_entries" is no case: there the gradient is not that of the value.
    "batch_maximum_cross_entropy": deviations.BatchMaximumCrossEntropy(),
}

LOSSES_ON_ACTIVATIONS: dict[str, Loss] = {
    "squared_error": losses.SquaredError(),
    "mean_squared_error": losses.MeanSquaredError(),
}

# Whole networks, too large to check entry by entry.
NETWORKS: dict[str, Network] = {
    "784-16-16-10 tanh": Network(
        (Dense(16, activations.Tanh()), Dense(16, activations.Tanh()), Dense(10)), (784,)
    ),
    "784-64-10 sigmoid": Network(
        (layers.Flatten(), Dense(64, activations.Sigmoid()), Dense(10)), (28, 28)
    ),
}


def gradient_cases() -> Iterator[GradientCase]:
    """Every case, in the order of the tables above."""
    for name, network in LAYERS.items():
        yield GradientCase("layer", name, network, dropout_seed=7)
    for name, activation in ACTIVATIONS.items():
        yield GradientCase("activation", name, ending(kinked(6, activation)))
    for name, loss in LOSSES_ON_LOGITS.items():
        yield GradientCase(
            "loss", name, Network((kinked(3, activations.Identity()),), (INPUTS,)), loss
        )
    for name, loss in LOSSES_ON_ACTIVATIONS.items():
        for activation_name, activation in ACTIVATIONS.items():
            network = Network((kinked(3, activation),), (INPUTS,))
            yield GradientCase("loss", f"{name} of {activation_name}", network, loss)
    for name, network in NETWORKS.items():
        yield GradientCase("network", name, network)


def missing_cases() -> list[str]:
    """The layers, activations and losses of the catalog that no case checks, as "layer conv2d"."""
    checked = {(case.kind, case.name.split()[0]) for case in gradient_cases()}
    return [
        f"{kind} {name}"
        for kind in ("layer", "activation", "loss")
        for name in PARTS[kind]
        if (kind, name) not in checked
    ]


@dataclass(frozen=True)
class CheckResult:
    """The checks of one case, by implementation."""

    case: GradientCase
    checks: dict[str, GradientCheck]

    @property
    def worst(self) -> GradientCheck:
        """The check with the largest error; NaN is larger than any number."""
        return max(
            self.checks.values(),
            key=lambda check: np.nan_to_num(check.largest_relative_error, nan=np.inf),
        )

    @property
    def passed(self) -> bool:
        """Whether the error of every implementation is below the tolerance."""
        return self.worst.largest_relative_error < TOLERANCE


def check_all(
    implementations: Mapping[str, Gradient] | None = None, seed: int = 0
) -> Iterator[CheckResult]:
    """Check every case in each implementation; the reference alone unless others are given."""
    chosen = implementations or {"reference": descent.gradient}
    for case in gradient_cases():
        yield CheckResult(case, case.check_each(chosen, seed))

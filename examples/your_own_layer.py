"""Write a layer of your own, check its gradients, and train a network with it.

The layer is a ReLU that learns its slope for negative inputs, one slope for each feature (PReLU, He et al.
2015). A layer is any value with these four methods; it needs no base class and no registration.

python examples/your_own_layer.py
"""

from dataclasses import dataclass

import numpy as np

from glassnet.nn import (
    Adam,
    Dense,
    Network,
    SoftmaxCrossEntropy,
    check_gradients,
    gradient,
    outputs,
)

STEPS, RATE = 300, 0.02


@dataclass(frozen=True)
class LearnedSlope:
    """outputs = inputs where positive, slope * inputs elsewhere."""

    start: float = 0.25

    def output_shape(self, input_shape):
        """The shape of one example after the layer."""
        return input_shape

    def parameter_shapes(self, input_shape):
        """The name and shape of each array of parameters."""
        return {"slope": input_shape}

    def initialize(self, rng, input_shape):
        """The first values of the parameters."""
        return {"slope": np.full(input_shape, self.start)}

    def forward(self, parameters, inputs, rng=None):
        """Outputs and the backward pass."""
        slope, negative = parameters["slope"], inputs < 0

        def backward(d_outputs, gradients):
            gradients["slope"][...] = (d_outputs * inputs * negative).sum(axis=0)
            return d_outputs * np.where(negative, slope, 1)

        return np.where(negative, slope * inputs, inputs), backward


def draw_rings(rng, count):
    """Points of two rings, one around the other, and the ring of each."""
    labels = rng.integers(0, 2, count)
    angles, radii = rng.uniform(0, 2 * np.pi, count), 1 + labels + rng.normal(0, 0.15, count)
    return np.stack([radii * np.cos(angles), radii * np.sin(angles)], axis=1), labels


rng = np.random.default_rng(0)
network = Network((Dense(16), LearnedSlope(), Dense(2)), input_shape=(2,))
loss, optimizer = SoftmaxCrossEntropy(), Adam()
points, labels = draw_rings(rng, 500)
parameters = network.initialize(rng, np.float64)

check = check_gradients(network, loss, parameters, points[:20], labels[:20], rng=rng)
print(f"gradient check: largest relative error {check.largest_relative_error:.1e}")

gradients, state = parameters.like(), optimizer.initialize(parameters)
for _ in range(STEPS):
    gradient(network, loss, parameters, points, labels, gradients)
    optimizer.update(parameters, gradients, state, RATE)

test_points, test_labels = draw_rings(rng, 1000)
predictions = outputs(network, parameters, test_points).argmax(axis=1)
print(f"test accuracy {(predictions == test_labels).mean():.1%}")
print("learned slopes:", parameters["2.slope"].round(2).tolist())

"""The numbers by which compiled code knows activations and losses."""

from __future__ import annotations

# LINEAR is x above 0 and slope * x below, so slope 1 is the identity and slope 0 is ReLU.
LINEAR, SIGMOID, TANH = 0, 1, 2

SQUARED, MEAN_SQUARED, SOFTMAX_CROSS_ENTROPY, SIGMOID_CROSS_ENTROPY = 0, 1, 2, 3

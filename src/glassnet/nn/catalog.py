"""The public parts by name.

Recipes in TOML and model files in JSON use these names. Nothing else is ever built from a file.
"""

from __future__ import annotations

from typing import Any

from glassnet.nn import (
    activations,
    averaging,
    convolution,
    deviations,
    initializers,
    layers,
    losses,
    normalization,
    optimizers,
    pooling,
    regularization,
    schedules,
)

PARTS: dict[str, dict[str, type]] = {
    "activation": activations.ACTIVATIONS,
    "initializer": initializers.INITIALIZERS,
    "layer": layers.LAYERS | convolution.LAYERS | pooling.LAYERS | normalization.LAYERS,
    "loss": losses.LOSSES | deviations.LOSSES,
    "optimizer": optimizers.OPTIMIZERS,
    "schedule": schedules.SCHEDULES,
    "gradient_rule": regularization.GRADIENT_RULES | deviations.GRADIENT_RULES,
    "averaging": averaging.AVERAGES,
}

SYNONYMS = {"sgd": "gradient_descent", "cross_entropy": "softmax_cross_entropy"}
"""Names that other libraries use, and ours."""

NAMES = {part: name for kind in PARTS.values() for name, part in kind.items()}

# The kind of part that belongs into a field of this type.
KINDS: dict[Any, str] = {
    activations.Activation: "activation",
    initializers.Initializer: "initializer",
    layers.Layer: "layer",
    losses.Loss: "loss",
    optimizers.Optimizer: "optimizer",
    schedules.Schedule: "schedule",
    regularization.GradientRule: "gradient_rule",
    averaging.Averaging: "averaging",
}

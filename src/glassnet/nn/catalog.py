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
    "activation": {
        "identity": activations.Identity,
        "relu": activations.ReLU,
        "leaky_relu": activations.LeakyReLU,
        "sigmoid": activations.Sigmoid,
        "tanh": activations.Tanh,
        "softmax": activations.Softmax,
    },
    "initializer": {
        "zeros": initializers.Zeros,
        "he": initializers.He,
        "glorot": initializers.Glorot,
        "lecun": initializers.LeCun,
        "scaled_normal": initializers.ScaledNormal,
        "uniform_range": initializers.UniformRange,
    },
    "layer": {
        "dense": layers.Dense,
        "activate": layers.Activate,
        "flatten": layers.Flatten,
        "dropout": layers.Dropout,
        "conv2d": convolution.Conv2D,
        "max_pool2d": pooling.MaxPool2D,
        "average_pool2d": pooling.AveragePool2D,
        "global_average_pool": pooling.GlobalAveragePool,
        "layer_norm": normalization.LayerNorm,
    },
    "loss": {
        "softmax_cross_entropy": losses.SoftmaxCrossEntropy,
        "sigmoid_cross_entropy": losses.SigmoidCrossEntropy,
        "squared_error": losses.SquaredError,
        "mean_squared_error": losses.MeanSquaredError,
        "unshifted_cross_entropy": deviations.UnshiftedCrossEntropy,
        "batch_maximum_cross_entropy": deviations.BatchMaximumCrossEntropy,
    },
    "optimizer": {
        "gradient_descent": optimizers.GradientDescent,
        "momentum": optimizers.Momentum,
        "nesterov": optimizers.Nesterov,
        "rmsprop": optimizers.RMSProp,
        "adam": optimizers.Adam,
        "adamw": optimizers.AdamW,
    },
    "schedule": {
        "constant": schedules.Constant,
        "switch": schedules.Switch,
        "last_epochs": schedules.LastEpochs,
        "step": schedules.Step,
        "exponential": schedules.Exponential,
        "cosine": schedules.Cosine,
        "linear_warm_up": schedules.LinearWarmUp,
        "one_cycle": schedules.OneCycle,
    },
    "gradient_rule": {
        "weight_decay": regularization.WeightDecay,
        "clip_norm": regularization.ClipNorm,
        "clip_value": regularization.ClipValue,
        "summed_bias_gradient": deviations.SummedBiasGradient,
    },
    "averaging": {
        "exponential_average": averaging.ExponentialAverage,
        "tail_average": averaging.TailAverage,
    },
}

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

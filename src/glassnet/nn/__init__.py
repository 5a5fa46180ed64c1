"""The network, from scratch, in plain NumPy: the reference implementation of everything else.

A network is a function of its inputs and of many numbers, its parameters. It maps a batch of examples,
one in each row, through its layers to outputs: the forward pass. A loss says with one number how far
the outputs are from the labels, which are the right answers. The derivative of the loss by every
parameter is the gradient; the backward pass computes it by the chain rule, from the last layer to the
first. To train is to repeat one step: forward pass, loss, backward pass, and an update that moves each
parameter a little against its derivative. An epoch is one pass over all examples. The learning rate is
the size of the updates.

Read the files in this order; each one imports only from those before it:

`arrays`, `initializers`, `activations`, `layers`, `parameters`, `network`, `losses`, `optimizers`,
`regularization`, `descent` (one training step, complete), `gradient_check`, `schedules`, `averaging`,
`convolution`, `pooling`, `normalization`, `deviations` (of published tutorials), `catalog`, `plain`,
`gradient_cases`.

The package `glassnet.engine` runs the same functions fast.
"""

from glassnet.errors import DtypeError, GlassnetError, SettingError, ShapeError
from glassnet.nn.activations import (
    ELU,
    GELU,
    Activation,
    Identity,
    LeakyReLU,
    ReLU,
    Sigmoid,
    SiLU,
    Softmax,
    Softplus,
    Tanh,
    log_softmax,
    softmax,
)
from glassnet.nn.arrays import Array, Arrays, Backward, ForwardPass, Shape
from glassnet.nn.averaging import Averaging, ExponentialAverage, TailAverage, move_average
from glassnet.nn.convolution import Conv2D
from glassnet.nn.descent import descend, gradient, outputs, update
from glassnet.nn.deviations import (
    BatchMaximumCrossEntropy,
    SummedBiasGradient,
    UnshiftedCrossEntropy,
    descend_during_backward,
)
from glassnet.nn.gradient_check import GradientCheck, check_gradients
from glassnet.nn.initializers import (
    Glorot,
    He,
    Initializer,
    LeCun,
    ScaledNormal,
    UniformRange,
    Zeros,
)
from glassnet.nn.layers import Activate, Dense, Dropout, Flatten, Layer, WithoutParameters
from glassnet.nn.losses import (
    Loss,
    MeanSquaredError,
    SigmoidCrossEntropy,
    SoftmaxCrossEntropy,
    SquaredError,
    count_correct,
)
from glassnet.nn.network import Network, NetworkPass
from glassnet.nn.normalization import LayerNorm
from glassnet.nn.optimizers import (
    Adam,
    AdamW,
    GradientDescent,
    Momentum,
    Nesterov,
    Optimizer,
    RMSProp,
    State,
)
from glassnet.nn.parameters import Layout, Parameters
from glassnet.nn.plain import from_plain, to_plain
from glassnet.nn.pooling import AveragePool2D, GlobalAveragePool, MaxPool2D
from glassnet.nn.regularization import (
    ClipNorm,
    ClipValue,
    GradientRule,
    L1Penalty,
    WeightDecay,
)
from glassnet.nn.schedules import (
    Clock,
    Constant,
    Cosine,
    Exponential,
    LastEpochs,
    LinearWarmUp,
    OneCycle,
    Piecewise,
    Schedule,
    Step,
    Switch,
)

__all__ = [
    "ELU",
    "GELU",
    "Activate",
    "Activation",
    "Adam",
    "AdamW",
    "Array",
    "Arrays",
    "AveragePool2D",
    "Averaging",
    "Backward",
    "BatchMaximumCrossEntropy",
    "ClipNorm",
    "ClipValue",
    "Clock",
    "Constant",
    "Conv2D",
    "Cosine",
    "Dense",
    "Dropout",
    "DtypeError",
    "Exponential",
    "ExponentialAverage",
    "Flatten",
    "ForwardPass",
    "GlassnetError",
    "GlobalAveragePool",
    "Glorot",
    "GradientCheck",
    "GradientDescent",
    "GradientRule",
    "He",
    "Identity",
    "Initializer",
    "L1Penalty",
    "LastEpochs",
    "Layer",
    "LayerNorm",
    "Layout",
    "LeCun",
    "LeakyReLU",
    "LinearWarmUp",
    "Loss",
    "MaxPool2D",
    "MeanSquaredError",
    "Momentum",
    "Nesterov",
    "Network",
    "NetworkPass",
    "OneCycle",
    "Optimizer",
    "Parameters",
    "Piecewise",
    "RMSProp",
    "ReLU",
    "ScaledNormal",
    "Schedule",
    "SettingError",
    "Shape",
    "ShapeError",
    "SiLU",
    "Sigmoid",
    "SigmoidCrossEntropy",
    "Softmax",
    "SoftmaxCrossEntropy",
    "Softplus",
    "SquaredError",
    "State",
    "Step",
    "SummedBiasGradient",
    "Switch",
    "TailAverage",
    "Tanh",
    "UniformRange",
    "UnshiftedCrossEntropy",
    "WeightDecay",
    "WithoutParameters",
    "Zeros",
    "check_gradients",
    "count_correct",
    "descend",
    "descend_during_backward",
    "from_plain",
    "gradient",
    "log_softmax",
    "move_average",
    "outputs",
    "softmax",
    "to_plain",
    "update",
]  # fmt: skip

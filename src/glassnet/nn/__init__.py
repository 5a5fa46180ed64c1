"""The network, from scratch. Read the files in this order, and you have read a book:

`arrays`, `errors`, `initializers`, `activations`, `layers`, `parameters`, `network`, `losses`,
`gradient_check`, `optimizers`, `schedules`, `regularizers`, `averaging`, `convolution`, `pooling`,
`normalization`, `catalogue`, `gradient_cases`. The hot loops that they call have their plain NumPy form
in `kernels`. What makes it fast comes after the book: `processors`, `lit_groups`, `lit`, `fusing`,
`dense_stack`, `blocks`, `prediction`.
"""

from glassnet.errors import DtypeError, GlassnetError, SettingError, ShapeError
from glassnet.nn.activations import (
    Activation,
    Identity,
    LeakyReLU,
    ReLU,
    Sigmoid,
    Softmax,
    Tanh,
    softmax,
)
from glassnet.nn.arrays import FRESH, PREDICTING, Array, Arrays, Buffers, Context, Shape
from glassnet.nn.averaging import Averaging, ExponentialAverage, TailAverage
from glassnet.nn.convolution import Conv2D
from glassnet.nn.deviations import (
    BatchMaximumCrossEntropy,
    SummedBiasGradient,
    UnshiftedCrossEntropy,
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
from glassnet.nn.layers import Activate, Dense, Dropout, Flatten, Layer
from glassnet.nn.losses import (
    Loss,
    MeanSquaredError,
    SigmoidCrossEntropy,
    SoftmaxCrossEntropy,
    SquaredError,
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
)
from glassnet.nn.parameters import Layout, Parameters
from glassnet.nn.plain import from_plain, to_plain
from glassnet.nn.pooling import AveragePool2D, GlobalAveragePool, MaxPool2D
from glassnet.nn.regularization import ClipNorm, ClipValue, GradientRule, WeightDecay
from glassnet.nn.schedules import (
    Clock,
    Constant,
    Cosine,
    Exponential,
    LastEpochs,
    LinearWarmUp,
    OneCycle,
    Schedule,
    Step,
    Switch,
)

__all__ = [
    "FRESH",
    "PREDICTING",
    "Activate",
    "Activation",
    "Adam",
    "AdamW",
    "Array",
    "Arrays",
    "AveragePool2D",
    "Averaging",
    "BatchMaximumCrossEntropy",
    "Buffers",
    "ClipNorm",
    "ClipValue",
    "Clock",
    "Constant",
    "Context",
    "Conv2D",
    "Cosine",
    "Dense",
    "Dropout",
    "DtypeError",
    "Exponential",
    "ExponentialAverage",
    "Flatten",
    "GlassnetError",
    "GlobalAveragePool",
    "Glorot",
    "GradientCheck",
    "GradientDescent",
    "GradientRule",
    "He",
    "Identity",
    "Initializer",
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
    "RMSProp",
    "ReLU",
    "ScaledNormal",
    "Schedule",
    "SettingError",
    "Shape",
    "ShapeError",
    "Sigmoid",
    "SigmoidCrossEntropy",
    "Softmax",
    "SoftmaxCrossEntropy",
    "SquaredError",
    "Step",
    "SummedBiasGradient",
    "Switch",
    "TailAverage",
    "Tanh",
    "UniformRange",
    "UnshiftedCrossEntropy",
    "WeightDecay",
    "Zeros",
    "check_gradients",
    "from_plain",
    "softmax",
    "to_plain",
]  # fmt: skip

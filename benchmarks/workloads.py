"""What is timed: the same workloads for every side, each with the condition that its result must meet.

The letters are used throughout. A side is Glassnet or one of its peers; each brings its own code for a
workload, and all are given the same pictures, first weights, order and batches.
"""

from __future__ import annotations

from dataclasses import dataclass

from glassnet.nn import (
    Activate,
    Adam,
    Constant,
    Conv2D,
    Dense,
    Flatten,
    GradientDescent,
    He,
    LeCun,
    MaxPool2D,
    OneCycle,
    ReLU,
    ScaledNormal,
    Sigmoid,
    SoftmaxCrossEntropy,
    SquaredError,
    Tanh,
    UniformRange,
)
from glassnet.recipes import Recipe

UNIFORM, NORMAL = UniformRange(-0.5, 0.5), ScaledNormal(0.1)

SMALL_CNN = (
    Conv2D(24, 5),
    MaxPool2D(2),
    Activate(ReLU()),
    Conv2D(32, 3),
    MaxPool2D(2),
    Activate(ReLU()),
    Flatten(),
    Dense(256, ReLU(), He()),
    Dense(10),
)

TRAININGS = {
    "A": Recipe(
        name="784-10-10 ReLU, full batch of 41,000, 500 iterations",
        layers=(Dense(10, ReLU(), UNIFORM, UNIFORM), Dense(10, weights=UNIFORM, bias=UNIFORM)),
        input_shape=(784,),
        optimizer=GradientDescent(), schedule=Constant(0.1),
        epochs=500, batch_size="full", order="file", validation=0,
    ),
    "B": Recipe(
        name="784-16-16-10 sigmoid, one example at a time, an epoch of 60,000",
        layers=tuple(Dense(units, Sigmoid(), LeCun()) for units in (16, 16, 10)),
        input_shape=(784,),
        loss=SquaredError(), optimizer=GradientDescent(), schedule=Constant(0.1),
        epochs=1, batch_size=1, order="file", validation=0,
    ),
    "C": Recipe(
        name="784-16-16-10 tanh, full batch of 60,000, 100 iterations",
        layers=(Dense(16, Tanh(), NORMAL), Dense(16, Tanh(), NORMAL), Dense(10, weights=NORMAL)),
        input_shape=(784,),
        optimizer=GradientDescent(), schedule=Constant(0.5),
        epochs=100, batch_size="full", order="file", validation=0,
    ),
    "D": Recipe(
        name="784-128-10 ReLU, batch 128, Adam, 5 epochs",
        layers=(Dense(128, ReLU(), He()), Dense(10)),
        input_shape=(784,),
        optimizer=Adam(), schedule=Constant(0.001), epochs=5, batch_size=128, validation=0,
    ),
    "E": Recipe(
        name="784-800-10 ReLU, batch 128, Adam, 3 epochs",
        layers=(Dense(800, ReLU(), He()), Dense(10)),
        input_shape=(784,),
        optimizer=Adam(), schedule=Constant(0.001), epochs=3, batch_size=128, validation=0,
    ),
    "F": Recipe(
        name="small CNN, batch 128, Adam, 1 epoch",
        layers=SMALL_CNN, input_shape=(28, 28, 1),
        optimizer=Adam(), schedule=Constant(0.001), epochs=1, batch_size=128, validation=0,
    ),
}  # fmt: skip

EXAMPLES = {"A": 41_000}
"""How many training images a workload uses where it is not all 60,000."""

QUICK = {
    "A": {"epochs": 50},
    "C": {"epochs": 20},
    "D": {"epochs": 1},
    "E": {"epochs": 1},
}
"""What `--quick` changes; times are scaled to the full workload."""

RACE = Recipe(
    name="smaller CNN to 99.0 %",
    layers=(
        Conv2D(16, 5, stride=2),
        Activate(ReLU()),
        Conv2D(24, 3),
        MaxPool2D(2),
        Activate(ReLU()),
        Flatten(),
        Dense(128, ReLU(), He()),
        Dense(10),
    ),
    input_shape=(28, 28, 1),
    optimizer=Adam(beta1=0.7, beta2=0.95), schedule=OneCycle(0.012),
    loss=SoftmaxCrossEntropy(label_smoothing=0.1),
    epochs=1, batch_size=128, validation=0,
)  # fmt: skip
"""Small enough to be quick; chosen by what it reads of 10,000 training images that were held out."""


@dataclass(frozen=True)
class Workload:
    """A row or some rows of the table: what is timed, against whom, and what is aimed at.

    `goal` and `must` are least ratios to the best fair peer, as text.
    """

    letter: str
    title: str
    peers: tuple[str, ...]
    must: str = ""
    goal: str = ""


DENSE_PEERS = ("pytorch", "pytorch manual", "pytorch compiled", "scikit-learn")
CNN_PEERS = ("pytorch", "pytorch channels_last", "pytorch compiled")
READERS = ("pytorch", "onnxruntime")
TITLES = {letter: recipe.name for letter, recipe in TRAININGS.items()}

WORKLOADS = {
    each.letter: each
    for each in (
        Workload("A", TITLES["A"], (*DENSE_PEERS, "textbook"), "1.5; textbook 10", "3; 20"),
        Workload("B", TITLES["B"], ("pytorch", "textbook"), "pytorch 50; textbook 20", "100"),
        Workload("C", TITLES["C"], (*DENSE_PEERS, "textbook"), "1.2", "2"),
        Workload("D", TITLES["D"], DENSE_PEERS, "1.5", "2.5"),
        Workload("E", TITLES["E"], DENSE_PEERS, "1.3", "2"),
        Workload("F", TITLES["F"], CNN_PEERS, "0.8", "1.3"),
        Workload("G1", "one image, in process", READERS, "pytorch 10; ONNX 1.5", "ONNX 3"),
        Workload("G2", "10,000 images", READERS, "1", "1.5"),
        Workload("H", "augmentation of 60,000 images", (), "1.2 s", "0.3 s"),
        Workload("I", "cold start to 97 % of the test set", (), "3 s", "1.5 s"),
        Workload("race", "99.0 % of the test set, mean of ten seeds", (), "10 s", "3 s"),
    )
}

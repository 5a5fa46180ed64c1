"""What is timed: the same workloads for every side, and what each is required to reach.

A side is Glassnet or one of its peers. Each has its own code for a workload, and all are given the same
images, first weights, order and batches.
"""

from __future__ import annotations

from dataclasses import dataclass

from benchmarks.requirements import FASTEST, Ratio, Requirement, Seconds
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
    "dense-10-full-batch": Recipe(
        name="784-10-10 ReLU, full batch of 41,000, 500 iterations",
        layers=(Dense(10, ReLU(), UNIFORM, UNIFORM), Dense(10, weights=UNIFORM, bias=UNIFORM)),
        input_shape=(784,),
        optimizer=GradientDescent(), schedule=Constant(0.1),
        epochs=500, batch_size="full", order="file", validation=0,
    ),
    "mlp-16-16-online": Recipe(
        name="784-16-16-10 sigmoid, one example at a time, an epoch of 60,000",
        layers=tuple(Dense(units, Sigmoid(), LeCun()) for units in (16, 16, 10)),
        input_shape=(784,),
        loss=SquaredError(), optimizer=GradientDescent(), schedule=Constant(0.1),
        epochs=1, batch_size=1, order="file", validation=0,
    ),
    "mlp-16-16-full-batch": Recipe(
        name="784-16-16-10 tanh, full batch of 60,000, 100 iterations",
        layers=(Dense(16, Tanh(), NORMAL), Dense(16, Tanh(), NORMAL), Dense(10, weights=NORMAL)),
        input_shape=(784,),
        optimizer=GradientDescent(), schedule=Constant(0.5),
        epochs=100, batch_size="full", order="file", validation=0,
    ),
    "dense-128": Recipe(
        name="784-128-10 ReLU, batch 128, Adam, 5 epochs",
        layers=(Dense(128, ReLU(), He()), Dense(10)),
        input_shape=(784,),
        optimizer=Adam(), schedule=Constant(0.001), epochs=5, batch_size=128, validation=0,
    ),
    "dense-800": Recipe(
        name="784-800-10 ReLU, batch 128, Adam, 3 epochs",
        layers=(Dense(800, ReLU(), He()), Dense(10)),
        input_shape=(784,),
        optimizer=Adam(), schedule=Constant(0.001), epochs=3, batch_size=128, validation=0,
    ),
    "cnn": Recipe(
        name="small CNN, batch 128, Adam, 1 epoch",
        layers=SMALL_CNN, input_shape=(28, 28, 1),
        optimizer=Adam(), schedule=Constant(0.001), epochs=1, batch_size=128, validation=0,
    ),
}  # fmt: skip

EXAMPLES = {"dense-10-full-batch": 41_000}
"""How many training images a workload uses where it is not all 60,000."""

QUICK = {
    "dense-10-full-batch": {"epochs": 50},
    "mlp-16-16-full-batch": {"epochs": 20},
    "dense-128": {"epochs": 1},
    "dense-800": {"epochs": 1},
}
"""What `--quick` changes; times are scaled to the full workload."""

ONE_IMAGE_NETWORKS = ("mlp-16-16-online", "dense-128", "cnn")
"""The networks of `predict-one`."""

MANY_IMAGES_NETWORKS = ("dense-128", "dense-800", "cnn")
"""The networks of `predict-many`."""

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
"""A small network, chosen by its accuracy on 10,000 training images that were held out."""


@dataclass(frozen=True)
class Workload:
    """A row of the table, or one for each network: what is timed, with which peers, what is required."""

    slug: str
    title: str
    peers: tuple[str, ...]
    requirements: tuple[Requirement, ...]


DENSE_PEERS = ("jax", "pytorch", "pytorch manual", "pytorch compiled", "scikit-learn")
CNN_PEERS = ("pytorch", "pytorch channels_last", "pytorch compiled")
PREDICTION_PEERS = ("pytorch", "onnxruntime")


def _training(slug: str, peers: tuple[str, ...], *requirements: Requirement) -> Workload:
    return Workload(slug, TRAININGS[slug].name, peers, requirements)


WORKLOADS = {
    each.slug: each
    for each in (
        _training(
            "dense-10-full-batch", (*DENSE_PEERS, "textbook"),
            Ratio(FASTEST, required=1.5, target=3), Ratio("textbook", required=10, target=20),
        ),
        _training(
            "mlp-16-16-online", ("pytorch", "textbook"),
            Ratio("pytorch", required=50, target=100), Ratio("textbook", required=20),
        ),
        _training(
            "mlp-16-16-full-batch", (*DENSE_PEERS, "textbook"),
            Ratio(FASTEST, required=1.2, target=2),
        ),
        _training(
            "dense-128", DENSE_PEERS,
            Ratio(FASTEST, required=1.5, target=2.5), Ratio("jax", required=1.3, target=2),
        ),
        _training(
            "dense-800", DENSE_PEERS,
            Ratio(FASTEST, required=1.3, target=2), Ratio("jax", required=1.3, target=2),
        ),
        _training("cnn", CNN_PEERS, Ratio(FASTEST, required=0.8, target=1.3)),
        Workload(
            "predict-one", "one image, in process", PREDICTION_PEERS,
            (Ratio("pytorch", required=10), Ratio("onnxruntime", required=1.5, target=3)),
        ),
        Workload(
            "predict-many", "10,000 images", PREDICTION_PEERS,
            (Ratio(FASTEST, required=1, target=1.5),),
        ),
        Workload("augment", "60,000 images", (), (Seconds(required=1.2, target=0.3),)),
        Workload("cold-start", "97 % of the test set", (), (Seconds(required=3, target=1.5),)),
        Workload(
            "race", "99.0 % of the test set, mean of ten seeds", (),
            (Seconds(required=10, target=3),),
        ),
    )
}  # fmt: skip

"""The recipes of the models that ship with the package, for digits of 28x28 pixels.

The larger ones train on MNIST and simulated ink together, augmented anew each epoch, because MNIST holds the
handwriting of one country only; letters, shapes and scribbles teach them what is no digit. What each part
contributes is in docs/models.md.
"""

from __future__ import annotations

from typing import Final

from glassnet.data.augmentation import Augmentation
from glassnet.nn import (
    Activate,
    AdamW,
    Conv2D,
    Cosine,
    Dense,
    Dropout,
    ExponentialAverage,
    Flatten,
    He,
    LastEpochs,
    LinearWarmUp,
    MaxPool2D,
    OneCycle,
    ReLU,
    SoftmaxCrossEntropy,
)
from glassnet.recipes.recipe import Recipe

TINY: Final = Recipe(
    name="tiny",
    description="784-16-16-10: the smallest model, for pictures and lessons",
    layers=(Dense(16, ReLU(), He()), Dense(16, ReLU(), He()), Dense(10)),
    input_shape=(784,),
    optimizer=AdamW(weight_decay=0.05),
    schedule=OneCycle(0.005),
    epochs=80,
    # Half of what larger networks can take.
    augmentation=Augmentation(
        rotation=5, lean=0.1, size=0.06, stretch=0.06, shift=0.6, elastic=0.6, pen_width=0.2, gaps=0
    ),
    averaging=ExponentialAverage(0.999),
)

MLP: Final = Recipe(
    name="mlp",
    description="784-512-256-11 on MNIST and simulated ink: the best model without convolution",
    layers=(
        Dense(512, ReLU(), He()),
        Dense(256, ReLU(), He()),
        Dense(11),
    ),
    input_shape=(784,),
    rejects=True,
    optimizer=AdamW(weight_decay=0.01),
    schedule=LinearWarmUp(400, Cosine(0.0015)),
    loss=SoftmaxCrossEntropy(label_smoothing=0.05),
    epochs=180,
    batch_size=256,
    simulated=60_000,
    non_digits=12_000,
    augmentation=Augmentation(),
    averaging=ExponentialAverage(0.9995),
)

CNN: Final = Recipe(
    name="cnn",
    description="four convolutions on MNIST and simulated ink: the default model",
    layers=(
        # ReLU after pooling is the same function, on a quarter of the values.
        Conv2D(24, 5),
        MaxPool2D(2),
        Activate(ReLU()),
        Conv2D(48, 3, 1, "same"),
        Activate(ReLU()),
        Conv2D(48, 3, 1, "same"),
        MaxPool2D(2),
        Activate(ReLU()),
        Conv2D(96, 3, 1, "same"),
        MaxPool2D(2),
        Activate(ReLU()),
        Flatten(),
        Dropout(0.4),
        Dense(128, ReLU(), He()),
        Dense(11),
    ),
    input_shape=(28, 28, 1),
    rejects=True,
    optimizer=AdamW(weight_decay=0.01),
    schedule=OneCycle(0.002),
    loss=SoftmaxCrossEntropy(label_smoothing=0.05),
    epochs=26,
    batch_size=128,
    simulated=40_000,
    non_digits=10_000,
    augmentation=Augmentation(strength=LastEpochs(8, after=0.5)),
    averaging=ExponentialAverage(0.9995),
)

SIMULATED: Final = CNN.with_changes(
    name="simulated",
    description="the network of cnn, trained on simulated ink alone: it has seen no real digit",
    data="simulated",
    simulated=100_000,
    epochs=8,
    augmentation=Augmentation(),
)

SHIPPED: Final = {recipe.name: recipe for recipe in (TINY, MLP, CNN, SIMULATED)}

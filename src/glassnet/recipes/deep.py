"""The network with the highest accuracy on MNIST's test set.

It trains on MNIST alone, the handwriting of one country. To read what people draw, use `cnn`.
"""

from __future__ import annotations

from typing import Final

from glassnet.data.augmentation import Augmentation
from glassnet.nn import (
    Activate,
    AdamW,
    Conv2D,
    Dense,
    Dropout,
    ExponentialAverage,
    Flatten,
    He,
    MaxPool2D,
    OneCycle,
    ReLU,
    SoftmaxCrossEntropy,
)
from glassnet.recipes.recipe import Recipe

DEEP: Final = Recipe(
    name="deep",
    description="four convolutions on augmented MNIST alone: the highest accuracy on its test set",
    layers=(
        Conv2D(32, 5),
        MaxPool2D(2),
        Activate(ReLU()),
        Conv2D(64, 3, 1, "same"),
        Activate(ReLU()),
        Conv2D(64, 3, 1, "same"),
        MaxPool2D(2),
        Activate(ReLU()),
        Conv2D(128, 3, 1, "same"),
        MaxPool2D(2),
        Activate(ReLU()),
        Flatten(),
        Dropout(0.4),
        Dense(128, ReLU(), He()),
        Dense("classes"),
    ),
    optimizer=AdamW(weight_decay=0.01),
    schedule=OneCycle(0.002),
    loss=SoftmaxCrossEntropy(label_smoothing=0.1),
    epochs=20,
    batch_size=128,
    augmentation=Augmentation(),
    averaging=ExponentialAverage(0.999),
)

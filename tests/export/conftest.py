"""Models of all layers and activations for exports, and real digits."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from glassnet.data import LabeledImages, load
from glassnet.models import Calibration, Model
from glassnet.nn import (
    ELU,
    GELU,
    Activate,
    AveragePool2D,
    Conv2D,
    Dense,
    Dropout,
    Flatten,
    GlobalAveragePool,
    Layer,
    LayerNorm,
    LeakyReLU,
    Loss,
    MaxPool2D,
    ReLU,
    Sigmoid,
    SigmoidCrossEntropy,
    SiLU,
    Softmax,
    SoftmaxCrossEntropy,
    Softplus,
    SquaredError,
    Tanh,
)
from glassnet.recipes import Recipe


def make_model(
    name: str,
    layers: tuple[Layer, ...],
    input_shape: tuple[int, ...],
    loss: Loss | None = None,
    rejects: bool = False,
) -> Model:
    """A model with random parameters of three classes."""
    recipe = Recipe(
        name=name,
        layers=layers,
        input_shape=input_shape,
        loss=loss or SoftmaxCrossEntropy(),
        rejects=rejects,
    )
    parameters = recipe.initial_parameters()
    rng = np.random.default_rng(7)
    parameters.vector += rng.normal(size=parameters.vector.size).astype(np.float32) / 10
    return Model(recipe, parameters, ("a", 'b"?', "ü"), Calibration(1.7, 0.2 if rejects else None))


MODELS = {
    model.name: model
    for model in (
        make_model(
            "images",
            (
                Conv2D(4, (3, 2), stride=2, padding=1, activation=GELU()),
                LayerNorm(),
                MaxPool2D(2, 1),
                Activate(ReLU()),
                Conv2D(6, 3, padding="same", activation=ELU(0.7)),
                AveragePool2D(2),
                Activate(SiLU()),
                Dropout(0.3),
                Flatten(),
                Dense(7, LeakyReLU(0.2)),
                LayerNorm(),
                Dense(4),
            ),
            (12, 11, 2),
            rejects=True,
        ),
        make_model(
            "rows",
            (Dense(9, Tanh()), Dense(8, Softplus()), Dense(7, Sigmoid()), Dense(3, Softmax())),
            (36,),
            SquaredError(),
        ),
        make_model(
            "means",
            (Conv2D(5, 3, activation=Tanh()), GlobalAveragePool(), Dense(3)),
            (9, 9, 1),
            SigmoidCrossEntropy(),
        ),
        make_model("one-layer", (Conv2D(3, 3), GlobalAveragePool()), (8, 8, 1)),
    )
}


def draw_images(model: Model, count: int = 40) -> LabeledImages:
    """Images of noise for a model, with half of their pixels blank."""
    rng = np.random.default_rng(11)
    shape = model.network.input_shape
    shape = (6, 6) if len(shape) == 1 else shape[:2] if shape[2] == 1 else shape
    images = rng.integers(0, 256, (count, *shape)) * (rng.random((count, *shape)) < 0.5)
    labels = rng.integers(0, 3, count)
    return LabeledImages(images.astype(np.uint8), labels, "noise", model.class_names)


@pytest.fixture
def noise(model: Model) -> LabeledImages:
    """Images of noise for the model."""
    return draw_images(model)


@pytest.fixture(params=MODELS)
def model(request: pytest.FixtureRequest) -> Model:
    return MODELS[request.param]


@pytest.fixture
def every_model() -> list[Model]:
    return list(MODELS.values())


@pytest.fixture(scope="session")
def digits() -> LabeledImages:
    """Real digits, where there are some; else simulated ones."""
    has_mnist = Path(os.environ.get("GLASSNET_DATA", ""), "mnist").is_dir()
    return load("mnist" if has_mnist and os.environ.get("GLASSNET_DATA") else "simulated").split(
        "test"
    )

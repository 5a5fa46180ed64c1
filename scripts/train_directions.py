"""Trains the network that reads digits by the pen's trajectory, on simulated ink alone, and writes its file.

python scripts/train_directions.py [--count 80000] [--epochs 8] [--out FILE]
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Final

import numpy as np

import glassnet
from glassnet.data.simulated.directions import simulate_direction_maps
from glassnet.ink.strokes.directions import CHANNELS, GRID
from glassnet.models import save_model
from glassnet.models.directions.reader import FILE
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
    LinearWarmUp,
    MaxPool2D,
    ReLU,
    SoftmaxCrossEntropy,
)
from glassnet.recipes import Recipe

COUNT: Final = 80_000

RECIPE: Final = Recipe(
    name="directions",
    description="digits by the pen's trajectory: two convolutions on maps of direction",
    layers=(
        Conv2D(32, 3, 1, "same"),
        MaxPool2D(2),
        Activate(ReLU()),
        Conv2D(48, 3),
        Activate(ReLU()),
        Flatten(),
        Dropout(0.3),
        Dense(96, ReLU(), He()),
        Dense(10),
    ),
    input_shape=(GRID, GRID, CHANNELS),
    optimizer=AdamW(weight_decay=0.01),
    schedule=LinearWarmUp(200, Cosine(0.002)),
    loss=SoftmaxCrossEntropy(label_smoothing=0.05),
    epochs=8,
    validation=2_000,
    averaging=ExponentialAverage(0.999),
)


def main() -> None:
    """Train, say how well it does on other simulated ink, and write the file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=COUNT, help="simulated drawings")
    parser.add_argument("--epochs", type=int, default=RECIPE.epochs)
    parser.add_argument("--seed", type=int, default=RECIPE.seed)
    parser.add_argument("--out", type=Path, default=FILE)
    options = parser.parse_args()
    data = simulate_direction_maps(np.random.default_rng(options.seed), options.count)
    recipe = RECIPE.with_changes(epochs=options.epochs, seed=options.seed)
    made_by = (
        f"python scripts/train_directions.py --count {options.count} --epochs {options.epochs} "
        f"--seed {options.seed}"
    )
    model = glassnet.train(recipe, data, made_by=made_by)
    for metric in model.metrics:
        print(f"{metric.set}: {metric.accuracy:.2%}")
    options.out.parent.mkdir(parents=True, exist_ok=True)
    save_model(model, options.out)
    print(f"Wrote {options.out}: {options.out.stat().st_size:,} bytes.")


if __name__ == "__main__":
    main()

"""Trains the network that finds symbols between digits, on simulated lines alone, and writes its model file.

python scripts/train_symbols.py [--windows 60000] [--epochs 10] [--out FILE]
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Final

import numpy as np

import glassnet
from glassnet.data.labeled_images import Dataset
from glassnet.data.simulated.symbol_windows import simulate_symbols
from glassnet.models import save_model
from glassnet.models.symbols.reader import FILE
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
)
from glassnet.recipes import Recipe

WINDOWS: Final = 60_000
TEST_WINDOWS: Final = 5_000

RECIPE: Final = Recipe(
    name="symbols",
    description="which marks between digits are points, commas, minus signs, slashes and colons",
    layers=(
        Conv2D(8, 5),
        MaxPool2D(2),
        Activate(ReLU()),
        Conv2D(16, 3),
        MaxPool2D(2),
        Activate(ReLU()),
        Flatten(),
        Dropout(0.2),
        Dense(32, ReLU(), He()),
        Dense(6),
    ),
    input_shape=(28, 28, 2),
    optimizer=AdamW(weight_decay=0.01),
    schedule=OneCycle(0.003),
    epochs=10,
    validation=5_000,
    averaging=ExponentialAverage(0.999),
)


def main() -> None:
    """Train, say how well it does on other simulated lines, and write the file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--windows", type=int, default=WINDOWS, help="to train with")
    parser.add_argument("--epochs", type=int, default=RECIPE.epochs)
    parser.add_argument("--out", type=Path, default=FILE)
    options = parser.parse_args()
    own, other = np.random.default_rng(RECIPE.seed).spawn(2)
    data = Dataset(
        "simulated symbols",
        train=simulate_symbols(own, options.windows),
        test=simulate_symbols(other, TEST_WINDOWS),
    )
    made_by = (
        f"python scripts/train_symbols.py --windows {options.windows} --epochs {options.epochs}"
    )
    model = glassnet.train(RECIPE, data, made_by=made_by, epochs=options.epochs)
    for metric in model.metrics:
        print(f"{metric.set}: {metric.accuracy:.2%}")
    options.out.parent.mkdir(parents=True, exist_ok=True)
    save_model(model, options.out)
    print(f"Wrote {options.out}: {options.out.stat().st_size:,} bytes.")


if __name__ == "__main__":
    main()

"""What each part of the training data contributes: the `mlp` recipe, cut short, on more and more of it.

    python -m benchmarks.shares --drawn unipen_validation.jsonl.gz

Prints accuracy on MNIST's validation split and on a file of pen-drawn digits. MNIST's test set is not read.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from benchmarks.product import evaluate_network, train_network
from glassnet.data.labeled_images import Dataset, LabeledImages
from glassnet.data.sources import load
from glassnet.recipes import SHIPPED, Recipe
from glassnet.training import prepare

EPOCHS = 8
MLP = SHIPPED["mlp"].with_changes(epochs=EPOCHS)

SHARES = {
    "MNIST": MLP.with_changes(augmentation=None, simulated=0),
    "MNIST, deformed": MLP.with_changes(simulated=0),
    "MNIST and simulated ink, deformed": MLP,
    "simulated ink, deformed": MLP.with_changes(data="simulated", simulated=75_000),
}


def measure(recipe: Recipe, validation: LabeledImages, drawn: LabeledImages) -> tuple[float, float]:
    """Accuracy on both sets after training on the recipe's own data."""
    dataset = prepare(recipe, load(recipe.data))
    _, state = train_network(recipe, Dataset(dataset.name, train=dataset.train))
    on_mnist, on_drawn = (
        evaluate_network(recipe, state.kept, images) for images in (validation, drawn)
    )
    return on_mnist.accuracy, on_drawn.accuracy


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--drawn", type=Path, required=True, help="a stroke file")
    drawn = load(parser.parse_args().drawn).split("train")
    validation = prepare(SHARES["MNIST"], load("mnist")).split("validation")
    print(f"| trained on, {EPOCHS} epochs | {validation} | {drawn} |\n| --- | --- | --- |")
    for name, recipe in SHARES.items():
        on_mnist, on_drawn = measure(recipe, validation, drawn)
        print(f"| {name} | {on_mnist:.2%} | {on_drawn:.2%} |", flush=True)


if __name__ == "__main__":
    main()
